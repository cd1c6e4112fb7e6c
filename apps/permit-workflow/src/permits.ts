import type { CommandName, PermitAnswer, TypesOf } from '@guildhall/contracts';
import { handle, stateNow } from '@guildhall/event-store';
import type { Handled, Meta, Where } from '@guildhall/event-store';
import { POLICIES, RUNTIME } from '@guildhall/messaging';
import type { CommandRequest, Outcome, PolicyFold, Runtime } from '@guildhall/messaging';
import { countedIn, isWorked, permitDecider, statusOf, undoerOf } from '@guildhall/permit';
import type { Others, Permit, PermitCommand, RecordedPermitEvent, Undoer } from '@guildhall/permit';
import { Inject, Injectable } from '@nestjs/common';
import { durationsOf } from './durations.js';
import { LogFacts } from './log-facts.js';

type PermitCommandName = Extract<CommandName, `permit.${string}`>;

/** Of what each command writes one, whatever else: by it a repetition is told from an id used for another command. */
const MARKS: Record<PermitCommandName, TypesOf<'permit'>[]> = {
  'permit.review': ['permit.review-started'],
  'permit.approve': ['permit.approval-recorded'],
  'permit.reject': ['permit.rejected'],
  'permit.revoke': ['permit.revoked'],
  'permit.sponsor': ['permit.sponsored'],
  'permit.archive': ['permit.archived'],
  'permit.start': ['permit.execution-started'],
  'permit.complete': ['permit.completed', 'permit.violation-detected'],
};

const resultOf = (taskId: string, permit: Permit): PermitAnswer => {
  const state = statusOf(permit);
  return {
    taskId,
    ...(state === undefined ? {} : { state }),
    ...('permitDigest' in permit ? { permitDigest: permit.permitDigest } : {}),
  };
};

const whereOf = (taskId: string): Where => ({ context: 'permit', beside: ['execution'], entity: taskId });

/** Decisions about permits, each with the facts it needs. */
@Injectable()
export class Permits {
  constructor(
    @Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'store'>,
    @Inject(LogFacts) private readonly facts: LogFacts,
    @Inject(POLICIES) private readonly policies: Pick<PolicyFold, 'state'>,
  ) {}

  /** Decides on one permit; `command` is asked again after a conflict. */
  decide(
    taskId: string,
    meta: Meta,
    command: (permit: Permit) => Promise<PermitCommand> | PermitCommand,
    options: { assumeNew?: boolean; marks?: RecordedPermitEvent['type'][] } = {},
  ): Promise<Handled<Permit, RecordedPermitEvent>> {
    return handle(this.runtime.store, {
      decider: permitDecider,
      ...whereOf(taskId),
      meta,
      command,
      ...options,
    });
  }

  /** Answers a participant's command. */
  async answer<N extends PermitCommandName>(
    { name, payload: { taskId }, meta }: CommandRequest<N>,
    command: (permit: Permit) => Promise<PermitCommand> | PermitCommand,
  ): Promise<Outcome<PermitAnswer>> {
    const handled = await this.decide(taskId, meta(taskId), command, { marks: MARKS[name] });
    return 'refusal' in handled
      ? handled
      : { result: resultOf(taskId, handled.state), position: handled.position };
  }

  /** The permit as the log says it is now, and how far that was. */
  async read(taskId: string): Promise<{ permit: Permit; position: number }> {
    const { state, position } = await stateNow(this.runtime.store, permitDecider, whereOf(taskId));
    return { permit: state, position };
  }

  /**
   * What a decision of a person on a permit depends on: the roles of who decides, and of those who approved or sponsored
   * it before or in whose stead any of them acts, and the owners.
   */
  others(permit: Permit, caller: string, now: string, onBehalfOf = caller): Promise<Others> {
    return this.#others(permit, [caller, onBehalfOf], now);
  }

  /** What it depends on who lets a worker do what it has announced: that worker's owners count as well (1.7, 3.2). */
  async confirming(permit: Permit, caller: string, now: string): Promise<Others & Undoer> {
    const [others, undoer, owners] = await Promise.all([
      this.others(permit, caller, now),
      this.undoer(permit, now),
      this.#ownersOfAnnouncer(permit, now),
    ]);
    return { ...others, ...undoer, owners: [...others.owners, ...owners] };
  }

  /** Who undoes what was done, as it is now; nothing, and nothing is read, where nobody has the grant. */
  async undoer(permit: Permit, now: string): Promise<Undoer> {
    const id = undoerOf(permit);
    return id === undefined ? {} : { worker: await this.facts.worker(id, now) };
  }

  /** What it depends on whether the approvals on record, and the sponsorship, still count. */
  approvers(permit: Permit, now: string): Promise<Others> {
    return this.#others(permit, [], now);
  }

  /** Owners of the worker that has announced something, where it is not the permit's own. */
  async #ownersOfAnnouncer(permit: Permit, now: string): Promise<readonly string[]> {
    const announcer = isWorked(permit) ? permit.work.announced?.workerId : undefined;
    if (announcer === undefined || !isWorked(permit) || announcer === permit.terms.workerId) return [];
    const worker = await this.facts.worker(announcer, now, this.#formerOwners(permit));
    return worker.status === 'unknown' ? [] : worker.owners;
  }

  #formerOwners(permit: Permit): string {
    return durationsOf(this.policies.state, permit).formerOwners;
  }

  async #others(permit: Permit, actors: string[], now: string): Promise<Others> {
    if (!('terms' in permit)) return { people: await this.facts.people(actors), owners: [] };
    const { workerId, requestedBy } = permit.terms;
    const [people, owners] = await Promise.all([
      this.facts.people([...actors, ...countedIn(permit)]),
      this.facts.owners(workerId, requestedBy, now, this.#formerOwners(permit)),
    ]);
    return { people, owners };
  }
}
