import { expect, test } from '@jest/globals';
import * as contracts from '../src/index.js';

// The closed sets of the specification. A value that is added or renamed changes what others may send and have stored.
const SETS = {
  // 2.1
  OPERATIONS: [
    'read',
    'monitoring',
    'code-exploration',
    'documentation',
    'testing',
    'experiment',
    'feature',
    'refactoring',
    'deployment',
    'configuration-change',
    'standard-operation',
    'database-migration',
    'security-operation',
    'infrastructure-change',
    'architecture-change',
    'multi-region-deployment',
    'compliance-operation',
    'incident-response',
    'payment-processing',
  ],
  ENVIRONMENTS: ['local', 'dev', 'test', 'staging', 'production'],
  REVERSIBILITIES: ['full', 'automated', 'complex', 'irreversible'],
  DATA_SENSITIVITIES: ['public', 'test', 'internal', 'pii', 'phi', 'financial'],
  IMPACT_SCOPES: ['component', 'service', 'multi-service', 'system-wide', 'multi-region'],
  CUSTOMER_IMPACTS: ['none', 'internal', 'segment', 'all'],
  OVERRIDES: ['extended-tokens', 'expedited-approval', 'parallel-operations'],
  // 1.1
  ROLES: [
    'manager',
    'engineering-director',
    'security-lead',
    'architect',
    'vp',
    'cto',
    'ciso',
    'cab',
    'incident-commander',
    'certification-board',
    'governance-board',
    'auditor',
    'operator',
    'developer',
  ],
  READING_ACTIONS: ['read_file', 'list_files', 'note', 'read', 'list', 'get', 'observe'],
  // 1.2, 1.5 to 1.7
  LEVELS: [0, 1, 2, 3, 4],
  SOFT_BLOCKS: ['SB1', 'SB2', 'SB4'],
  REGIMES: ['GDPR', 'HIPAA', 'PCI-DSS', 'SOC2'],
  TRUST_MODES: ['supervised', 'monitored', 'autonomous'],
  // 2.2 to 2.4
  RISKS: ['low', 'medium', 'high', 'critical'],
  PATHS: ['fast', 'basic', 'standard', 'advanced', 'master', 'emergency'],
  // 3.1, 3.2
  PERMIT_STATES: [
    'REQUESTED',
    'UNDER_REVIEW',
    'APPROVED',
    'REJECTED',
    'ACTIVE',
    'EXECUTING',
    'REVOKED',
    'COMPLETED',
    'CLOSED',
    'ARCHIVED',
  ],
  REJECTIONS: [
    'rejected',
    'withdrawn',
    'review-timeout',
    'window-passed',
    'overlap',
    'worker-ineligible',
    'master-ineligible',
    'emergency-over',
  ],
  VOIDINGS: ['role-lost', 'excluded'],
  // 6.3
  REVOCATIONS: [
    'person',
    'violation',
    'certification',
    'master',
    'emergency-over',
    'window-over',
    'withdrawn',
  ],
  SEVERITIES: ['info', 'warning', 'critical'],
  OUTCOMES: ['success', 'failure', 'rolled-back'],
  // 4.1, 4.4
  WORKER_KINDS: ['agent', 'service', 'script'],
  ON_VIOLATION: ['reject', 'revoke', 'rollback-and-revoke'],
} as const;

test.each(Object.entries(SETS))('%s', (name, values) => {
  expect(contracts[name as keyof typeof SETS]).toEqual(values);
});
