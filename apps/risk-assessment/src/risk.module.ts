import { Module } from '@nestjs/common';
import { Directory } from './directory.js';
import { factsProvider } from './facts.js';
import { IntakeController } from './intake.controller.js';
import { IntakeWatch } from './intake-watch.js';
import { Policies } from './policies.js';
import { PolicyController } from './policy.controller.js';
import { TaskController } from './task.controller.js';

@Module({
  controllers: [IntakeController, TaskController, PolicyController],
  providers: [factsProvider, Policies, Directory, IntakeWatch],
})
export class RiskModule {}
