export {
  SERVICES,
  PARTICIPANT_KINDS,
  CREDENTIAL_KINDS,
  TOKEN_SIGNER,
  GATEWAY,
  SYSTEM,
  POLICY_ACTOR,
  TIMER_ACTOR,
  POLICY_ENTITY,
  BOOTSTRAP_ENTITY,
  ID_PATTERN,
  isParticipantId,
  claimOf,
} from './ids.js';
export type { CredentialKind, KeyKind, Service, ParticipantKind } from './ids.js';
export {
  ACTION_STATUSES,
  CERTIFICATION_REVOCATIONS,
  CUSTOMER_IMPACTS,
  DATA_SENSITIVITIES,
  EMERGENCY_STATES,
  ENVIRONMENTS,
  IMPACT_SCOPES,
  INCIDENT_KINDS,
  LEVELS,
  LOG_LEVELS,
  ON_VIOLATION,
  OPERATIONS,
  OUTCOMES,
  OVERRIDES,
  PATHS,
  PERMIT_STATES,
  READING_ACTIONS,
  REGIMES,
  REJECTIONS,
  REVERSIBILITIES,
  REVOCATIONS,
  RISKS,
  ROLES,
  SEVERITIES,
  SOFT_BLOCKS,
  TRUST_MODES,
  VOIDINGS,
  WORKER_KINDS,
} from './values.js';
export type {
  ActionDecision,
  ActionStatus,
  Amendment,
  CertificationRevocation,
  DataSensitivity,
  EmergencyEnd,
  EmergencyState,
  Environment,
  IncidentKind,
  Level,
  LogLevel,
  OnViolation,
  Operation,
  Outcome,
  OverrideName,
  Path,
  PermitState,
  PolicyStatus,
  Regime,
  Rejection,
  Reversibility,
  Revocation,
  Risk,
  Role,
  RollbackFailure,
  Severity,
  SoftBlockId,
  Suspension,
  TrustMode,
  TrustReset,
  Voiding,
} from './values.js';
export {
  FEWEST_APPROVALS,
  FEWEST_IN_EMERGENCY,
  SPONSORS,
  isIsolatedStaging,
  isMutating,
  isProtected,
  isReading,
} from './rules.js';
export type { Exposure, RoleCounts } from './rules.js';
export { LABEL_NAME, isInstant } from './formats.js';
export { ALERT_KINDS, Alert, AlertLink, MAX_ALERT_SUMMARY, alertId } from './alert.js';
export type { AlertAbout, AlertKind } from './alert.js';
export { DeadLetter, RECIPIENT, aboutDeadLetter, deadLetterSubject } from './dead-letter.js';
export { CODES, CODE_NAMES, isRecorded } from './codes.js';
export type { Code } from './codes.js';
export { Issue } from './issue.js';
export { refuseRepeatedIds, repeatedIds } from './repeated-ids.js';
export { refuse } from './refusal.js';
export type { Decision, Refusal } from './refusal.js';
export type { Reply } from './replies.js';
export { Task, Scope, Window, Constraint, TaskConstraint, Override, Input, RESOURCE_GLOB } from './task.js';
export type { ConstraintValue } from './task.js';
export { asksForHaste, withOverrides } from './overrides.js';
export { CONSTRAINT_KINDS, DEFAULT_ON_VIOLATION, isConstraintId, strictest } from './constraints.js';
export type { ConstraintId } from './constraints.js';
export { constraintIssues } from './constraint-issues.js';
export { meetOfGlobs } from './globs.js';
export { Assessment, Stage, SoftBlock, PolicyReference } from './assessment.js';
export { Band, LevelRule, LevelTerms, PathRule, PlanRule, PolicyDocument, ResourceRule } from './policy.js';
export { CallerLimits, DEFAULT_DURATIONS, DEFAULT_LIMITS, Durations, allDurations } from './policy.js';
export type { AllDurations, Condition, Expectation, FieldValue, TrustRules } from './policy.js';
export { WorkerDefinition, WITNESSES } from './worker.js';
export { Sealed } from './person.js';
export { seal, unseal } from './sealed.js';
export type { Personal, PersonKey } from './sealed.js';
export { Terms, Summary } from './terms.js';
export { TaskAssessed, TaskHeld, TaskRefused } from './events/task.js';
export { PolicyEndorsed, PolicyProposed, PolicyPublished } from './events/policy.js';
export { AssignmentMade, AssignmentDenied } from './events/assignment.js';
export { WorkerRegistered } from './events/worker.js';
export { ActionRecord } from './events/execution.js';
export {
  DirectoryEnrolled,
  DirectoryChangeProposed,
  RefusalRefused,
  RefusalSummary,
} from './events/directory.js';
export { PermitRequested, PermitApprovalRecorded, PermitIssued, PermitRejected } from './events/permit.js';
export { PermitViolationDetected, PermitRevoked, AmendmentReason } from './events/permit.js';
export { RejectionReason, RevocationReason } from './events/permit.js';
export type { Approver } from './events/permit.js';
export { EVENTS, isEventType, typesOf, contextOf } from './events.js';
export type { Context, EventData, EventOf, EventType, Recorded, Recording, TypesOf } from './events.js';
export {
  COMMANDS,
  ReviewPermit,
  ApprovePermit,
  RejectPermit,
  SponsorPermit,
  RevokePermit,
  ArchivePermit,
  StartPermit,
  CompletePermit,
  ProposeAction,
  ConfirmAction,
  RecordActions,
  Heartbeat,
  ReportRollback,
  AssignRollback,
  RequestEmergency,
  ApproveEmergency,
  EndEmergency,
  ReviewEmergency,
  EndDelegation,
  RegisterMaster,
  ChangeMaster,
  RetireMaster,
  ImportPeople,
  ImportedPerson,
  ImportedMaster,
  ImportedWorker,
} from './commands.js';
export { RedefineWorker, RegisterWorker, RetireWorker, RevokeWorker } from './commands/worker.js';
export { ReportIncident, ResetTrust, SuspendWorker } from './commands/worker.js';
export { EndorsePolicy, ProposePolicy } from './commands/policy.js';
export type { CommandName, CommandPayload } from './commands.js';
export { QUERIES, PeopleQuery, EmergencyQuery, PermitListQuery, EventsQuery } from './queries.js';
export type { QueryName, QueryPayload } from './queries.js';
export type {
  ApprovalItem,
  DeadLetterItem,
  DeadLetterPage,
  EmergencyItem,
  EmergencyPage,
  EventPage,
  Jwk,
  JwksResult,
  LogEvent,
  MasterItem,
  MasterPage,
  PeoplePage,
  PermitItem,
  PermitPage,
  PermitResult,
  PersonItem,
  PlanRole,
  PlanStage,
  PolicyItem,
  PolicyPage,
  PolicyResult,
  QueryResults,
  StoryLine,
  StoryResult,
  TaskResult,
  TaskStatus,
  ViolationItem,
  WaitingAction,
  WhoAmI,
  WorkResult,
  WorkerItem,
  WorkerPage,
  WorkerStatus,
} from './results.js';
export type {
  CommandResults,
  CredentialResult,
  EmergencyAnswer,
  ExecutionAnswer,
  HeartbeatAnswer,
  MasterAnswer,
  PermitAnswer,
  PersonAnswer,
  PolicyAnswer,
  ProposeAnswer,
  RecordAnswer,
  StartAnswer,
  TokenAnswer,
  WorkerAnswer,
} from './answers.js';
export {
  STREAMS,
  STREAM_SUBJECTS,
  PERSON_KEYS,
  PERSON_KEY_VALUES,
  JETSTREAM_PING,
  CLAIMS_UPDATE,
  isReplySubject,
  CONTEXTS,
  DEAD_LETTER_CONTEXT,
  TASK_REQUESTED,
  ALL_QUERIES,
  ALERTS,
  eventSubject,
  logSubject,
  parseEventSubject,
  eventFilters,
  taskRequested,
  requesterOf,
  commandSubject,
  querySubject,
  commandsOf,
  parseRequestSubject,
  inboxPrefix,
  alertSubject,
  parseAlertSubject,
  throughGateway,
  ALERTING_TYPES,
  DURABLES,
  followConsumers,
} from './subjects.js';
export type { AlertingType, DurableName } from './subjects.js';
export {
  timerCausation,
  timerDueSubject,
  timerFilters,
  timerSetSubject,
  parseTimerDueSubject,
} from './timers.js';
export type { TimerKey } from './timers.js';
export {
  CROSSINGS,
  adminPermissions,
  participantPermissions,
  claimsPermissions,
  probePermissions,
  requestsHeardBy,
  servicePermissions,
} from './permissions.js';
export type { Permissions } from './permissions.js';
export {
  HEADERS,
  ceType,
  fromCeType,
  parseCeType,
  eventId,
  causedEntity,
  commandCausation,
  intakeCausation,
  policyCausation,
  refusalsCausation,
} from './headers.js';
export type { Sha256Fn } from './headers.js';
export { canonicalJson, digestOf } from './canonical.js';
export { cut } from './text.js';
export { hex, base64url, fromBase64url } from './bytes.js';
export { MAX_INPUT_BYTES, MAX_INPUT_DEPTH, inputIssues, parseInput, pointerToken } from './json.js';
export { messageSchemas, issuesOf, parseMessage } from './schema.js';
export { addDuration, durationMs, hasCome, parseDuration, shorterOf } from './durations.js';
