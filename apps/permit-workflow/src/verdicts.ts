import type { Meta } from '@guildhall/event-store';
import { decided } from '@guildhall/event-store';
import { RUNTIME, childOf } from '@guildhall/messaging';
import type { Runtime } from '@guildhall/messaging';
import type { Disqualify, Permit, PermitCommand, Verdict } from '@guildhall/permit';
import { Inject, Injectable } from '@nestjs/common';
import { LogFacts } from './log-facts.js';
import { Permits } from './permits.js';
import { Redefinition } from './redefinition.js';

type KnownPermit = Exclude<Permit, { status: 'NONE' }>;

/** Writes into the log what others' events mean for a permit. */
@Injectable()
export class Verdicts {
  constructor(
    @Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'service'>,
    @Inject(Permits) private readonly permits: Permits,
    @Inject(LogFacts) private readonly facts: LogFacts,
    @Inject(Redefinition) private readonly redefinition: Redefinition,
  ) {}

  /** Once for each cause, however often it is asked for. Rejects where it could not be written. */
  async carryOut(verdict: Verdict, now: string): Promise<void> {
    const { taskId } = verdict;
    decided(
      await this.permits.decide(taskId, this.#meta(verdict, now), (permit) => {
        if (permit.status === 'NONE') throw new Error(`there is no permit ${taskId}, and it has to go`);
        return this.#command(verdict, permit, now);
      }),
    );
  }

  #meta({ taskId, cause }: Verdict, now: string): Meta {
    return {
      source: this.runtime.service,
      actor: cause.actor,
      correlation: taskId,
      causation: cause.id,
      traceparent: childOf(cause.traceparent),
      time: now,
    };
  }

  async #command(verdict: Verdict, permit: KnownPermit, now: string): Promise<PermitCommand> {
    const { kind, workerId, text } = verdict;
    if (kind === 'people-changed')
      return { type: 'recheck', now, ...(await this.permits.approvers(permit, now)) };
    const isAsked = permit.status === 'REQUESTED' || permit.status === 'UNDER_REVIEW';
    const amendment =
      kind === 'worker-redefined' && isAsked
        ? await this.redefinition.amendment(permit.terms, now)
        : undefined;
    return amendment ?? this.#disqualify(workerId, { kind, text }, now);
  }

  async #disqualify(workerId: string, reason: Disqualify['reason'], now: string): Promise<PermitCommand> {
    return { type: 'disqualify', now, reason, workerId, worker: await this.facts.worker(workerId, now) };
  }
}
