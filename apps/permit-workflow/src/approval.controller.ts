import type { PermitAnswer } from '@guildhall/contracts';
import { OnCommand } from '@guildhall/messaging';
import type { CommandRequest, Outcome } from '@guildhall/messaging';
import type { Permit, PermitCommand } from '@guildhall/permit';
import { Controller, Inject } from '@nestjs/common';
import { LogFacts } from './log-facts.js';
import { Overlaps } from './overlaps.js';
import { Permits } from './permits.js';
import { POLICIES, durationsFor } from './policies.js';
import type { PolicyFold } from './policies.js';

/** What people decide about a permit. */
@Controller()
export class ApprovalController {
  constructor(
    @Inject(Permits) private readonly permits: Permits,
    @Inject(LogFacts) private readonly facts: LogFacts,
    @Inject(Overlaps) private readonly overlaps: Overlaps,
    @Inject(POLICIES) private readonly policies: PolicyFold,
  ) {}

  @OnCommand('permit.review')
  review(request: CommandRequest<'permit.review'>): Promise<Outcome<PermitAnswer>> {
    const { caller, now, payload: input } = request;
    return this.permits.answer(request, async (permit) => ({
      type: 'review',
      caller,
      now,
      input,
      ...(await this.permits.others(permit, caller, now)),
    }));
  }

  @OnCommand('permit.approve')
  approve(request: CommandRequest<'permit.approve'>): Promise<Outcome<PermitAnswer>> {
    return this.permits.answer(request, (permit) => this.#approve(request, permit));
  }

  @OnCommand('permit.sponsor')
  sponsor(request: CommandRequest<'permit.sponsor'>): Promise<Outcome<PermitAnswer>> {
    const { caller, now, payload: input } = request;
    return this.permits.answer(request, async (permit) => ({
      type: 'sponsor',
      caller,
      now,
      input,
      expeditedReview: this.#expeditedReview(permit),
      ...(await this.permits.others(permit, caller, now)),
    }));
  }

  @OnCommand('permit.reject')
  reject(request: CommandRequest<'permit.reject'>): Promise<Outcome<PermitAnswer>> {
    const { caller, now, payload: input } = request;
    return this.permits.answer(request, async (permit) => ({
      type: 'reject',
      caller,
      now,
      input,
      ...(await this.permits.others(permit, caller, now)),
    }));
  }

  @OnCommand('permit.revoke')
  revoke(request: CommandRequest<'permit.revoke'>): Promise<Outcome<PermitAnswer>> {
    const { caller, now, payload: input } = request;
    return this.permits.answer(request, async () => ({
      type: 'revoke',
      caller,
      now,
      input,
      people: await this.facts.people([caller]),
    }));
  }

  @OnCommand('permit.archive')
  archive(request: CommandRequest<'permit.archive'>): Promise<Outcome<PermitAnswer>> {
    const { caller, now, payload: input } = request;
    return this.permits.answer(request, async () => ({
      type: 'archive',
      caller,
      now,
      input,
      people: await this.facts.people([caller]),
    }));
  }

  async #approve(
    { caller, now, payload: input }: CommandRequest<'permit.approve'>,
    permit: Permit,
  ): Promise<PermitCommand> {
    const [others, emergencyUntil, meets] = await Promise.all([
      this.permits.others(permit, caller, now, input.onBehalfOf),
      this.#emergencyUntil(permit, now),
      this.overlaps.meetingIfIssued(permit, now),
    ]);
    return {
      type: 'approve',
      caller,
      now,
      input,
      ...others,
      meets,
      ...(emergencyUntil === undefined ? {} : { emergencyUntil }),
    };
  }

  async #emergencyUntil(permit: Permit, now: string): Promise<string | undefined> {
    const emergencyId = 'terms' in permit ? permit.terms.request.emergencyId : undefined;
    return emergencyId === undefined ? undefined : this.facts.emergencyUntil(emergencyId, now);
  }

  #expeditedReview(permit: Permit): string {
    return 'terms' in permit ? durationsFor(this.policies.state, permit.terms).expeditedReview : 'PT1H';
  }
}
