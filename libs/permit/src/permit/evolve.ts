import type { EventData, Terms, TypesOf } from '@guildhall/contracts';
import { applyToWork } from '../work/evolve.js';
import type { WorkEvent } from '../work/evolve.js';
import { beginning } from '../work/work.js';
import type { Work } from '../work/work.js';
import { isWorked } from '../work/worked.js';
import { isIn } from './state.js';
import type { Active, Closed, Permit, PermitEvent, RecordedPermitEvent, Status } from './state.js';

/** What the log adds to an event and the state wants to know. */
interface Entry {
  time: string;
  position: number;
}

type EventName = TypesOf<'permit'> extends `permit.${infer Name}` ? Name : never;

// An event that this state cannot have had: the log is not one that the decider wrote.
const impossible = (permit: Permit, type: PermitEvent['type']): never => {
  throw new Error(`${type} cannot follow ${permit.status}`);
};

const from = <S extends Status>(
  permit: Permit,
  event: EventName,
  ...statuses: S[]
): Extract<Permit, { status: S }> =>
  isIn(permit, ...statuses) ? permit : impossible(permit, `permit.${event}`);

const requested = (
  permit: Permit,
  data: EventData<'permit.requested'>,
  { time, position }: Entry,
): Permit => {
  from(permit, 'requested', 'NONE');
  return { ...data, status: 'REQUESTED', requestedAt: time, position, reviewByAsked: data.reviewBy };
};

// Whoever decides now has held the role since the request, not since the amendment.
const amended = (permit: Permit, { terms, permitDigest }: EventData<'permit.amended'>): Permit => {
  const { requestedAt, position, reviewByAsked } = from(permit, 'amended', 'REQUESTED', 'UNDER_REVIEW');
  const asked = { requestedAt, position, reviewBy: reviewByAsked, reviewByAsked };
  return { status: 'REQUESTED', terms, permitDigest, ...asked };
};

const sponsored = (
  permit: Permit,
  { by, role, reviewBy }: EventData<'permit.sponsored'>,
  { time }: Entry,
): Permit => {
  const review = from(permit, 'sponsored', 'REQUESTED', 'UNDER_REVIEW');
  return { ...review, reviewBy, sponsor: { by, role, at: time } };
};

const sponsorshipVoided = (permit: Permit): Permit => {
  const { sponsor: _, ...review } = from(permit, 'sponsorship-voided', 'REQUESTED', 'UNDER_REVIEW');
  return review;
};

const reviewStarted = (permit: Permit, { by }: EventData<'permit.review-started'>): Permit => ({
  ...from(permit, 'review-started', 'REQUESTED'),
  status: 'UNDER_REVIEW',
  openedBy: by,
  approvals: [],
});

const approvalRecorded = (permit: Permit, approval: EventData<'permit.approval-recorded'>): Permit => {
  const review = from(permit, 'approval-recorded', 'UNDER_REVIEW');
  return { ...review, approvals: [...review.approvals, approval] };
};

const approvalVoided = (permit: Permit, { approver }: EventData<'permit.approval-voided'>): Permit => {
  const review = from(permit, 'approval-voided', 'UNDER_REVIEW');
  return { ...review, approvals: review.approvals.filter((approval) => approval.approver !== approver) };
};

const approved = (permit: Permit): Permit => {
  const { openedBy: _, ...review } = from(permit, 'approved', 'UNDER_REVIEW');
  return { ...review, status: 'APPROVED' };
};

const issued = (permit: Permit, data: EventData<'permit.issued'>, { time }: Entry): Active => {
  const before = from(permit, 'issued', 'NONE', 'APPROVED');
  const requestedAt = before.status === 'NONE' ? time : before.requestedAt;
  return { ...data, status: 'ACTIVE', requestedAt, issuedAt: time };
};

const rejected = (permit: Permit, data: EventData<'permit.rejected'>): Permit => {
  const { terms, permitDigest } = from(permit, 'rejected', 'REQUESTED', 'UNDER_REVIEW');
  return { ...data, status: 'REJECTED', terms, permitDigest };
};

