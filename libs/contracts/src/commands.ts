import {
  Id,
  Instant,
  ListOf,
  Nested,
  OneOf,
  Optional,
  Pattern,
  Share,
  PublicKey,
  Sha256,
  Several,
  Ids,
  Strings,
  Text,
  Whole,
} from './fields.js';
import { ActionRecord, MAX_TARGET } from './events/execution.js';
import {
  RedefineWorker,
  RegisterWorker,
  ReportIncident,
  ResetTrust,
  RetireWorker,
  RevokeWorker,
  SuspendWorker,
} from './commands/worker.js';
import { EndorsePolicy, ProposePolicy } from './commands/policy.js';
import { CREDENTIAL_KINDS, SERVICES } from './ids.js';
import type { CredentialKind, Service } from './ids.js';
import { ACTION, AN_ACTION, Input, Override } from './task.js';
import type { Environment, Level, Outcome, Role, Severity } from './values.js';
import { ENVIRONMENTS, LEVELS, OUTCOMES, ROLES, SEVERITIES } from './values.js';
import { A_CAPABILITY, CAPABILITY, WorkerDefinition } from './worker.js';

const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,190}$/;
const AN_EMAIL = 'an e-mail address';

/** `task.withdraw`: take a task back; by the master that asked for it. */
export class WithdrawTask {
  @Id() readonly taskId!: string;
  @Text(1, 2000) readonly reason!: string;
}

/** `task.override`: justify the soft blocks of a held task; by the master that asked for it. */
export class OverrideTask {
  @Id() readonly taskId!: string;
  @ListOf(() => Override, { min: 1, max: 3 }) readonly overrides!: Override[];
}

/** `permit.review`: an approver has opened it. */
export class ReviewPermit {
  @Id() readonly taskId!: string;
}

/** `permit.approve`: agree, in one role, to the terms with this digest. */
export class ApprovePermit {
  @Id() readonly taskId!: string;
  @OneOf(ROLES) readonly role!: Role;
  @Sha256() readonly permitDigest!: string;
  @Optional() @Text(1, 2000) readonly comment?: string;
  @Optional() @Id() readonly onBehalfOf?: string;
  @Optional() @Sha256() readonly minutesSha256?: string;
  @Optional() @Text(1, 1000) readonly signature?: string;
}

/** `permit.reject`: by any holder of a role of the plan. */
export class RejectPermit {
  @Id() readonly taskId!: string;
  @Text(10, 2000) readonly reason!: string;
}

/** `permit.sponsor`: a vp, cto or ciso answers for the haste that the master asked for (SB2). */
export class SponsorPermit {
  @Id() readonly taskId!: string;
  @Sha256() readonly permitDigest!: string;
}

/** `permit.archive`: put a permit away that has ended; by an operator. */
export class ArchivePermit {
  @Id() readonly taskId!: string;
}

/**
 * `permit.revoke`: take it back; by an operator, a security lead, an incident commander, one of its approvers or the
 * master that asked for it.
 */
export class RevokePermit {
  @Id() readonly taskId!: string;
  @Text(1, 2000) readonly reason!: string;
  @Optional() @OneOf(SEVERITIES) readonly severity?: Severity;
}

/** `permit.start`: begin the work; by the permit's worker, which says what it is and what it will apply. */
export class StartPermit {
  @Id() readonly taskId!: string;
  @OneOf(ENVIRONMENTS) readonly environment!: Environment;
  @Sha256() readonly definition!: string;
  @Optional() @Sha256() readonly artifact?: string;
  @Optional() @ListOf(() => Input, { max: 64 }) readonly inputs?: Input[];
}

/** `permit.complete`: end the work; by the permit's worker. */
export class CompletePermit {
  @Id() readonly taskId!: string;
  @OneOf(OUTCOMES) readonly outcome!: Outcome;
  @Optional() @Text(1, 2000) readonly summary?: string;
  @Whole(0, 1_000_000_000) readonly lastSeq!: number;
}

/** `execution.propose`: announce a mutating action before its effect; by the permit's worker. */
export class ProposeAction {
  @Id() readonly taskId!: string;
  /** The next number, from 1; the same again with the same content gets the decision as it is now. */
  @Whole(1, 1_000_000_000) readonly seq!: number;
  @Pattern(ACTION, AN_ACTION) readonly action!: string;
  /** A resource of the scope, `workspace:<path>`, a command line of `exec`, `GET <URL>` and the like of `http`. */
  @Text(1, MAX_TARGET) readonly target!: string;
  /** SHA-256 of the input that would be applied. */
  @Sha256() readonly inputDigest!: string;
}

/** `execution.confirm`: let a supervised worker do what it has announced (1.7). */
export class ConfirmAction {
  @Id() readonly taskId!: string;
  @Whole(1, 1_000_000_000) readonly seq!: number;
}

