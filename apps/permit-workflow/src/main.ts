import { runService } from '@guildhall/messaging';
import { PermitModule } from './permit.module.js';

await runService('permit-workflow', PermitModule);
