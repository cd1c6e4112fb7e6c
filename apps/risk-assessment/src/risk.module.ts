import { Module } from '@nestjs/common';
import { factsProvider } from './facts.js';
import { IntakeController } from './intake.controller.js';
import { IntakeWatch } from './intake-watch.js';
import { Policies } from './policies.js';
import { TaskController } from './task.controller.js';

@Module({
  controllers: [IntakeController, TaskController],
  providers: [factsProvider, Policies, IntakeWatch],
})
export class RiskModule {}