/** `execution.record`: what became of actions, in the order of their numbers; by the permit's worker. */
export class RecordActions {
  @Id() readonly taskId!: string;
  @ListOf(() => ActionRecord, { min: 1, max: 50 }) readonly actions!: ActionRecord[];
}

/** `execution.heartbeat`: the worker lives, and how what it changes is doing; every 10 s, or as `permit.start` says. */
export class Heartbeat {
  @Id() readonly taskId!: string;
  /** Tokens that the permit has used so far, in all. */
  @Whole(0, 1_000_000_000) readonly tokens!: number;
  /** Part of the requests that failed, from 0 to 1; judged where there were at least 20. */
  @Optional() @Share() readonly errorRate?: number;
  @Optional() @Whole(0, 1_000_000_000) readonly latencyP95Ms?: number;
  /** Requests since the last heartbeat. */
  @Optional() @Whole(0, 1_000_000_000) readonly requests?: number;
}

/** `execution.report-rollback`: how the rollback ended; by the worker that has its grant. */
export class ReportRollback {
  @Id() readonly taskId!: string;
  @OneOf(['done', 'failed']) readonly outcome!: 'done' | 'failed';
  @Optional() @Text(1, 2000) readonly summary?: string;
}

/** `execution.assign-rollback`: have another worker undo it, where its own may not; by an operator. */
export class AssignRollback {
  @Id() readonly taskId!: string;
  @Id() readonly workerId!: string;
}

/** `emergency.request`: have a worker certified for an hour because something burns (1.8); by a master or operator. */
export class RequestEmergency {
  /** Chosen by who asks. */
  @Id() readonly emergencyId!: string;
  /** The ticket. */
  @Text(1, 200) readonly incident!: string;
  @Id() readonly workerId!: string;
  @Text(10, 2000) readonly reason!: string;
}

/** `emergency.approve`: by an incident commander. */
export class ApproveEmergency {
  @Id() readonly emergencyId!: string;
}

/** `emergency.end`: before its time; by an incident commander. */
export class EndEmergency {
  @Id() readonly emergencyId!: string;
}

/** `emergency.review`: by a security lead who neither requested nor approved it. */
export class ReviewEmergency {
  @Id() readonly emergencyId!: string;
  @Text(20, 20_000) readonly report!: string;
  @Text(20, 20_000) readonly lessons!: string;
}

/** `directory.enroll`: propose a new person; by an operator, confirmed by somebody else. */
export class EnrollPerson {
  @Id() readonly personId!: string;
  @Text(1, 200) readonly name!: string;
  @Optional() @Pattern(EMAIL, AN_EMAIL) readonly email?: string;
  @Several(ROLES, { max: ROLES.length, unique: true }) readonly roles!: Role[];
}

/** `directory.assign-roles`: propose all the roles that a person is to hold; by an operator. */
export class AssignRoles {
  @Id() readonly personId!: string;
  @Several(ROLES, { max: ROLES.length, unique: true }) readonly roles!: Role[];
}

/** `directory.remove`: propose that a person decides on nothing any more; by an operator. */
export class RemovePerson {
  @Id() readonly personId!: string;
}

/** `directory.confirm`: put in force what was proposed; by a member of the governance board who did not propose it. */
export class ConfirmChange {
  @Id() readonly personId!: string;
  /** Of the proposal. */
  @Sha256() readonly sha256!: string;
}

/** `directory.delegate`: let somebody use a role of one's own, for at most 14 days, or as long as the policy's `delegation` says. */
export class DelegateRole {
  @OneOf(ROLES) readonly role!: Role;
  @Id() readonly to!: string;
  @Instant() readonly until!: string;
}

/** `directory.end-delegation`: before its time; by who delegated or by who was delegated to. */
export class EndDelegation {
  /** Whose role it is. */
  @Id() readonly from!: string;
  @OneOf(ROLES) readonly role!: Role;
  @Id() readonly to!: string;
}

// Whoever has these has an id of its own: a class without any field of its own would have no schema.
class MasterTerms {
  @OneOf(LEVELS) readonly level!: Level;
  @Ids({ min: 1, max: 20, unique: true }) readonly owners!: string[];
  @Optional() @Strings(CAPABILITY, A_CAPABILITY, { max: 64, unique: true }) readonly capabilities?: string[];
}

/** `master.register`: make a master known; by an operator. */
export class RegisterMaster extends MasterTerms {
  @Id() readonly id!: string;
}

/** `master.change`: other owners, another level, other capabilities; by an operator. */
export class ChangeMaster extends MasterTerms {
  @Id() readonly id!: string;
}

/** `master.retire`: it may ask for nothing any more; by an operator. */
export class RetireMaster {
  @Id() readonly id!: string;
  @Text(1, 2000) readonly reason!: string;
}

