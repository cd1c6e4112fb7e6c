import type {
  ApprovePermit,
  CompletePermit,
  Decision,
  EventData,
  EventOf,
  EventType,
  RejectPermit,
  Refusal,
  RevokePermit,
  Role,
  SponsorPermit,
  StartPermit,
  Terms,
} from '@guildhall/contracts';
import { permitDecider } from '../src/index.js';
import type {
  Amend,
  Approve,
  Archive,
  Complete,
  Disqualify,
  Lapse,
  Open,
  Permit,
  PermitCommand,
  PermitEvent,
  PutAway,
  Recheck,
  RecordedPermitEvent,
  Reject,
  Review,
  Revoke,
  Sponsor,
  Start,
  Withdraw,
} from '../src/index.js';
import { at, digest, PEOPLE, REQUESTED_AT, sha, terms } from './factories.js';

/** Events as the log takes them: one a minute from `at(0)`, from position 100. */
export const recorded = (events: readonly PermitEvent[], minutes = 0): RecordedPermitEvent[] =>
  events.map((event, index) => ({
    ...event,
    id: `id-${index}`,
    context: 'permit',
    entity: 't1',
    version: index + 1,
    position: REQUESTED_AT + index,
    time: at(minutes + index),
    actor: 'somebody',
    correlation: 't1',
    causation: 'a cause',
  }));

/** The permit with this history. */
export const permitAfter = (...events: PermitEvent[]): Permit =>
  recorded(events).reduce(permitDecider.evolve, permitDecider.initialState);

/** Given this history of a permit, when a command comes, this is decided. */
export const given = (...history: PermitEvent[]) => ({
  when: (command: PermitCommand): Decision<PermitEvent> =>
    permitDecider.decide(command, permitAfter(...history)),
});

/** The decision that these events happen. */
export const happens = (...events: EventOf[]): Decision<EventOf> => ({ events });
export const nothing = happens();

/** The decision that it is refused. */
export const refused = (
  code: Refusal['code'],
  message: string,
  more: Omit<Refusal, 'code' | 'message'> = {},
): Decision<never> => ({ refusal: { code, message, ...more } });

const event = <T extends EventType>(type: T, data: EventData<T>) => ({ type, data });

// Events of a level-3 permit, unless terms are given.

export const requested = (of: Terms = terms(3), reviewBy = at(2 * 24 * 60)) =>
  event('permit.requested', { terms: of, permitDigest: digest(of), reviewBy });
export const reviewStarted = (by: string) => event('permit.review-started', { by });
export const approvalRecorded = (approver: string, role: Role, stage = 'leadership', of: Terms = terms(3)) =>
  event('permit.approval-recorded', { approver, role, stage, permitDigest: digest(of) });
export const approvalVoided = (
  approver: string,
  role: Role,
  kind: 'role-lost' | 'excluded',
  stage = 'leadership',
) => event('permit.approval-voided', { approver, role, stage, reason: { kind } });
export const approved = (of: Terms = terms(3)) => event('permit.approved', { permitDigest: digest(of) });
export const issued = (
  approvedBy: 'policy' | { approver: string; role: Role }[],
  window: { notBefore: string; notAfter: string },
  of: Terms = terms(3),
) =>
  event('permit.issued', {
    terms: of,
    permitDigest: digest(of),
    approvedBy,
    window,
    tokenBudget: of.tokenBudget,
    trust: of.trust,
  });
export const amended = (data: EventData<'permit.amended'>) => event('permit.amended', data);
export const sponsored = (by: string, role: Role, reviewBy: string, of: Terms = terms(3)) =>
  event('permit.sponsored', { by, role, permitDigest: digest(of), reviewBy });
export const sponsorshipVoided = (by: string, role: Role, kind: 'role-lost' | 'excluded') =>
  event('permit.sponsorship-voided', { by, role, reason: { kind } });
export const archived = (by?: string) => event('permit.archived', by === undefined ? {} : { by });
export const rejected = (data: EventData<'permit.rejected'>) => event('permit.rejected', data);
/** Under a policy by which a worker is lost, and undoing its work over, after so long; from a log before it said so without. */
export const startedWith = (durations: { heartbeatWithin?: string; rollbackWithin?: string }) =>
  event('permit.execution-started', { workerId: 'deployer-3', ...durations });
export const started = startedWith({ heartbeatWithin: 'PT30S', rollbackWithin: 'PT15M' });
export const revoked = (data: EventData<'permit.revoked'>) => event('permit.revoked', data);
export const completed = (data: EventData<'permit.completed'>) => event('permit.completed', data);
export const closed = (summary: EventData<'permit.closed'>['summary']) => event('permit.closed', { summary });

// Histories of a level-3 permit.

export const BOB_AND_CAROL = [
  { approver: 'bob', role: 'engineering-director' },
  { approver: 'carol', role: 'security-lead' },
] as const satisfies { approver: string; role: Role }[];

