import { RUNTIME } from '@guildhall/messaging';
import { Module } from '@nestjs/common';
import { AlertsController } from './alerts/alerts.controller.js';
import { QueryController } from './query.controller.js';
import { QUERIES_OF_THE_VIEW, openView } from './view.js';

@Module({
  controllers: [AlertsController, QueryController],
  providers: [{ provide: QUERIES_OF_THE_VIEW, inject: [RUNTIME], useFactory: openView }],
})
export class AuditModule {}
