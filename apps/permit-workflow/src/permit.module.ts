import { PersonKeys, RUNTIME } from '@guildhall/messaging';
import type { Runtime } from '@guildhall/messaging';
import { Module } from '@nestjs/common';
import { ApprovalController } from './approval.controller.js';
import { CredentialController } from './credential.controller.js';
import { DeadlineController } from './deadline.controller.js';
import { DirectoryController } from './directory.controller.js';
import { ExecutionController } from './execution.controller.js';
import { executionsProvider } from './executions.js';
import { LogFacts } from './log-facts.js';
import { OpeningController } from './opening.controller.js';
import { Permits } from './permits.js';

@Module({
  controllers: [
    ApprovalController,
    CredentialController,
    DeadlineController,
    DirectoryController,
    ExecutionController,
    OpeningController,
  ],
  providers: [
    {
      provide: PersonKeys,
      inject: [RUNTIME],
      useFactory: ({ nc, settings }: Runtime) => PersonKeys.open(nc, settings.personKeyFile),
    },
    executionsProvider,
    LogFacts,
    Permits,
  ],
})
export class PermitModule {}
