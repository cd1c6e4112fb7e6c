import { PersonKeys, RUNTIME, policiesProvider } from '@guildhall/messaging';
import type { Runtime } from '@guildhall/messaging';
import { Module } from '@nestjs/common';
import { ApprovalController } from './approval.controller.js';
import { CredentialController } from './credential.controller.js';
import { debtsProvider } from './debts.js';
import { DeadlineController } from './deadline.controller.js';
import { DirectoryController } from './directory.controller.js';
import { Emergencies } from './emergencies.js';
import { EmergencyDeadlineController } from './emergency-deadline.controller.js';
import { EmergencyController } from './emergency.controller.js';
import { ExecutionController } from './execution.controller.js';
import { Hearing } from './hearing.js';
import { Heartbeats } from './heartbeats.js';
import { joinsProvider } from './joins.js';
import { livePermitsProvider } from './live-permits.js';
import { LogFacts } from './log-facts.js';
import { OpeningController } from './opening.controller.js';
import { Overlaps } from './overlaps.js';
import { PeopleController } from './people.controller.js';
import { Permits } from './permits.js';
import { Redefinition } from './redefinition.js';
import { Sealing } from './sealing.js';
import { Verdicts } from './verdicts.js';
import { TokenSigner } from './tokens/token-signer.js';
import { Tokens } from './tokens/tokens.js';
import { WorkTimersController } from './work-timers.controller.js';
import { WorkController } from './work.controller.js';

@Module({
  controllers: [
    ApprovalController,
    CredentialController,
    DeadlineController,
    DirectoryController,
    EmergencyController,
    EmergencyDeadlineController,
    ExecutionController,
    OpeningController,
    PeopleController,
    WorkController,
    WorkTimersController,
  ],
  providers: [
    {
      provide: PersonKeys,
      inject: [RUNTIME],
      useFactory: ({ nc, settings }: Runtime) => PersonKeys.open(nc, settings.personKeyFile),
    },
    {
      provide: TokenSigner,
      inject: [RUNTIME],
      useFactory: async (runtime: Runtime) => {
        const signer = await TokenSigner.open({ ...runtime, file: runtime.settings.tokenKeyFile });
        runtime.onStop(signer.watch());
        return signer;
      },
    },
    {
      provide: Hearing,
      inject: [RUNTIME],
      useFactory: (runtime: Runtime) => {
        const hearing = new Hearing(runtime, Date.now);
        runtime.onStop(hearing.watch());
        return hearing;
      },
    },
    debtsProvider,
    Emergencies,
    Heartbeats,
    joinsProvider,
    livePermitsProvider,
    LogFacts,
    Overlaps,
    Permits,
    policiesProvider,
    Redefinition,
    Sealing,
    Verdicts,
    Tokens,
  ],
})
export class PermitModule {}
