import { runService } from '@guildhall/messaging';
import { RiskModule } from './risk.module.js';

await runService('risk-assessment', RiskModule);