export class ImportedPerson {
  @Id() readonly id!: string;
  @Text(1, 200) readonly name!: string;
  @Optional() @Pattern(EMAIL, AN_EMAIL) readonly email?: string;
  @Several(ROLES, { max: ROLES.length, unique: true }) readonly roles!: Role[];
}

/** `directory.import`: enrol people; by `system`, before the bootstrap is complete. */
export class ImportPeople {
  /** Of the bootstrap file. */
  @Sha256() readonly sha256!: string;
  @ListOf(() => ImportedPerson, { min: 1, max: 100 }) readonly people!: ImportedPerson[];
}

export class ImportedMaster extends MasterTerms {
  @Id() readonly id!: string;
}

/** `master.import`: register masters; by `system`, before the bootstrap is complete. */
export class ImportMasters {
  @Sha256() readonly sha256!: string;
  @ListOf(() => ImportedMaster, { min: 1, max: 100 }) readonly masters!: ImportedMaster[];
}

export class ImportedWorker {
  /** The level it already holds. */
  @OneOf(LEVELS) readonly level!: Level;
  @Nested(() => WorkerDefinition) readonly definition!: WorkerDefinition;
}

/** `worker.import`: register workers with the levels they hold; by `system`, before the bootstrap is complete. */
export class ImportWorkers {
  @Sha256() readonly sha256!: string;
  @ListOf(() => ImportedWorker, { min: 1, max: 100 }) readonly workers!: ImportedWorker[];
}

/** `directory.complete-bootstrap`: from here on tasks are accepted. */
export class CompleteBootstrap {
  @Sha256() readonly sha256!: string;
}

/** `directory.issue-credential`: by `system` or an operator, for who is enrolled or registered as this kind. */
export class IssueCredential {
  @Id() readonly id!: string;
  @OneOf(CREDENTIAL_KINDS) readonly kind!: CredentialKind;
  /** Of the NATS user that was made for it. Whoever has the keys of the home signs its token. */
  @PublicKey() readonly publicKey!: string;
}

/** `directory.revoke-credential`: by `system` or an operator. */
export class RevokeCredential {
  @Id() readonly id!: string;
}

/** `dead-letter.retry`: by an operator; the service that it names handles the message once more. */
export class RetryDeadLetter {
  @OneOf(SERVICES) readonly service!: Service;
  @Id() readonly id!: string;
}

/** `dead-letter.drop`: by an operator; the message is given up. */
export class DropDeadLetter {
  @OneOf(SERVICES) readonly service!: Service;
  @Id() readonly id!: string;
  @Text(1, 2000) readonly reason!: string;
}

/** Every command, `<context>.<verb>`, and the class of its payload. The context names the service that hears it. */
export const COMMANDS = {
  'task.withdraw': WithdrawTask,
  'task.override': OverrideTask,
  'permit.review': ReviewPermit,
  'permit.approve': ApprovePermit,
  'permit.reject': RejectPermit,
  'permit.sponsor': SponsorPermit,
  'permit.revoke': RevokePermit,
  'permit.start': StartPermit,
  'permit.complete': CompletePermit,
  'permit.archive': ArchivePermit,
  'execution.propose': ProposeAction,
  'execution.confirm': ConfirmAction,
  'execution.record': RecordActions,
  'execution.heartbeat': Heartbeat,
  'execution.report-rollback': ReportRollback,
  'execution.assign-rollback': AssignRollback,
  'emergency.request': RequestEmergency,
  'emergency.approve': ApproveEmergency,
  'emergency.end': EndEmergency,
  'emergency.review': ReviewEmergency,
  'directory.enroll': EnrollPerson,
  'directory.assign-roles': AssignRoles,
  'directory.remove': RemovePerson,
  'directory.confirm': ConfirmChange,
  'directory.delegate': DelegateRole,
  'directory.end-delegation': EndDelegation,
  'directory.import': ImportPeople,
  'directory.complete-bootstrap': CompleteBootstrap,
  'directory.issue-credential': IssueCredential,
  'directory.revoke-credential': RevokeCredential,
  'master.import': ImportMasters,
  'master.register': RegisterMaster,
  'master.change': ChangeMaster,
  'master.retire': RetireMaster,
  'worker.import': ImportWorkers,
  'worker.register': RegisterWorker,
  'worker.redefine': RedefineWorker,
  'worker.suspend': SuspendWorker,
  'worker.retire': RetireWorker,
  'worker.revoke': RevokeWorker,
  'worker.report-incident': ReportIncident,
  'worker.reset-trust': ResetTrust,
  'policy.propose': ProposePolicy,
  'policy.endorse': EndorsePolicy,
  'dead-letter.retry': RetryDeadLetter,
  'dead-letter.drop': DropDeadLetter,
} as const;

export type CommandName = keyof typeof COMMANDS;
export type CommandPayload<N extends CommandName> = InstanceType<(typeof COMMANDS)[N]>;
