import type { AllDurations, CommandName, EmergencyAnswer, TypesOf } from '@guildhall/contracts';
import { KeyedQueue, handle } from '@guildhall/event-store';
import { OnCommand, RUNTIME } from '@guildhall/messaging';
import type { CommandRequest, Outcome, Runtime } from '@guildhall/messaging';
import {
  DEBT_EVENTS,
  emergencyDecider,
  emergencyState,
  evolveDebts,
  noDebts,
  ownersOf,
  reviewOwedBy,
} from '@guildhall/permit';
import type { DebtEvent, Emergency, EmergencyCommand, Parties, Requester } from '@guildhall/permit';
import { Controller, Inject } from '@nestjs/common';
import { LogFacts } from './log-facts.js';

type EmergencyCommandName = Extract<CommandName, `emergency.${string}`>;

/** What each command writes: by it a repetition is told from an id used for another command. */
const MARK: Record<EmergencyCommandName, TypesOf<'emergency'>> = {
  'emergency.request': 'emergency.requested',
  'emergency.approve': 'emergency.approved',
  'emergency.end': 'emergency.ended',
  'emergency.review': 'emergency.reviewed',
};

const resultOf = (emergencyId: string, emergency: Emergency): EmergencyAnswer => {
  const state = emergencyState(emergency);
  // Whoever asks for what nobody has asked for is refused.
  if (state === undefined) throw new Error(`nothing is known of the emergency ${emergencyId}`);
  return {
    emergencyId,
    state,
    ...('expiresAt' in emergency ? { expiresAt: emergency.expiresAt } : {}),
  };
};

/** Emergencies: asked for, agreed to, ended and learned from (1.8). */
@Controller()
export class EmergencyController {
  readonly #approvals = new KeyedQueue();

  constructor(
    @Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'store'>,
    @Inject(LogFacts) private readonly facts: LogFacts,
  ) {}

  @OnCommand('emergency.request')
  request(request: CommandRequest<'emergency.request'>): Promise<Outcome<EmergencyAnswer>> {
    const { caller, now, payload: input } = request;
    return this.#answer(request, async () => {
      const { incident, workerId, emergencyId } = input;
      const durations = await this.facts.durations();
      const requester = await this.#requester(caller, now, durations);
      const worker = await this.facts.worker(workerId, now, durations.formerOwners);
      const parties = { incident, workerId, requestedBy: caller, owners: ownersOf({ worker, requester }) };
      const debt = await this.#debt(parties, emergencyId);
      return { type: 'request', caller, now, input, requester, worker, debt, durations };
    });
  }

  /** One after the other, each in view of the one before: two that would owe each other's review are never both approved. */
  @OnCommand('emergency.approve')
  approve(request: CommandRequest<'emergency.approve'>): Promise<Outcome<EmergencyAnswer>> {
    return this.#approvals.run('approve', () =>
      this.#answer(request, (emergency) => this.#approval(request, emergency)),
    );
  }

  @OnCommand('emergency.end')
  end(request: CommandRequest<'emergency.end'>): Promise<Outcome<EmergencyAnswer>> {
    const { caller, now, payload: input } = request;
    return this.#answer(request, async () => {
      const people = await this.facts.people([caller]);
      return { type: 'end', caller, now, input, commander: people.get(caller) };
    });
  }

  @OnCommand('emergency.review')
  review(request: CommandRequest<'emergency.review'>): Promise<Outcome<EmergencyAnswer>> {
    const { caller, now, payload: input } = request;
    return this.#answer(request, async () => {
      const people = await this.facts.people([caller]);
      return { type: 'review', caller, now, input, reviewer: people.get(caller) };
    });
  }

  async #approval(
    { caller, now, payload: input }: CommandRequest<'emergency.approve'>,
    emergency: Emergency,
  ): Promise<EmergencyCommand> {
    const known = emergency.status === 'NONE' ? undefined : emergency;
    const [people, durations] = await Promise.all([this.facts.people([caller]), this.facts.durations()]);
    return {
      type: 'approve',
      caller,
      now,
      input,
      commander: people.get(caller),
      worker: known
        ? await this.facts.worker(known.workerId, now, durations.formerOwners)
        : { status: 'unknown' },
      debt: known && (await this.#debt(known, input.emergencyId)),
      durations,
    };
  }

  async #requester(id: string, now: string, { formerOwners }: AllDurations): Promise<Requester> {
    const [people, master] = await Promise.all([
      this.facts.people([id]),
      this.facts.master(id, now, formerOwners),
    ]);
    return {
      person: people.get(id),
      master: master.status === 'active' ? { owners: master.owners } : undefined,
    };
  }

  // From the log itself, to its present end: a view might not have seen what was approved a moment ago.
  async #debt(parties: Parties, emergencyId: string): Promise<string | undefined> {
    let debts = noDebts;
    for await (const event of this.runtime.store.readAll(0, DEBT_EVENTS)) {
      debts = evolveDebts(debts, event as DebtEvent);
    }
    return reviewOwedBy(debts, parties, emergencyId);
  }

  async #answer<N extends EmergencyCommandName>(
    { name, payload: { emergencyId }, meta }: CommandRequest<N>,
    command: (emergency: Emergency) => Promise<EmergencyCommand>,
  ): Promise<Outcome<EmergencyAnswer>> {
    const handled = await handle(this.runtime.store, {
      decider: emergencyDecider,
      context: 'emergency',
      entity: emergencyId,
      meta: meta(emergencyId),
      command,
      marks: [MARK[name]],
    });
    return 'refusal' in handled
      ? handled
      : { result: resultOf(emergencyId, handled.state), position: handled.position };
  }
}
