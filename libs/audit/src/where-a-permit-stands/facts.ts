import type { ApprovalItem, EventData, PermitResult, Recorded, TypesOf } from '@guildhall/contracts';

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
  { approver, role, stage, reason }: EventData<'permit.approval-voided'>,
): ApprovalItem[] =>
  approvals.map((given) =>
    given.approver === approver && given.role === role && given.stage === stage
      ? { ...given, voided: reason.kind }
      : given,
  );

/** The facts after `event`. */
export const evolveFacts = (facts: PermitFacts, event: Recorded<TypesOf<'permit'>>): PermitFacts => {
  switch (event.type) {
    case 'permit.approval-recorded':
      return { ...facts, approvals: [...facts.approvals, approval(event)] };
    case 'permit.approval-voided':
      return { ...facts, approvals: withoutCount(facts.approvals, event.data) };
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
      return { ...facts, revocation: { ...(by === undefined ? {} : { by }), severity, ...reason } };
    }
    case 'permit.completed':
      return { ...facts, outcome: event.data.outcome };
    case 'permit.expired':
    case 'permit.closed':
      return { ...facts, summary: event.data.summary };
    case 'permit.requested':
    case 'permit.review-started':
    case 'permit.approved':
    case 'permit.execution-started':
      return facts;
  }
};