const executionStarted = (
  permit: Permit,
  data: EventData<'permit.execution-started'>,
  { time }: Entry,
): Permit => ({
  ...from(permit, 'execution-started', 'ACTIVE'),
  status: 'EXECUTING',
  work: beginning(time, data),
});

const revoked = (permit: Permit, data: EventData<'permit.revoked'>, { time }: Entry): Permit => ({
  ...from(permit, 'revoked', 'ACTIVE', 'EXECUTING'),
  ...data,
  status: 'REVOKED',
  endedAt: time,
});

const completed = (permit: Permit, data: EventData<'permit.completed'>, { time }: Entry): Permit => ({
  ...from(permit, 'completed', 'EXECUTING'),
  status: 'COMPLETED',
  outcome: data.outcome,
  lastSeq: data.lastSeq,
  endedAt: time,
});

const ended = (
  { terms, permitDigest, work }: { terms: Terms; permitDigest: string; work?: Work },
  { summary }: EventData<'permit.closed'>,
): Closed => ({
  status: 'CLOSED',
  terms,
  permitDigest,
  summary,
  ...(work === undefined ? {} : { work }),
});

const archived = (permit: Permit): Permit => {
  const { terms, permitDigest, summary } = from(permit, 'archived', 'REJECTED', 'CLOSED');
  return {
    status: 'ARCHIVED',
    terms,
    permitDigest,
    summary,
    ...(isWorked(permit) ? { work: permit.work } : {}),
  };
};

const worked = (permit: Permit, event: WorkEvent, { time }: Entry): Permit =>
  isWorked(permit) ? applyToWork(permit, event, time) : impossible(permit, event.type);

const unknownEvent = (event: never): never => {
  throw new TypeError(`not an event of a permit: ${JSON.stringify(event)}`);
};

/** The permit after `event`, which the log took, or is about to take, as `entry` says. */
export const apply = (permit: Permit, event: PermitEvent, entry: Entry): Permit => {
  switch (event.type) {
    case 'permit.requested':
      return requested(permit, event.data, entry);
    case 'permit.amended':
      return amended(permit, event.data);
    case 'permit.sponsored':
      return sponsored(permit, event.data, entry);
    case 'permit.sponsorship-voided':
      return sponsorshipVoided(permit);
    case 'permit.review-started':
      return reviewStarted(permit, event.data);
    case 'permit.approval-recorded':
      return approvalRecorded(permit, event.data);
    case 'permit.approval-voided':
      return approvalVoided(permit, event.data);
    case 'permit.approved':
      return approved(permit);
    case 'permit.issued':
      return issued(permit, event.data, entry);
    case 'permit.rejected':
      return rejected(permit, event.data);
    case 'permit.execution-started':
      return executionStarted(permit, event.data, entry);
    case 'permit.revoked':
      return revoked(permit, event.data, entry);
    case 'permit.completed':
      return completed(permit, event.data, entry);
    case 'permit.expired':
      return ended(from(permit, 'expired', 'ACTIVE'), event.data);
    case 'permit.closed':
      return ended(from(permit, 'closed', 'REVOKED', 'COMPLETED'), event.data);
    case 'permit.archived':
      return archived(permit);
    case 'permit.violation-detected':
    case 'execution.action-proposed':
    case 'execution.action-confirmed':
    case 'execution.action-recorded':
    case 'execution.rollback-granted':
    case 'execution.rollback-withdrawn':
    case 'execution.rolled-back':
    case 'execution.rollback-failed':
      return worked(permit, event, entry);
    default:
      return unknownEvent(event);
  }
};

/** The permit after an event of the log. Throws where the event cannot follow: then the log is not one of this decider. */
export const evolve = (permit: Permit, event: RecordedPermitEvent): Permit => apply(permit, event, event);

// What is not in the log yet comes after everything that is.
const NOT_YET = Number.MAX_SAFE_INTEGER;

/** The permit after events that are decided but not in the log yet. */
export const after = (permit: Permit, events: readonly PermitEvent[], now: string): Permit =>
  events.reduce((state, event) => apply(state, event, { time: now, position: NOT_YET }), permit);
