import type { ApprovalItem, EventData, PermitResult, Recorded, TypesOf } from '@guildhall/contracts';
import { evolveWork } from './work.js';
import type { WorkEvent } from './work.js';

/** What has happened to a permit, as its readers see it; what may happen next is for the permit's own rules. */
export type PermitFacts = Pick<PermitResult, 'requestedAt' | 'approvals'> &
  Partial<
    Pick<
      PermitResult,
      | 'deadline'
      | 'approvedBy'
      | 'window'
      | 'tokenBudget'
      | 'trust'
      | 'rejection'
      | 'revocation'
      | 'outcome'
      | 'sponsor'
      | 'work'
      | 'summary'
    >
  >;

const approval = ({ time, data }: Recorded<'permit.approval-recorded'>): ApprovalItem => {
  const { approver, role, stage, onBehalfOf, comment } = data;
  return {
    approver,
    role,
    stage,
    at: time,
    ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
    ...(comment === undefined ? {} : { comment }),
  };
};

/** The facts of a permit that its first event knows: asked for, or issued by the policy in the same instant. */
export const firstFacts = (event: Recorded<'permit.requested' | 'permit.issued'>): PermitFacts => ({
  requestedAt: event.time,
  approvals: [],
  ...(event.type === 'permit.requested' ? { deadline: new Date(event.data.reviewBy).toISOString() } : {}),
});

// Kept in view: that somebody agreed, and that it no longer counts.
const withoutCount = (
  approvals: readonly ApprovalItem[],
  { approver, role, stage }: EventData<'permit.amended'>['voided'][number],
  why: NonNullable<ApprovalItem['voided']>,
): ApprovalItem[] =>
  approvals.map((given) =>
    given.approver === approver && given.role === role && given.stage === stage && !given.voided
      ? { ...given, voided: why }
      : given,
  );

// What was agreed to is not what is asked for now; nor does anybody answer for the haste of that.
const amended = (
  { sponsor: _former, ...facts }: PermitFacts,
  { voided }: EventData<'permit.amended'>,
): PermitFacts => ({
  ...facts,
  approvals: voided.reduce(
    (approvals: readonly ApprovalItem[], approval) => withoutCount(approvals, approval, 'amended'),
    facts.approvals,
  ) as ApprovalItem[],
});

const withWork = (facts: PermitFacts, event: WorkEvent): PermitFacts => {
  const work = evolveWork(facts.work, event);
  return work ? { ...facts, work } : facts;
};

// Announced in vain: nobody confirms it, unless it is for undoing what was done.
const isOver = ({ revocation, outcome, work }: PermitFacts): boolean =>
  (revocation !== undefined || outcome !== undefined) && work?.rollback?.state !== 'granted';

/** The facts after `event`. */
export const evolveFacts = (
  facts: PermitFacts,
  event: Recorded<TypesOf<'permit' | 'execution'>>,
): PermitFacts => {
  switch (event.type) {
    case 'permit.amended':
      return amended(facts, event.data);
    case 'permit.sponsored': {
      const { by, role } = event.data;
      return { ...facts, sponsor: { by, role, at: event.time } };
    }
    case 'permit.sponsorship-voided': {
      const { sponsor: _former, ...others } = facts;
      return others;
    }
    case 'permit.approval-recorded':
      return { ...facts, approvals: [...facts.approvals, approval(event)] };
    case 'permit.approval-voided':
      return { ...facts, approvals: withoutCount(facts.approvals, event.data, event.data.reason.kind) };
    case 'permit.issued': {
      const { approvedBy, window, tokenBudget, trust } = event.data;
      return { ...facts, approvedBy, window, tokenBudget, trust };
    }
    case 'permit.rejected': {
      const { by, reason, summary } = event.data;
      return { ...facts, rejection: { ...(by === undefined ? {} : { by }), ...reason }, summary };
    }
    case 'permit.revoked': {
      const { by, reason, severity } = event.data;
      const revocation = { ...(by === undefined ? {} : { by }), severity, ...reason };
      return { ...withWork(facts, event), revocation };
    }
    case 'permit.completed':
      return { ...withWork(facts, event), outcome: event.data.outcome };
    case 'permit.closed':
      return { ...withWork(facts, event), summary: event.data.summary };
    case 'permit.expired':
      return { ...facts, summary: event.data.summary };
    case 'permit.requested':
    case 'permit.review-started':
    case 'permit.approved':
    case 'permit.archived':
      return facts;
    case 'execution.action-proposed':
      return isOver(facts) ? facts : withWork(facts, event);
    default:
      return withWork(facts, event);
  }
};
