import type { Assessment } from './assessment.js';
import type { Code } from './codes.js';
import type { CommandName } from './commands.js';
import type { AssignmentDenied, AssignmentMade } from './events/assignment.js';
import type { Approver } from './events/permit.js';
import type { Service } from './ids.js';
import type { Issue } from './issue.js';
import type { PolicyDocument } from './policy.js';
import type { Override, Task, Window } from './task.js';
import type { Summary, Terms } from './terms.js';
import type {
  Environment,
  Level,
  Outcome,
  Path,
  PermitState,
  Rejection,
  Revocation,
  Risk,
  Role,
  Severity,
  SoftBlockId,
  TrustMode,
  Voiding,
  WorkerKind,
} from './values.js';

/** `directory.whoami`: the caller as the directory and the registry know them. */
export type WhoAmI =
  | {
      id: string;
      kind: 'person';
      roles: Role[];
      /** In clear, for the person alone; `[erased]` once its key is gone. */
      name?: string;
    }
  | { id: string; kind: 'master'; level: Level; owners: string[]; capabilities?: string[] }
  | { id: string; kind: 'worker'; level: Level; owners: string[]; capabilities: string[] }
  | { id: string; kind: 'system' };

/** How far a task has come before its permit takes over; `refused`, `denied` and `withdrawn` are ends. */
export type TaskStatus = 'refused' | 'held' | 'assessed' | 'assigned' | 'denied' | 'withdrawn';

/** `task.get`: what was asked for, how it was assessed, and who will do it. */
export interface TaskResult {
  taskId: string;
  status: TaskStatus;
  requestedBy: string;
  /** Absent where the request was refused: of it, only size and hash are kept. */
  request?: Task;
  receivedAt?: string;
  assessment?: Assessment;
  /** Soft blocks that a held task waits for. */
  waitingFor?: SoftBlockId[];
  overrides?: Override[];
  assignment?: AssignmentMade;
  denial?: AssignmentDenied;
  refusal?: { code: Code; errors: Issue[] };
  /** Why its master no longer wants it. */
  withdrawn?: string;
  /** State of its permit, once it has one. */
  permit?: PermitState;
}

/** One event as a sentence. */
export interface StoryLine {
  position: number;
  time: string;
  type: string;
  actor: string;
  text: string;
}

/** `task.story`, oldest first. */
export interface StoryResult {
  taskId: string;
  events: StoryLine[];
}

/** An approval on record. */
export interface ApprovalItem {
  approver: string;
  role: Role;
  stage: string;
  at: string;
  onBehalfOf?: string;
  comment?: string;
  /** Why it no longer counts. */
  voided?: Voiding;
}

/** The places of one role in one stage of the plan. */
export interface PlanRole {
  role: Role;
  needed: number;
  /** Approvals that count. */
  given: { approver: string; at: string }[];
  /** Whether a place is free and it is its stage's turn. */
  open: boolean;
  /** People who could take a free place, now or once the stage opens; sorted. */
  couldApprove: string[];
}

export interface PlanStage {
  stage: string;
  open: boolean;
  roles: PlanRole[];
}

/** `permit.get`. */
export interface PermitResult {
  taskId: string;
  state: PermitState;
  terms: Terms;
  permitDigest: string;
  requestedAt: string;
  /** Until when people may approve; absent where the policy approved. */
  deadline?: string;
  plan: PlanStage[];
  approvals: ApprovalItem[];
  /** Absent until it is issued, as are `window`, `tokenBudget` and `trust`. */
  approvedBy?: 'policy' | Approver[];
  window?: Window;
  tokenBudget?: number;
  trust?: TrustMode;
  rejection?: { by?: string; kind: Rejection; text?: string };
  revocation?: { by?: string; severity: Severity; kind: Revocation; text?: string };
  outcome?: Outcome;
  /** What its end left on record. */
  summary?: Summary;
  /** Commands that its state allows, to those who may. */
  allowed: CommandName[];
}

/** A permit in a list. */
export interface PermitItem {
  taskId: string;
  state: PermitState;
  title: string;
  environment: Environment;
  level: Level;
  risk: Risk;
  path: Path;
  requestedBy: string;
  workerId: string;
  requestedAt: string;
  deadline?: string;
  /** How it ended: as its summary says; of a rejected one the kind of rejection. Absent until it has. */
  outcome?: string;
  permitDigest: string;
}

