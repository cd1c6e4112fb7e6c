import { AssignmentDenied, AssignmentMade } from './events/assignment.js';
import { DirectoryCredentialIssued, DirectoryCredentialRevoked } from './events/credential.js';
import { DeadLetterDropped, DeadLetterRetried } from './events/dead-letter.js';
import {
  ClaimClaimed,
  DirectoryBootstrapCompleted,
  DirectoryChangeProposed,
  DirectoryDelegated,
  DirectoryDelegationEnded,
  DirectoryEnrolled,
  DirectoryRemoved,
  DirectoryRolesChanged,
  RefusalRefused,
} from './events/directory.js';
import {
  EmergencyApproved,
  EmergencyEnded,
  EmergencyLapsed,
  EmergencyRequested,
  EmergencyReviewed,
} from './events/emergency.js';
import {
  ExecutionActionConfirmed,
  ExecutionActionProposed,
  ExecutionActionRecorded,
  ExecutionRollbackFailed,
  ExecutionRollbackGranted,
  ExecutionRollbackWithdrawn,
  ExecutionRolledBack,
} from './events/execution.js';
import {
  PermitAmended,
  PermitApproved,
  PermitApprovalRecorded,
  PermitApprovalVoided,
  PermitArchived,
  PermitClosed,
  PermitCompleted,
  PermitExecutionStarted,
  PermitExpired,
  PermitIssued,
  PermitRejected,
  PermitRequested,
  PermitReviewStarted,
  PermitRevoked,
  PermitSponsored,
  PermitSponsorshipVoided,
  PermitViolationDetected,
} from './events/permit.js';
import { PolicyEndorsed, PolicyProposed, PolicyPublished } from './events/policy.js';
import { TaskAssessed, TaskHeld, TaskOverridden, TaskRefused, TaskWithdrawn } from './events/task.js';
import {
  MasterChanged,
  MasterRegistered,
  MasterRetired,
  WorkerCertificationRevoked,
  WorkerCertificationSuspended,
  WorkerCertified,
  WorkerEmergencyCertified,
  WorkerEmergencyEnded,
  WorkerIncidentReported,
  WorkerRedefined,
  WorkerRegistered,
  WorkerRetired,
  WorkerSuccessesCounted,
  WorkerTrustRaised,
  WorkerTrustReset,
} from './events/worker.js';

/** Every event type and the class of its body: the one list of what the log can hold. */
export const EVENTS = {
  'task.assessed': TaskAssessed,
  'task.held': TaskHeld,
  'task.refused': TaskRefused,
  'task.overridden': TaskOverridden,
  'task.withdrawn': TaskWithdrawn,
  'policy.proposed': PolicyProposed,
  'policy.endorsed': PolicyEndorsed,
  'policy.published': PolicyPublished,
  'assignment.made': AssignmentMade,
  'assignment.denied': AssignmentDenied,
  'worker.registered': WorkerRegistered,
  'worker.redefined': WorkerRedefined,
  'worker.certified': WorkerCertified,
  'worker.certification-suspended': WorkerCertificationSuspended,
  'worker.certification-revoked': WorkerCertificationRevoked,
  'worker.emergency-certified': WorkerEmergencyCertified,
  'worker.emergency-ended': WorkerEmergencyEnded,
  'worker.successes-counted': WorkerSuccessesCounted,
  'worker.trust-raised': WorkerTrustRaised,
  'worker.trust-reset': WorkerTrustReset,
  'worker.incident-reported': WorkerIncidentReported,
  'worker.retired': WorkerRetired,
  'master.registered': MasterRegistered,
  'master.changed': MasterChanged,
  'master.retired': MasterRetired,
  'permit.requested': PermitRequested,
  'permit.amended': PermitAmended,
  'permit.sponsored': PermitSponsored,
  'permit.review-started': PermitReviewStarted,
  'permit.approval-recorded': PermitApprovalRecorded,
  'permit.approval-voided': PermitApprovalVoided,
  'permit.sponsorship-voided': PermitSponsorshipVoided,
  'permit.approved': PermitApproved,
  'permit.issued': PermitIssued,
  'permit.rejected': PermitRejected,
  'permit.expired': PermitExpired,
  'permit.execution-started': PermitExecutionStarted,
  'permit.violation-detected': PermitViolationDetected,
  'permit.revoked': PermitRevoked,
  'permit.completed': PermitCompleted,
  'permit.closed': PermitClosed,
  'permit.archived': PermitArchived,
  'execution.action-proposed': ExecutionActionProposed,
  'execution.action-confirmed': ExecutionActionConfirmed,
  'execution.action-recorded': ExecutionActionRecorded,
  'execution.rollback-granted': ExecutionRollbackGranted,
  'execution.rollback-withdrawn': ExecutionRollbackWithdrawn,
  'execution.rolled-back': ExecutionRolledBack,
  'execution.rollback-failed': ExecutionRollbackFailed,
  'emergency.requested': EmergencyRequested,
  'emergency.approved': EmergencyApproved,
  'emergency.lapsed': EmergencyLapsed,
  'emergency.ended': EmergencyEnded,
  'emergency.reviewed': EmergencyReviewed,
  'directory.enrolled': DirectoryEnrolled,
  'directory.change-proposed': DirectoryChangeProposed,
  'directory.roles-changed': DirectoryRolesChanged,
  'directory.delegated': DirectoryDelegated,
  'directory.delegation-ended': DirectoryDelegationEnded,
  'directory.removed': DirectoryRemoved,
  'directory.credential-issued': DirectoryCredentialIssued,
  'directory.credential-revoked': DirectoryCredentialRevoked,
  'directory.bootstrap-completed': DirectoryBootstrapCompleted,
  'claim.claimed': ClaimClaimed,
  'refusal.refused': RefusalRefused,
  'dead-letter.retried': DeadLetterRetried,
  'dead-letter.dropped': DeadLetterDropped,
} as const;

export type EventType = keyof typeof EVENTS;
export type EventData<T extends EventType> = InstanceType<(typeof EVENTS)[T]>;

/** An event as a decision produces it. `EventOf<'permit.issued' | 'permit.closed'>` is a union of both. */
export type EventOf<T extends EventType = EventType> = { [K in T]: { type: K; data: EventData<K> } }[T];

export type Context = EventType extends infer T ? (T extends `${infer C}.${string}` ? C : never) : never;
/** All event types of a context: `TypesOf<'permit'>`. */
export type TypesOf<C extends Context> = Extract<EventType, `${C}.${string}`>;

/** An event with what the log adds to it. */
export interface Recording {
  /** `ce-id`. */
  id: string;
  context: Context;
  entity: string;
  /** 1 for the first event of the entity, without gaps. */
  version: number;
  /** Place in the log: opaque to clients, increasing. */
  position: number;
  /** When the broker stored it, RFC 3339 in UTC. */
  time: string;
  actor: string;
  correlation: string;
  causation: string;
  traceparent?: string;
}

export type Recorded<T extends EventType = EventType> = {
  [K in T]: { type: K; data: EventData<K> } & Recording;
}[T];

/** Whether `name` is a type this version knows; logs of later versions may hold others, which readers pass over. */
export const isEventType = (name: string): name is EventType => Object.hasOwn(EVENTS, name);

/** All event types of a context. */
export const typesOf = <C extends Context>(context: C): TypesOf<C>[] =>
  (Object.keys(EVENTS) as EventType[]).filter((type): type is TypesOf<C> => type.startsWith(`${context}.`));

/** `permit` of `permit.issued`. */
export const contextOf = (type: EventType): Context => type.slice(0, type.indexOf('.')) as Context;
