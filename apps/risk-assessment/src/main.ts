import { runService } from '@guildhall/messaging';
import { isOperator } from '@guildhall/permit';
import { RiskModule } from './risk.module.js';

await runService({ service: 'risk-assessment', root: RiskModule, isOperator });