/** Good from `at(5)`, for 24 h. */
export const WINDOW = { notBefore: at(5), notAfter: at(5 + 24 * 60) };

export const REQUESTED = [requested()];
export const UNDER_REVIEW = [
  requested(),
  reviewStarted('bob'),
  approvalRecorded('bob', 'engineering-director'),
];
/** Issued at `at(5)`. */
export const ACTIVE = [
  ...UNDER_REVIEW,
  approvalRecorded('carol', 'security-lead'),
  approved(),
  issued([...BOB_AND_CAROL], WINDOW),
];
/** Started at `at(6)`. */
export const EXECUTING = [...ACTIVE, started];

// Commands, by default at the tenth minute.

const DIGEST = digest(terms(3));

const others = { people: PEOPLE, owners: [] };

export const open = (of: Terms, changes: Partial<Open> = {}): Open => ({
  type: 'open',
  now: at(0),
  terms: of,
  permitDigest: digest(of),
  withdrawn: false,
  ...changes,
});

export const review = (caller: string, changes: Partial<Review> = {}): Review => ({
  type: 'review',
  caller,
  now: at(10),
  input: { taskId: 't1' },
  ...others,
  ...changes,
});

export const approve = (
  caller: string,
  input: Pick<ApprovePermit, 'role'> & Partial<ApprovePermit>,
  changes: Partial<Approve> = {},
): Approve => ({
  type: 'approve',
  caller,
  now: at(10),
  input: { taskId: 't1', permitDigest: DIGEST, ...input },
  meets: [],
  ...others,
  ...changes,
});

export const sponsor = (
  caller: string,
  input: Partial<SponsorPermit> = {},
  changes: Partial<Sponsor> = {},
): Sponsor => ({
  type: 'sponsor',
  caller,
  now: at(10),
  input: { taskId: 't1', permitDigest: DIGEST, ...input },
  expeditedReview: 'PT1H',
  ...others,
  ...changes,
});

export const amend = (of: Terms, changes: Partial<Amend> = {}): Amend => ({
  type: 'amend',
  now: at(10),
  terms: of,
  permitDigest: digest(of),
  reason: { kind: 'override' },
  ...changes,
});

export const recheck = (changes: Partial<Recheck> = {}): Recheck => ({
  type: 'recheck',
  now: at(10),
  ...others,
  ...changes,
});

export const disqualify = (reason: Disqualify['reason']): Disqualify => ({
  type: 'disqualify',
  now: at(10),
  reason,
  workerId: 'deployer-3',
  worker: { status: 'revoked', level: 0, definition: sha('d'), artifact: sha('f'), concurrency: 1 },
});

export const archive = (caller: string, changes: Partial<Archive> = {}): Archive => ({
  type: 'archive',
  caller,
  now: at(10),
  input: { taskId: 't1' },
  people: PEOPLE,
  ...changes,
});

export const putAway = (now: string): PutAway => ({ type: 'put-away', now, archiveAfter: 'PT24H' });

export const reject = (
  caller: string,
  input: Partial<RejectPermit> = {},
  changes: Partial<Reject> = {},
): Reject => ({
  type: 'reject',
  caller,
  now: at(10),
  input: { taskId: 't1', reason: 'No rollback has been rehearsed.', ...input },
  ...others,
  ...changes,
});

export const revoke = (
  caller: string,
  input: Partial<RevokePermit> = {},
  changes: Partial<Revoke> = {},
): Revoke => ({
  type: 'revoke',
  caller,
  now: at(10),
  input: { taskId: 't1', reason: 'The service is on fire.', ...input },
  people: PEOPLE,
  ...changes,
});

export const withdraw = (changes: Partial<Withdraw> = {}): Withdraw => ({
  type: 'withdraw',
  now: at(10),
  reason: 'Another release comes first.',
  ...changes,
});

export const lapse = (now: string): Lapse => ({ type: 'lapse', now });

export const start = (
  caller: string,
  input: Partial<StartPermit> = {},
  changes: Partial<Start> = {},
): Start => ({
  type: 'start',
  caller,
  now: at(10),
  input: {
    taskId: 't1',
    environment: 'production',
    definition: sha('d'),
    artifact: sha('f'),
    inputs: [{ name: 'image', sha256: sha('a') }],
    ...input,
  },
  durations: { heartbeat: 'PT30S', rollback: 'PT15M' },
  worker: { status: 'active', level: 3, definition: sha('d'), artifact: sha('f'), concurrency: 1 },
  executing: 0,
  master: { status: 'active', level: 3 },
  ...changes,
});

export const complete = (
  caller: string,
  input: Partial<CompletePermit> = {},
  changes: Partial<Complete> = {},
): Complete => ({
  type: 'complete',
  caller,
  now: at(10),
  input: { taskId: 't1', outcome: 'success', lastSeq: 0, ...input },
  ...changes,
});
