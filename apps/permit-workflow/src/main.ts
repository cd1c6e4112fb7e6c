import { runService } from '@guildhall/messaging';
import { isOperator } from '@guildhall/permit';
import { PermitModule } from './permit.module.js';

await runService({ service: 'permit-workflow', root: PermitModule, isOperator });
