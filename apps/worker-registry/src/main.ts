import { runService } from '@guildhall/messaging';
import { RegistryModule } from './registry.module.js';

await runService('worker-registry', RegistryModule);
