import { OnAlert, OnTimer } from '@guildhall/messaging';
import type { AlertRequest, TimerRequest } from '@guildhall/messaging';
import { Controller, Inject } from '@nestjs/common';
import { attemptOf } from './attempt-key.js';
import { WebhookSender } from './sender.js';

/** Hands alerts on to the addresses that were given for them (3.6). */
@Controller()
export class WebhooksController {
  constructor(@Inject(WebhookSender) private readonly sender: WebhookSender) {}

  @OnAlert('audit-projection-webhooks')
  async hear({ alert, recipient }: AlertRequest): Promise<void> {
    await (recipient === undefined ? this.sender.toAll(alert) : this.sender.toOne(alert, recipient));
  }

  @OnTimer('audit')
  async again({ timer }: TimerRequest): Promise<void> {
    const attempt = attemptOf(timer);
    if (attempt) await this.sender.again(attempt);
  }
}
