import { POLICY_ACTOR, digestOf } from '@guildhall/contracts';
import type { Recorded, Terms } from '@guildhall/contracts';
import { decided, sha256 } from '@guildhall/event-store';
import type { Meta } from '@guildhall/event-store';
import { OnReaction, RUNTIME } from '@guildhall/messaging';
import type { ReactionRequest, Runtime } from '@guildhall/messaging';
import { overriddenTerms, termsOf } from '@guildhall/permit';
import type { Permit } from '@guildhall/permit';
import { Controller, Inject } from '@nestjs/common';
import { decidedOrBlocked } from './blocked.js';
import { LogFacts } from './log-facts.js';
import { Overlaps } from './overlaps.js';
import { Permits } from './permits.js';

/** Opens a permit for every assignment; follows what its master does with the task until it is begun. */
@Controller()
export class OpeningController {
  constructor(
    @Inject(Permits) private readonly permits: Permits,
    @Inject(LogFacts) private readonly facts: LogFacts,
    @Inject(Overlaps) private readonly overlaps: Overlaps,
    @Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'store'>,
  ) {}

  @OnReaction('permit-workflow-tasks')
  async take(request: ReactionRequest): Promise<void> {
    const { event, meta, now } = request;
    if (event.type === 'assignment.made') await this.#open(event, request);
    if (event.type === 'task.overridden') await this.#override(event, request);
    if (event.type === 'task.withdrawn') await this.#withdraw(event, meta, now);
  }

  async #open(
    event: Recorded<'assignment.made'>,
    { redelivered, meta: cause }: ReactionRequest,
  ): Promise<void> {
    const { entity, data: assignment } = event;
    const { assessed, withdrawn } = await this.facts.task(entity);
    if (!assessed) throw new Error(`task ${entity} was assigned without being assessed`);
    const made = termsOf({ assessed, assignment, overlaps: [] });
    if ('refusal' in made) throw new Error(`no permit can be made for ${entity}: ${made.refusal.message}`);
    await this.overlaps.opening(made.terms, async (overlaps, now) => {
      const meta = { ...cause, time: now };
      const terms: Terms = { ...made.terms, overlaps: overlaps.sort() };
      const permitDigest = digestOf(terms, sha256);
      const handled = await this.permits.decide(
        entity,
        terms.plan.length === 0 ? { ...meta, actor: POLICY_ACTOR } : meta,
        () => ({ type: 'open', now, terms, permitDigest, withdrawn }),
        { assumeNew: !redelivered },
      );
      return decidedOrBlocked(this.runtime.store, handled, { event, meta, caller: assessed.requestedBy });
    });
  }

  /** A task that was assessed: one that is held for its overrides is assessed again, and has no permit yet. */
  async #override(
    event: Recorded<'task.overridden'>,
    { meta, now }: Pick<ReactionRequest, 'meta' | 'now'>,
  ): Promise<void> {
    const { entity, data, actor: caller } = event;
    if ((await this.runtime.store.read('permit', entity, { fresh: true })).version === 0) return;
    const handled = await this.permits.decide(entity, meta, async (permit) => {
      const terms = overriddenTerms(
        termsIn(permit),
        data.overrides,
        await this.overlaps.meetingIfIssued(permit, now),
      );
      const permitDigest = digestOf(terms, sha256);
      return { type: 'amend', now, terms, permitDigest, reason: { kind: 'override' } };
    });
    await decidedOrBlocked(this.runtime.store, handled, { event, meta, caller });
  }

  async #withdraw({ entity, data }: Recorded<'task.withdrawn'>, meta: Meta, now: string): Promise<void> {
    decided(await this.permits.decide(entity, meta, () => ({ type: 'withdraw', now, reason: data.reason })));
  }
}

const termsIn = (permit: Permit): Terms => {
  if (permit.status === 'NONE') throw new Error('a permit that was there is there no more');
  return permit.terms;
};
