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
  DirectoryChange,
  EmergencyEnd,
  EmergencyState,
  Environment,
  Level,
  OnViolation,
  Outcome,
  Path,
  PermitState,
  PolicyStatus,
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

/** `task.story`, oldest first: up to 500 events, fewer where the answer would become too large. */
export interface StoryResult {
  taskId: string;
  events: StoryLine[];
  /** `from` of the next page; absent on the last one. */
  next?: number;
}

/** An approval on record. */
export interface ApprovalItem {
  approver: string;
  role: Role;
  stage: string;
  at: string;
  onBehalfOf?: string;
  comment?: string;
  /** Why it no longer counts; `amended`: it was given to other terms. */
  voided?: Voiding | 'amended';
}

/** The places of one role in one stage of the plan. */
export interface PlanRole {
  role: Role;
  needed: number;
  /** Approvals that count. */
  given: { approver: string; at: string; onBehalfOf?: string }[];
  /** Whether a place is free and it is its stage's turn. */
  open: boolean;
  /** People who could take a free place, now or once the stage opens, also in somebody's stead; sorted. */
  couldApprove: string[];
  /** Those of them who could do so in somebody's stead; absent where there are none. */
  substitutes?: { id: string; onBehalfOf: string }[];
}

export interface PlanStage {
  stage: string;
  open: boolean;
  roles: PlanRole[];
}

/** A limit that was broken while the work ran. */
export interface ViolationItem {
  at: string;
  rule: string;
  onViolation: OnViolation;
  text: string;
  seq?: number;
}

/** An action that its worker has announced and may not do before it is confirmed (1.7). */
export interface WaitingAction {
  seq: number;
  action: string;
  target: string;
  /** Since when. */
  at: string;
}

/** What was done under a permit. */
export interface WorkResult {
  startedAt: string;
  /** Number of the last action on record; 0 before the first. */
  lastSeq: number;
  /** Announced, and waits for somebody to confirm it. */
  waiting?: WaitingAction;
  /** The last 100, in order. */
  violations: ViolationItem[];
  rollback?: { workerId?: string; until?: string; state: 'granted' | 'done' | 'failed' | 'needed' };
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
  /** Who answers for the haste that was asked for (SB2). */
  sponsor?: { by: string; role: Role; at: string };
  /** Permits that its work meets and that no coordination plan names (SB4): until there are none, nobody can approve. */
  unplanned?: string[];
  /** Absent until it is started. */
  work?: WorkResult;
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
  /** What somebody has to confirm before its worker goes on. */
  waiting?: WaitingAction;
  permitDigest: string;
}

/** `permit.list` (newest first) and `permit.inbox` (most urgent first). */
export interface PermitPage {
  permits: PermitItem[];
  /** `cursor` of the next page; absent on the last. */
  next?: string;
}

/** Only an active worker is eligible for anything; `expired`: its certification is void. */
export type WorkerStatus = 'active' | 'expired' | 'suspended' | 'revoked' | 'retired';

export interface WorkerItem {
  id: string;
  name: string;
  kind: WorkerKind;
  owners: string[];
  capabilities: string[];
  status: WorkerStatus;
  /** 0 where it is not certified. */
  level: Level;
  /** Whether its certification is on probation. */
  probation: boolean;
  /** When its certification ends. */
  expiresAt?: string;
  /** Levels that count for permits of an emergency alone, while it lasts; absent where there is none. */
  emergencies?: { emergencyId: string; level: Level; expiresAt: string }[];
  /** How closely it is watched (1.7). */
  trust: TrustMode;
  /** Since when, or since when it was last set back. */
  trustSince: string;
  /** Mutating actions since then that were successful and count. */
  successes: number;
  /** The next step, and what it takes by the policy; absent where there is none. */
  nextTrust?: { trust: TrustMode; successes: number; notBefore?: string };
  /** SHA-256 of its definition. */
  definition: string;
}

/** `worker.list`, by id. */
export interface WorkerPage {
  workers: WorkerItem[];
  next?: string;
}

