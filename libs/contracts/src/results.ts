import type { Assessment } from './assessment.js';
import type { Code } from './codes.js';
import type { CommandName } from './commands.js';
import type { AssignmentDenied, AssignmentMade } from './events/assignment.js';
import type { Approver } from './events/permit.js';
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
  /** From here on: once issued. */
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

/** What each query is answered with. */
export interface QueryResults {
  'directory.whoami': WhoAmI;
  'task.get': TaskResult;
  'task.story': StoryResult;
  'permit.get': PermitResult;
  'permit.list': PermitPage;
  'permit.inbox': PermitPage;
  'worker.list': WorkerPage;
  'policy.get': PolicyResult;
}