/** `permit.list` (newest first) and `permit.inbox` (most urgent first). */
export interface PermitPage {
  permits: PermitItem[];
  /** `cursor` of the next page; absent on the last. */
  next?: string;
}

export interface WorkerItem {
  id: string;
  name: string;
  kind: WorkerKind;
  owners: string[];
  capabilities: string[];
  /** 0 where it is not certified. */
  level: Level;
  /** Whether its certification is on probation. */
  probation: boolean;
  /** When its certification ends. */
  expiresAt?: string;
  /** SHA-256 of its definition. */
  definition: string;
}

/** `worker.list`, by id. */
export interface WorkerPage {
  workers: WorkerItem[];
  next?: string;
}

/** `policy.get`: the policy in force. */
export interface PolicyResult {
  document: PolicyDocument;
  version: string;
  /** SHA-256 of the document's RFC 8785 form, in hex. */
  hash: string;
  /** When it came into force. */
  since: string;
}

/** An event as the log holds it, with what its subject and headers say about it. */
export interface LogEvent {
  position: number;
  /** `evt.permit.revoked.t1.7` */
  subject: string;
  /** `permit.revoked` */
  type: string;
  /** `ce-id` */
  id: string;
  entity: string;
  /** 1 for the first event of the entity, without gaps. */
  version: number;
  /** When the broker stored it, RFC 3339 in UTC. */
  time: string;
  actor: string;
  correlation: string;
  causation: string;
  traceparent?: string;
  data: object;
}

/** `events.read`, in the order of the log. */
export interface EventPage {
  /**
   * Unless `types` or `about` leave some out, a position that is missing between two pages or events is one where the log
   * holds no event, or one that this version cannot read. May be empty although there is a next page.
   */
  events: LogEvent[];
  /** `from` of the next page; absent where everything was given that is in the log up to the reply's `position`. */
  next?: number;
}

/** A dead letter that nobody has retried with success or dropped. */
export interface DeadLetterItem {
  service: Service;
  id: string;
  /** The consumer whose message it was. */
  durable: string;
  subject: string;
  /** Whom or what it is about: the entity of its event or timer, the master of a task request. */
  about?: string;
  reason: string;
  /** How often it had been given out. */
  attempts: number;
  /** When it was given up. */
  at: string;
}

/** `dead-letter.list`, newest first. */
export interface DeadLetterPage {
  letters: DeadLetterItem[];
  /** Where it goes on, also where this page is short or empty: one answer looks at so many letters and no more. */
  next?: string;
}

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

/** What a command on a permit is answered with. */
export interface PermitAnswer {
  taskId: string;
  /** As it is after the command. */
  state?: PermitState;
  permitDigest?: string;
}

/** What an import is answered with: how many it brought, those included that were there already. */
export interface ImportAnswer {
  imported: number;
}

/** What each query is answered with; the comments are what the published contract says about the queries. */
export interface QueryResults {
  /** Who the caller is, as the directory and the registry know it. */
  'directory.whoami': WhoAmI;
  /** What was asked for, how it was assessed, and who will do it. */
  'task.get': TaskResult;
  /** Everything that happened to a task, in sentences, oldest first. */
  'task.story': StoryResult;
  /** How a permit stands: its terms, what is approved, who could still approve, and how it ended. */
  'permit.get': PermitResult;
  /** The permits that the caller may read, newest first. */
  'permit.list': PermitPage;
  /** The permits that wait for the caller, most urgent first. */
  'permit.inbox': PermitPage;
  /** The workers with their levels, by id. */
  'worker.list': WorkerPage;
  /** The policy in force. */
  'policy.get': PolicyResult;
  /** The log itself, from a position on; for auditors and operators. */
  'events.read': EventPage;
  /** What could not be handled and waits for an operator, newest first; for auditors and operators. */
  'dead-letter.list': DeadLetterPage;
}

/** What commands are answered with; those that are not listed, with an object. */
export interface CommandResults {
  'task.withdraw': TaskAnswer;
  'task.override': TaskAnswer;
  'permit.review': PermitAnswer;
  'permit.approve': PermitAnswer;
  'permit.reject': PermitAnswer;
  'permit.revoke': PermitAnswer;
  'permit.start': PermitAnswer;
  'permit.complete': PermitAnswer;
  'directory.import': ImportAnswer;
  'master.import': ImportAnswer;
  'worker.import': ImportAnswer;
  'directory.issue-credential': CredentialResult;
  'directory.revoke-credential': CredentialResult;
}