/** `policy.get`: the policy that was named, or else the one in force. */
export interface PolicyResult {
  document: PolicyDocument;
  version: string;
  /** SHA-256 of the document's RFC 8785 form, in hex. */
  hash: string;
  status: PolicyStatus;
  /** When it came into force; where it is proposed or void, when it was proposed. */
  since: string;
}

/** A policy that was ever proposed or published. */
export interface PolicyItem {
  version: string;
  hash: string;
  status: PolicyStatus;
  /** As in `PolicyResult`. */
  since: string;
  /** Absent where a file of the first start brought it. */
  proposedBy?: string;
  reason?: string;
  /** The policy that it is to replace, or has replaced. */
  replaces?: string;
  /**
   * Who has endorsed it, in their order: of an open proposal those whose endorsement counts now. Two members of the
   * governance board put it in force.
   */
  endorsedBy: string[];
}

/** `policy.list`, newest first. */
export interface PolicyPage {
  policies: PolicyItem[];
  next?: string;
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

/** A person in the directory. Names stay sealed. */
export interface PersonItem {
  id: string;
  roles: Role[];
  delegations: { role: Role; to: string; until: string }[];
  /** What an operator has proposed about them and nobody has confirmed yet. */
  proposal?: { change: DirectoryChange; roles?: Role[]; by: string; at: string; sha256: string };
  /** Whether they decide on things: not before they are confirmed, nor after they are removed. */
  enrolled: boolean;
}

/** `directory.list`, by id. */
export interface PeoplePage {
  people: PersonItem[];
  next?: string;
}

/** A public key as RFC 8037 has it. */
export interface Jwk {
  kty: 'OKP';
  crv: 'Ed25519';
  /** The key, base64url. */
  x: string;
  kid: string;
  use: 'sig';
  alg: 'Ed25519';
}

/** `directory.jwks`: with which keys capability tokens are signed. */
export interface JwksResult {
  keys: Jwk[];
}

/** An emergency (1.8). */
export interface EmergencyItem {
  emergencyId: string;
  state: EmergencyState;
  incident: string;
  workerId: string;
  requestedBy: string;
  reason: string;
  requestedAt: string;
  approveBy: string;
  approvedBy?: string;
  expiresAt?: string;
  /** Why it is over, and when. */
  ended?: { kind: EmergencyEnd; by?: string; at: string };
  /** Until when its review is due; absent where none is owed. */
  reviewBy?: string;
  review?: { by: string; at: string; report: string; lessons: string };
}

/** `emergency.list`, newest first. */
export interface EmergencyPage {
  emergencies: EmergencyItem[];
  next?: string;
}

/** A master as the registry knows it. */
export interface MasterItem {
  id: string;
  level: Level;
  owners: string[];
  capabilities?: string[];
  retired: boolean;
}

/** `master.list`, by id. */
export interface MasterPage {
  masters: MasterItem[];
  next?: string;
}

/** What each query is answered with; the comments are what the published contract says about the queries. */
export interface QueryResults {
  /** Who the caller is, as the directory and the registry know it. */
  'directory.whoami': WhoAmI;
  /** Who decides on things: people with their roles, delegations and what is proposed about them, by id. */
  'directory.list': PeoplePage;
  /** The public keys of capability tokens, as a JSON Web Key Set. */
  'directory.jwks': JwksResult;
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
  /** Emergencies with the reviews that are owed for them, newest first. */
  'emergency.list': EmergencyPage;
  /** The masters with their levels, by id. */
  'master.list': MasterPage;
  /** The workers with their levels, by id. */
  'worker.list': WorkerPage;
  /** The policy in force, or any that was ever proposed or published. */
  'policy.get': PolicyResult;
  /** All policies that were ever proposed or published, newest first, and who has endorsed them. */
  'policy.list': PolicyPage;
  /** The log itself, from a position on; for auditors and operators. */
  'events.read': EventPage;
  /** What could not be handled and waits for an operator, newest first; for auditors and operators. */
  'dead-letter.list': DeadLetterPage;
}
