import { Module } from '@nestjs/common';
import { ImportController } from './import.controller.js';
import { MatchingController } from './matching.controller.js';
import { registryProvider } from './registry.js';

@Module({ controllers: [ImportController, MatchingController], providers: [registryProvider] })
export class RegistryModule {}
