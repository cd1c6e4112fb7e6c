import { runService } from '@guildhall/messaging';
import { AuditModule } from './audit.module.js';

await runService('audit-projection', AuditModule);
