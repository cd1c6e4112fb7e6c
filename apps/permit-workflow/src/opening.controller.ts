import { POLICY_ACTOR, digestOf } from '@guildhall/contracts';
import type { Recorded } from '@guildhall/contracts';
import { decided, sha256 } from '@guildhall/event-store';
import type { Meta } from '@guildhall/event-store';
import { OnReaction } from '@guildhall/messaging';
import type { ReactionRequest } from '@guildhall/messaging';
import { termsOf } from '@guildhall/permit';
import { Controller, Inject } from '@nestjs/common';
import { LogFacts } from './log-facts.js';
import { Permits } from './permits.js';

/** Opens a permit for every assignment, and ends it where the master withdraws the task. */
@Controller()
export class OpeningController {
  constructor(
    @Inject(Permits) private readonly permits: Permits,
    @Inject(LogFacts) private readonly facts: LogFacts,
  ) {}

  @OnReaction('permit-workflow-tasks')
  async take(request: ReactionRequest): Promise<void> {
    const { event, meta, now } = request;
    if (event.type === 'assignment.made') await this.#open(event, request);
    if (event.type === 'task.withdrawn') await this.#withdraw(event, meta, now);
  }

  async #open(
    { entity, data: assignment }: Recorded<'assignment.made'>,
    { redelivered, meta, now }: ReactionRequest,
  ): Promise<void> {
    const { assessed, withdrawn } = await this.facts.task(entity);
    if (!assessed) throw new Error(`task ${entity} was assigned without being assessed`);
    const made = termsOf({ assessed, assignment, overlaps: [] });
    if ('refusal' in made) throw new Error(`no permit can be made for ${entity}: ${made.refusal.message}`);
    const { terms } = made;
    const permitDigest = digestOf(terms, sha256);
    const handled = await this.permits.decide(
      entity,
      terms.plan.length === 0 ? { ...meta, actor: POLICY_ACTOR } : meta,
      () => ({ type: 'open', now, terms, permitDigest, withdrawn }),
      { assumeNew: !redelivered },
    );
    decided(handled);
  }

  async #withdraw({ entity, data }: Recorded<'task.withdrawn'>, meta: Meta, now: string): Promise<void> {
    decided(await this.permits.decide(entity, meta, () => ({ type: 'withdraw', now, reason: data.reason })));
  }
}
