import { RUNTIME } from '@guildhall/messaging';
import { Module } from '@nestjs/common';
import { QueryController } from './query.controller.js';
import { QUERIES_OF_THE_VIEW, openView } from './view.js';

@Module({
  controllers: [QueryController],
  providers: [{ provide: QUERIES_OF_THE_VIEW, inject: [RUNTIME], useFactory: openView }],
})
export class AuditModule {}
