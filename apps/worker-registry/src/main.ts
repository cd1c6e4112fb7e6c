import { runService } from '@guildhall/messaging';
import { isOperator } from '@guildhall/permit';
import { RegistryModule } from './registry.module.js';

await runService({ service: 'worker-registry', root: RegistryModule, isOperator });
