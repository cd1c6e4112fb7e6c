import type { PermitAnswer } from '@guildhall/contracts';
import { OnCommand, POLICIES } from '@guildhall/messaging';
import type { CommandRequest, Outcome, PolicyFold } from '@guildhall/messaging';
import type { Permit, PermitCommand } from '@guildhall/permit';
import { Controller, Inject } from '@nestjs/common';
import { durationsOf } from './durations.js';
import { Emergencies } from './emergencies.js';
import { LogFacts } from './log-facts.js';
import { Overlaps } from './overlaps.js';
import { Permits } from './permits.js';

/** What people decide about a permit. */
@Controller()
export class ApprovalController {
  constructor(
    @Inject(Permits) private readonly permits: Permits,
    @Inject(LogFacts) private readonly facts: LogFacts,
    @Inject(Overlaps) private readonly overlaps: Overlaps,
    @Inject(Emergencies) private readonly emergencies: Pick<Emergencies, 'behind'>,
    @Inject(POLICIES) private readonly policies: Pick<PolicyFold, 'state'>,
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
      expeditedReview: durationsOf(this.policies.state, permit).expeditedReview,
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
    const [others, behind, meets] = await Promise.all([
      this.permits.others(permit, caller, now, input.onBehalfOf),
      this.emergencies.behind(permit),
      this.overlaps.meetingIfIssued(permit, now),
    ]);
    return { type: 'approve', caller, now, input, ...others, ...behind, meets };
  }
}
