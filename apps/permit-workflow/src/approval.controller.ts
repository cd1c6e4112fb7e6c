import { OnCommand } from '@guildhall/messaging';
import type { CommandRequest, Outcome } from '@guildhall/messaging';
import { Controller, Inject } from '@nestjs/common';
import { LogFacts } from './log-facts.js';
import { Permits } from './permits.js';
import type { PermitAnswer } from './permits.js';

/** What people decide about a permit. */
@Controller()
export class ApprovalController {
  constructor(
    @Inject(Permits) private readonly permits: Permits,
    @Inject(LogFacts) private readonly facts: LogFacts,
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
    const { caller, now, payload: input } = request;
    return this.permits.answer(request, async (permit) => ({
      type: 'approve',
      caller,
      now,
      input,
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
}
