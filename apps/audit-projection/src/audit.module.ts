import { RUNTIME } from '@guildhall/messaging';
import { Module } from '@nestjs/common';
import { AlertsController } from './alerts/alerts.controller.js';
import { QueryController } from './query.controller.js';
import { QUERIES_OF_THE_VIEW, openView } from './view.js';
import { webhookSender } from './webhooks/provide.js';
import { WebhookSender } from './webhooks/sender.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';

@Module({
  controllers: [AlertsController, QueryController, WebhooksController],
  providers: [
    { provide: QUERIES_OF_THE_VIEW, inject: [RUNTIME], useFactory: openView },
    { provide: WebhookSender, inject: [RUNTIME], useFactory: webhookSender },
  ],
})
export class AuditModule {}
