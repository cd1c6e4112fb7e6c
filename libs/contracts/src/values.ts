/** Closed sets of the domain: spec 1 and 2. Each type is the union of its list. */

export const OPERATIONS = [
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
] as const;
export type Operation = (typeof OPERATIONS)[number];

export const ENVIRONMENTS = ['local', 'dev', 'test', 'staging', 'production'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

export const REVERSIBILITIES = ['full', 'automated', 'complex', 'irreversible'] as const;
export type Reversibility = (typeof REVERSIBILITIES)[number];

export const DATA_SENSITIVITIES = ['public', 'test', 'internal', 'pii', 'phi', 'financial'] as const;
export type DataSensitivity = (typeof DATA_SENSITIVITIES)[number];

export const IMPACT_SCOPES = [
  'component',
  'service',
  'multi-service',
  'system-wide',
  'multi-region',
] as const;
export type ImpactScope = (typeof IMPACT_SCOPES)[number];

export const CUSTOMER_IMPACTS = ['none', 'internal', 'segment', 'all'] as const;
export type CustomerImpact = (typeof CUSTOMER_IMPACTS)[number];

export const LEVELS = [0, 1, 2, 3, 4] as const;
/** Certification level of a worker, authorization level of a master, or the level a task needs. */
export type Level = (typeof LEVELS)[number];

export const RISKS = ['low', 'medium', 'high', 'critical'] as const;
export type Risk = (typeof RISKS)[number];

export const PATHS = ['fast', 'basic', 'standard', 'advanced', 'master', 'emergency'] as const;
export type Path = (typeof PATHS)[number];

export const REGIMES = ['GDPR', 'HIPAA', 'PCI-DSS', 'SOC2'] as const;
export type Regime = (typeof REGIMES)[number];

export const ROLES = [
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
] as const;
export type Role = (typeof ROLES)[number];

export const SOFT_BLOCKS = ['SB1', 'SB2', 'SB4'] as const;
export type SoftBlockId = (typeof SOFT_BLOCKS)[number];

/** What a task's override names; SB1, SB2 and SB4 of spec 1.5 in this order. */
export const OVERRIDES = ['extended-tokens', 'expedited-approval', 'parallel-operations'] as const;
export type OverrideName = (typeof OVERRIDES)[number];

export const TRUST_MODES = ['supervised', 'monitored', 'autonomous'] as const;
export type TrustMode = (typeof TRUST_MODES)[number];

export const SEVERITIES = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const WORKER_KINDS = ['agent', 'service', 'script'] as const;
export type WorkerKind = (typeof WORKER_KINDS)[number];

export const PERMIT_STATES = [
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
] as const;
export type PermitState = (typeof PERMIT_STATES)[number];

export const REJECTIONS = [
  'rejected',
  'withdrawn',
  'review-timeout',
  'window-passed',
  'overlap',
  'worker-ineligible',
  'master-ineligible',
  'emergency-over',
] as const;
export type Rejection = (typeof REJECTIONS)[number];

/** Why an approval no longer counts: its person lost the role, or is excluded by now (3.2). */
export const VOIDINGS = ['role-lost', 'excluded'] as const;
export type Voiding = (typeof VOIDINGS)[number];

export const REVOCATIONS = [
  'person',
  'violation',
  'certification',
  'master',
  'emergency-over',
  'window-over',
  'withdrawn',
] as const;
export type Revocation = (typeof REVOCATIONS)[number];

export const OUTCOMES = ['success', 'failure', 'rolled-back'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const ON_VIOLATION = ['reject', 'revoke', 'rollback-and-revoke'] as const;
export type OnViolation = (typeof ON_VIOLATION)[number];

/** What became of an action (4.4). */
export const ACTION_STATUSES = ['done', 'failed', 'rejected'] as const;
export type ActionStatus = (typeof ACTION_STATUSES)[number];

/** Whether an announced action may be done now; `waiting`: somebody has to confirm it first (1.7). */
export const ACTION_DECISIONS = ['permitted', 'waiting', 'refused'] as const;
export type ActionDecision = (typeof ACTION_DECISIONS)[number];

/** Why the terms of a permit changed while people decide on it (3.1). */
export const AMENDMENTS = ['override', 'worker-redefined'] as const;
export type Amendment = (typeof AMENDMENTS)[number];

/** How a rollback came to nothing: it says so itself, its time ran out, or there was nobody who may do it. */
export const ROLLBACK_FAILURES = ['reported', 'timeout', 'no-worker'] as const;
export type RollbackFailure = (typeof ROLLBACK_FAILURES)[number];

/**
 * What a worker with a grant lost (3.4): its certification, or what an emergency had lent it; or trust, because it went
 * past the log, or past who had to agree.
 */
export const ROLLBACK_WITHDRAWALS = ['certification', 'emergency-over', 'trust'] as const;
export type RollbackWithdrawal = (typeof ROLLBACK_WITHDRAWALS)[number];

/** Where an emergency stands (1.8). */
export const EMERGENCY_STATES = ['REQUESTED', 'APPROVED', 'LAPSED', 'ENDED', 'REVIEWED'] as const;
export type EmergencyState = (typeof EMERGENCY_STATES)[number];

/** Where a policy stands; `void`: proposed to replace one that is not in force any more. */
export const POLICY_STATUSES = ['proposed', 'in-force', 'superseded', 'void'] as const;
export type PolicyStatus = (typeof POLICY_STATUSES)[number];

/** Why an emergency is over. */
export const EMERGENCY_ENDS = ['expired', 'ended'] as const;
export type EmergencyEnd = (typeof EMERGENCY_ENDS)[number];

/** What two people can change about a person together. */
export const DIRECTORY_CHANGES = ['enroll', 'assign-roles', 'remove'] as const;
export type DirectoryChange = (typeof DIRECTORY_CHANGES)[number];

/** Why a worker is eligible for nothing for the time being. */
export const SUSPENSIONS = ['operator', 'redefined', 'incident', 'overdue'] as const;
export type Suspension = (typeof SUSPENSIONS)[number];

/** Why a certification was taken for good (4.2). */
export const CERTIFICATION_REVOCATIONS = ['incident', 'policy-violation', 'recertification-failed'] as const;
export type CertificationRevocation = (typeof CERTIFICATION_REVOCATIONS)[number];

/** What takes the trust in a worker (1.7). */
export const TRUST_RESETS = ['person', 'bypass', 'redefined', 'certification'] as const;
export type TrustReset = (typeof TRUST_RESETS)[number];

/** What went wrong because of a worker (1.1): each of them is major but `other`, which is minor. */
export const INCIDENT_KINDS = [
  'customer-outage',
  'data-exposure',
  'hard-block',
  'failed-rollback',
  'bypass',
  'other',
] as const;
export type IncidentKind = (typeof INCIDENT_KINDS)[number];

export const INCIDENT_SEVERITIES = ['minor', 'major'] as const;
export type IncidentSeverity = (typeof INCIDENT_SEVERITIES)[number];

/** Action types that change nothing (1.1); `http` with GET or HEAD reads too. Everything else is mutating. */
export const READING_ACTIONS = ['read_file', 'list_files', 'note', 'read', 'list', 'get', 'observe'] as const;

/** Values of `LOG_LEVEL` (6.8), from the most important to the least. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
