import type { Amendment, Approver, OnViolation, Rejection, Revocation, Voiding } from '@guildhall/contracts';
import type { Tellers } from './teller.js';
import { counted, listed, moment, planWords, saying, span, unended } from './words.js';

const REJECTED_BECAUSE: Record<Rejection, string> = {
  rejected: 'an approver says no',
  withdrawn: 'the task was withdrawn',
  'review-timeout': 'nobody had completed the approvals in time',
  'window-passed': 'its time window has passed',
  overlap: 'it would overlap with other work',
  'worker-ineligible': 'the worker may no longer do it',
  'master-ineligible': 'the master may no longer ask for it',
  'emergency-over': 'the emergency is over',
};

const REVOKED_BECAUSE: Record<Revocation, string> = {
  person: 'a person decided so',
  violation: 'a limit was violated',
  certification: 'the worker lost its certification',
  master: 'the master lost its authorization',
  'emergency-over': 'the emergency is over',
  'window-over': 'its time window is over',
  withdrawn: 'the task was withdrawn',
};

const VOIDED_BECAUSE: Record<Voiding, string> = {
  'role-lost': 'the role was lost since',
  excluded: 'an owner may not approve',
};

const AMENDED_BECAUSE: Record<Amendment, string> = {
  override: 'a soft block is justified',
  'worker-redefined': 'the worker has a new definition',
};

const WHAT_FOLLOWS: Record<OnViolation, string> = {
  reject: 'that is not done',
  revoke: 'the permit is revoked',
  'rollback-and-revoke': 'the permit is revoked and the work undone',
};

const why = (because: string, text: string | undefined): string =>
  text === undefined ? `: ${because}` : saying(text);

const issuedBy = (approvedBy: 'policy' | Approver[]): string =>
  approvedBy === 'policy'
    ? 'the policy'
    : listed(approvedBy.map(({ approver, role }) => `${approver} (${role})`));

export const permitTellers: Tellers<'permit'> = {
  'permit.requested': ({ data: { terms, reviewBy } }) =>
    `A level ${terms.level} permit for ${terms.workerId} waits for ${planWords(terms.plan)}, until ${moment(reviewBy)}.`,
  'permit.amended': ({ data: { terms, reason, voided } }) => {
    const again =
      voided.length === 0
        ? ''
        : ` once more; ${counted(voided.length, 'approval')} no longer ${voided.length === 1 ? 'counts' : 'count'}`;
    return `The terms change${why(AMENDED_BECAUSE[reason.kind], reason.text)}. The permit waits for ${planWords(terms.plan)}${again}.`;
  },
  'permit.sponsored': ({ data: { by, role, reviewBy } }) =>
    `${by} answers for the haste as ${role}: every approval may be given now, until ${moment(reviewBy)}.`,
  'permit.sponsorship-voided': ({ data: { by, role, reason } }) =>
    `${by} no longer answers for the haste as ${role}: ${VOIDED_BECAUSE[reason.kind]}. The stages run in order again.`,
  'permit.review-started': ({ data }) => `${data.by} opens the review.`,
  'permit.approval-recorded': ({ data }) => {
    const substitute = data.onBehalfOf === undefined ? '' : `, on behalf of ${data.onBehalfOf}`;
    return `${data.approver} approves as ${data.role}${substitute}${saying(data.comment)}.`;
  },
  'permit.approval-voided': ({ data: { approver, role, reason } }) =>
    `The approval of ${approver} as ${role} no longer counts: ${VOIDED_BECAUSE[reason.kind]}.`,
  'permit.approved': () => 'Everybody who had to agree has agreed.',
  'permit.issued': ({ data: { terms, approvedBy, window } }) =>
    `The permit is issued by ${issuedBy(approvedBy)}: ${terms.workerId} may work ${span(window)}.`,
  'permit.rejected': ({ data: { by, reason } }) =>
    by === undefined
      ? `The permit is rejected${why(REJECTED_BECAUSE[reason.kind], reason.text)}.`
      : `${by} rejects the permit${why(REJECTED_BECAUSE[reason.kind], reason.text)}.`,
  'permit.expired': () => 'The permit expires: its time window ended unused.',
  'permit.execution-started': ({ data }) => `${data.workerId} starts to work.`,
  'permit.violation-detected': ({ data: { rule, onViolation, text, seq } }) => {
    const where = seq === undefined ? '' : ` by action ${seq}`;
    return `A limit is broken${where} (${rule}): "${unended(text)}"; ${WHAT_FOLLOWS[onViolation]}.`;
  },
  'permit.revoked': ({ data: { by, severity, reason } }) =>
    by === undefined
      ? `The permit is revoked (${severity})${why(REVOKED_BECAUSE[reason.kind], reason.text)}.`
      : `${by} revokes the permit (${severity})${why(REVOKED_BECAUSE[reason.kind], reason.text)}.`,
  'permit.completed': ({ actor, data }) =>
    `${actor} ends the work, outcome ${data.outcome}${saying(data.summary)}.`,
  'permit.closed': ({ data: { summary } }) =>
    `The permit is closed: ${summary.outcome}, ${counted(summary.actions, 'action')} on record, ${counted(summary.violations, 'violation')}.`,
  'permit.archived': ({ data: { by } }) =>
    by === undefined ? 'The permit is archived.' : `${by} archives the permit.`,
};
