import type { TaskStatus, WorkerStatus } from './results.js';
import type {
  ActionDecision,
  EmergencyState,
  Level,
  PermitState,
  PolicyStatus,
  Role,
  TrustMode,
} from './values.js';

/** What `directory.issue-credential` and `directory.revoke-credential` are answered with. */
export interface CredentialResult {
  id: string;
  /** The key that is good; absent where there is none. */
  publicKey?: string;
  /** Every key of this id that was revoked so far, oldest first. */
  revoked: string[];
}

/** What a command on a task is answered with. */
export interface TaskAnswer {
  taskId: string;
  /** How far it has come by it. */
  status: TaskStatus;
}

/** A capability token (3.3) and how long it is good. */
export interface TokenAnswer {
  /** Absent where the worker has no key to prove that it is the one that the token was given to. */
  token?: string;
  /** RFC 3339 */
  tokenExpiresAt?: string;
}

interface DutyAnswer {
  /** What is the worker's to do now: the work, or undoing what was done; absent where nothing is any more. */
  duty?: 'work' | 'rollback';
}

/** What `permit.start` is answered with. */
export interface StartAnswer extends PermitAnswer, TokenAnswer, DutyAnswer {
  /** ISO 8601 duration: how long the worker may say nothing before it is lost; absent where the work is over. */
  heartbeatWithin?: string;
}

/** What `execution.propose` is answered with: the decision of the log as it is now. */
export interface ProposeAnswer {
  taskId: string;
  seq: number;
  decision: ActionDecision;
  /** Why it is refused, or who has to confirm it. */
  reason?: string;
}

/** What `execution.confirm`, `execution.report-rollback` and `execution.assign-rollback` are answered with. */
export interface ExecutionAnswer {
  taskId: string;
  state?: PermitState;
}

/** What `execution.record` is answered with. */
export interface RecordAnswer extends DutyAnswer {
  taskId: string;
  /** Number of the last action on record. */
  lastSeq: number;
  /** Whether the worker may go on with the work, or with undoing it where that is what was recorded; `false`: stop at once. */
  continue: boolean;
}

/** What `execution.heartbeat` is answered with. */
export interface HeartbeatAnswer extends TokenAnswer, DutyAnswer {
  taskId: string;
  /** Whether the worker may go on with the work; `false`: stop at once, also where its duty is to undo it from now on. */
  continue: boolean;
}

/** What a command on an emergency is answered with. */
export interface EmergencyAnswer {
  emergencyId: string;
  state: EmergencyState;
  expiresAt?: string;
}

/** What a command on a person is answered with. */
export interface PersonAnswer {
  personId: string;
  /** What has to be confirmed; absent where nothing has. */
  proposal?: string;
  roles?: Role[];
}

/** What a command on a worker is answered with. */
export interface WorkerAnswer {
  workerId: string;
  /** SHA-256 of its definition. */
  definition: string;
  level: Level;
  status: WorkerStatus;
  /** How closely it is watched. */
  trust: TrustMode;
}

/** What a command on a master is answered with. */
export interface MasterAnswer {
  id: string;
  level: Level;
  retired: boolean;
}

/** What a command on a permit is answered with. */
export interface PermitAnswer {
  taskId: string;
  /** As it is after the command. */
  state?: PermitState;
  permitDigest?: string;
}

/** What a command on a policy is answered with. */
export interface PolicyAnswer {
  version: string;
  sha256: string;
  status: PolicyStatus;
  /** Who has endorsed it so far, in their order. */
  endorsedBy: string[];
}

/** What an import is answered with: how many it brought, those included that were there already. */
export interface ImportAnswer {
  imported: number;
}

/** What commands are answered with; those that are not listed, with an object. */
export interface CommandResults {
  'task.withdraw': TaskAnswer;
  'task.override': TaskAnswer;
  'permit.review': PermitAnswer;
  'permit.approve': PermitAnswer;
  'permit.reject': PermitAnswer;
  'permit.revoke': PermitAnswer;
  'permit.sponsor': PermitAnswer;
  'permit.archive': PermitAnswer;
  'permit.start': StartAnswer;
  'permit.complete': PermitAnswer;
  'execution.propose': ProposeAnswer;
  'execution.confirm': ExecutionAnswer;
  'execution.record': RecordAnswer;
  'execution.heartbeat': HeartbeatAnswer;
  'execution.report-rollback': ExecutionAnswer;
  'execution.assign-rollback': ExecutionAnswer;
  'emergency.request': EmergencyAnswer;
  'emergency.approve': EmergencyAnswer;
  'emergency.end': EmergencyAnswer;
  'emergency.review': EmergencyAnswer;
  'directory.enroll': PersonAnswer;
  'directory.assign-roles': PersonAnswer;
  'directory.remove': PersonAnswer;
  'directory.confirm': PersonAnswer;
  'directory.delegate': PersonAnswer;
  'directory.end-delegation': PersonAnswer;
  'worker.register': WorkerAnswer;
  'worker.redefine': WorkerAnswer;
  'worker.suspend': WorkerAnswer;
  'worker.retire': WorkerAnswer;
  'worker.revoke': WorkerAnswer;
  'worker.report-incident': WorkerAnswer;
  'worker.reset-trust': WorkerAnswer;
  'master.register': MasterAnswer;
  'master.change': MasterAnswer;
  'master.retire': MasterAnswer;
  'policy.propose': PolicyAnswer;
  'policy.endorse': PolicyAnswer;
  'directory.import': ImportAnswer;
  'master.import': ImportAnswer;
  'worker.import': ImportAnswer;
  'directory.issue-credential': CredentialResult;
  'directory.revoke-credential': CredentialResult;
}
