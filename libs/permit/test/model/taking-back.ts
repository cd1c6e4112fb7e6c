import type { PermitRevoked } from '@guildhall/contracts';
import type { Disqualify, Revoke, Withdraw } from '../../src/index.js';
import { approversOf, revoking } from './ending.js';
import { rejecting } from './issuing.js';
import { isInReview } from './reviewing.js';
import { isUndoing } from './undoing.js';
import type { Sheet } from './sheet.js';
import { first, NOTHING } from './verdict.js';
import type { Verdict } from './verdict.js';

// 3.1, from the spec: who and what takes a permit back.

const mayRevoke = (sheet: Sheet, { caller, people }: Revoke): boolean => {
  const person = people.get(caller);
  if (!person) return caller === sheet.terms.requestedBy;
  const approvers =
    sheet.issuedAt === undefined ? sheet.approvals.map(({ approver }) => approver) : approversOf(sheet);
  return (
    ['operator', 'security-lead', 'incident-commander'].some((role) => Object.hasOwn(person.roles, role)) ||
    approvers.includes(caller)
  );
};

export const revoke = (sheet: Sheet, command: Revoke): Verdict => {
  const { caller, input, now } = command;
  const refused = first(
    [sheet.stand === 'NONE', 'NOT_FOUND'],
    [!mayRevoke(sheet, command), 'FORBIDDEN'],
    [sheet.stand !== 'ACTIVE' && sheet.stand !== 'EXECUTING', 'INVALID_STATE'],
  );
  const severity = input.severity ?? 'warning';
  const why: PermitRevoked = { by: caller, severity, reason: { kind: 'person' } };
  return refused ?? { events: revoking(sheet, why, Date.parse(now)) };
};

export const withdraw = (sheet: Sheet, { now }: Withdraw): Verdict => {
  if (isInReview(sheet)) return { events: [rejecting(sheet, 'withdrawn', now)] };
  const why: PermitRevoked = { severity: 'warning', reason: { kind: 'withdrawn' } };
  return sheet.stand === 'ACTIVE' ? { events: revoking(sheet, why, Date.parse(now)) } : NOTHING;
};

const REJECTED_AS = {
  certification: 'worker-ineligible',
  'worker-redefined': 'worker-ineligible',
  master: 'master-ineligible',
  'emergency-over': 'emergency-over',
} as const;

const isGrantLost = (sheet: Sheet, { workerId }: Disqualify): boolean =>
  isUndoing(sheet) && sheet.undoing?.until !== undefined && sheet.undoing.by === workerId;

/** 4.1: a definition that the certification vouches for still takes nothing from work that was begun, nor from undoing it. */
export const disqualify = (sheet: Sheet, command: Disqualify): Verdict => {
  const { reason, workerId, worker, now } = command;
  const { kind } = reason;
  if (isInReview(sheet)) return { events: [rejecting(sheet, REJECTED_AS[kind], now)] };
  const isRedefined = kind === 'worker-redefined';
  if (isGrantLost(sheet, command) && kind !== 'master' && !isRedefined)
    return { events: [{ type: 'execution.rollback-withdrawn', data: { workerId, kind } }] };
  if (sheet.stand !== 'ACTIVE' && (sheet.stand !== 'EXECUTING' || isRedefined)) return NOTHING;
  const isSound = worker.status === 'active';
  const isGrave = kind === 'certification' || (isRedefined && !isSound);
  const why: PermitRevoked = {
    severity: isGrave ? 'critical' : 'warning',
    reason: { kind: isRedefined ? 'certification' : kind },
  };
  const events = revoking(sheet, why, Date.parse(now));
  return { events: events.filter(({ type }) => isSound || type !== 'execution.rollback-granted') };
};
