import {
  Id,
  ListOf,
  Nested,
  OneOf,
  Optional,
  Pattern,
  PublicKey,
  Sha256,
  Several,
  Ids,
  Strings,
  Text,
  Whole,
} from './fields.js';
import { CREDENTIAL_KINDS, SERVICES } from './ids.js';
import type { CredentialKind, Service } from './ids.js';
import { Input, Override } from './task.js';
import type { Environment, Level, Outcome, Role, Severity } from './values.js';
import { ENVIRONMENTS, LEVELS, OUTCOMES, ROLES, SEVERITIES } from './values.js';
import { A_CAPABILITY, CAPABILITY, WorkerDefinition } from './worker.js';

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

export class ImportedPerson {
  @Id() readonly id!: string;
  @Text(1, 200) readonly name!: string;
  @Optional() @Pattern(/^[^\s@]{1,64}@[^\s@]{1,190}$/, 'an e-mail address') readonly email?: string;
  @Several(ROLES, { max: ROLES.length, unique: true }) readonly roles!: Role[];
}

/** `directory.import`: enrol people; by `system`, before the bootstrap is complete. */
export class ImportPeople {
  /** Of the bootstrap file. */
  @Sha256() readonly sha256!: string;
  @ListOf(() => ImportedPerson, { min: 1, max: 100 }) readonly people!: ImportedPerson[];
}

export class ImportedMaster {
  @Id() readonly id!: string;
  @OneOf(LEVELS) readonly level!: Level;
  @Ids({ min: 1, max: 20, unique: true }) readonly owners!: string[];
  @Optional() @Strings(CAPABILITY, A_CAPABILITY, { max: 64, unique: true }) readonly capabilities?: string[];
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
  'permit.revoke': RevokePermit,
  'permit.start': StartPermit,
  'permit.complete': CompletePermit,
  'directory.import': ImportPeople,
  'directory.complete-bootstrap': CompleteBootstrap,
  'directory.issue-credential': IssueCredential,
  'directory.revoke-credential': RevokeCredential,
  'master.import': ImportMasters,
  'worker.import': ImportWorkers,
  'dead-letter.retry': RetryDeadLetter,
  'dead-letter.drop': DropDeadLetter,
} as const;

export type CommandName = keyof typeof COMMANDS;
export type CommandPayload<N extends CommandName> = InstanceType<(typeof COMMANDS)[N]>;
