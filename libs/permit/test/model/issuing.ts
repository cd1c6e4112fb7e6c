import type { Role, Summary, Terms } from '@guildhall/contracts';
import type { PermitEvent } from '../../src/index.js';
import type { Sheet } from './sheet.js';
import { lengthOf } from './lengths.js';
import { iso } from './verdict.js';

const earlier = (one: number, other: number | undefined): number =>
  other === undefined ? one : Math.min(one, other);

/** The permission, with the window that is asked for; no longer than the emergency lasts. */
export const issuing = (
  terms: Terms,
  permitDigest: string,
  now: string,
  approvers: 'policy' | { approver: string; role: Role }[],
  until?: string,
): PermitEvent => {
  const asked =
    'for' in terms.window
      ? { from: Date.parse(now), to: Date.parse(now) + lengthOf(terms.window.for) }
      : { from: Date.parse(terms.window.notBefore), to: Date.parse(terms.window.notAfter) };
  const to = earlier(asked.to, until === undefined ? undefined : Date.parse(until));
  return {
    type: 'permit.issued',
    data: {
      terms,
      permitDigest,
      approvedBy: approvers,
      window: { notBefore: iso(asked.from), notAfter: iso(to) },
      tokenBudget: terms.tokenBudget,
      trust: terms.trust,
    },
  };
};

export const summaryOf = (sheet: Sheet, outcome: Summary['outcome'], approvers: string[]): Summary => {
  const { terms, issuedAt, startedAt, endedAt = 0 } = sheet;
  return {
    taskId: terms.taskId,
    workerId: terms.workerId,
    requestedBy: terms.requestedBy,
    level: terms.level,
    outcome,
    approvedBy: approvers,
    actions: sheet.done.filter(({ status }) => status !== 'owed').length,
    violations: sheet.findings.length,
    requestedAt: iso(sheet.requestedAt),
    ...(issuedAt === undefined ? {} : { issuedAt: iso(issuedAt) }),
    ...(startedAt === undefined ? {} : { startedAt: iso(startedAt) }),
    endedAt: iso(endedAt),
  };
};

type Why = Extract<PermitEvent, { type: 'permit.rejected' }>['data']['reason']['kind'];

/** That a permit is rejected, with what the sheet adds up to. */
export const rejecting = (sheet: Sheet, kind: Why, now: string, by?: string): PermitEvent => ({
  type: 'permit.rejected',
  data: {
    ...(by === undefined ? {} : { by }),
    reason: { kind },
    summary: summaryOf(
      { ...sheet, endedAt: Date.parse(now) },
      'rejected',
      sheet.approvals.map(({ approver }) => approver),
    ),
  },
});
