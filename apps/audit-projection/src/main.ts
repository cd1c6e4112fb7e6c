import { runService } from '@guildhall/messaging';
import { isOperator } from '@guildhall/permit';
import { AuditModule } from './audit.module.js';

await runService({ service: 'audit-projection', root: AuditModule, isOperator });
