import { policiesProvider } from '@guildhall/messaging';
import { Module } from '@nestjs/common';
import { Directory } from './directory.js';
import { EmergencyController } from './emergency.controller.js';
import { ImportController } from './import.controller.js';
import { MasterController } from './master.controller.js';
import { MatchingController } from './matching.controller.js';
import { registryProvider } from './registry.js';
import { TrustController } from './trust.controller.js';
import { WorkerController } from './worker.controller.js';

@Module({
  controllers: [
    ImportController,
    WorkerController,
    MasterController,
    EmergencyController,
    TrustController,
    MatchingController,
  ],
  providers: [registryProvider, policiesProvider, Directory],
})
export class RegistryModule {}
