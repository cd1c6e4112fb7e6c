import type { CommandName, PermitState, Recorded, TypesOf } from '@guildhall/contracts';
import { handle } from '@guildhall/event-store';
import type { Handled, Meta } from '@guildhall/event-store';
import { RUNTIME } from '@guildhall/messaging';
import type { CommandRequest, Outcome, Runtime } from '@guildhall/messaging';
import { approversOf, permitDecider, statusOf } from '@guildhall/permit';
import type { Others, Permit, PermitCommand } from '@guildhall/permit';
import { Inject, Injectable } from '@nestjs/common';
import { LogFacts } from './log-facts.js';

type PermitRecord = Recorded<TypesOf<'permit'>>;
type PermitCommandName = Extract<CommandName, `permit.${string}`>;

/** What each command writes, whatever else: by it a repetition is told from an id used for another command. */
const MARK: Record<PermitCommandName, TypesOf<'permit'>> = {
  'permit.review': 'permit.review-started',
  'permit.approve': 'permit.approval-recorded',
  'permit.reject': 'permit.rejected',
  'permit.revoke': 'permit.revoked',
  'permit.start': 'permit.execution-started',
  'permit.complete': 'permit.completed',
};

/** What every command on a permit is answered with. */
export interface PermitAnswer {
  taskId: string;
  state: PermitState | undefined;
  permitDigest?: string;
}

const resultOf = (taskId: string, permit: Permit): PermitAnswer => ({
  taskId,
  state: statusOf(permit),
  ...('permitDigest' in permit ? { permitDigest: permit.permitDigest } : {}),
});

/** Decisions about permits, each with the facts it needs. */
@Injectable()
export class Permits {
  constructor(
    @Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'store'>,
    @Inject(LogFacts) private readonly facts: LogFacts,
  ) {}

  /** Decides on one permit; `command` is asked again after a conflict. */
  decide(
    taskId: string,
    meta: Meta,
    command: (permit: Permit) => Promise<PermitCommand> | PermitCommand,
    options: { assumeNew?: boolean; marks?: TypesOf<'permit'>[] } = {},
  ): Promise<Handled<Permit, PermitRecord>> {
    return handle(this.runtime.store, {
      decider: permitDecider,
      context: 'permit',
      entity: taskId,
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
    const handled = await this.decide(taskId, meta(taskId), command, { marks: [MARK[name]] });
    return 'refusal' in handled
      ? handled
      : { result: resultOf(taskId, handled.state), position: handled.position };
  }

  /** What a decision of a person on a permit depends on: their roles, those of earlier approvers, and the owners. */
  async others(permit: Permit, caller: string, now: string): Promise<Others> {
    if (!('terms' in permit)) return { people: await this.facts.people([caller]), owners: [] };
    const { workerId, requestedBy } = permit.terms;
    const [people, owners] = await Promise.all([
      this.facts.people([caller, ...approversOf(permit)]),
      this.facts.owners(workerId, requestedBy, now),
    ]);
    return { people, owners };
  }
}
