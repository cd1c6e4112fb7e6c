import type { PermitRevoked, TrustMode } from '@guildhall/contracts';
import type { PermitEvent } from '../../src/index.js';
import { summaryOf } from './issuing.js';
import { isUndoable } from './judging.js';
import type { Finding } from './judging.js';
import type { Sheet } from './sheet.js';
import { after, iso } from './verdict.js';

// 3.1 and 3.4, from the spec: how a permit ends, and what follows.

// 3.1 and 3.4, from the spec: how a permit ends, and what follows.

export const approversOf = ({ approvedBy }: Sheet): string[] =>
  approvedBy === 'policy' ? [] : approvedBy.map(({ approver }) => approver);

export const closing = (sheet: Sheet): PermitEvent => ({
  type: 'permit.closed',
  data: { summary: summaryOf(sheet, sheet.outcome ?? '', approversOf(sheet)) },
});

export const granting = (
  { terms }: Sheet,
  workerId: string,
  until: number,
  trust: { trust?: TrustMode } = {},
): PermitEvent => ({
  type: 'execution.rollback-granted',
  data: { workerId, actions: terms.scope.rollbackActions ?? [], until: iso(until), ...trust },
});

/** 1.8: what an emergency lends ends with it, and so does the window of its permits, at the latest. */
const ownTime = ({ terms, window, undoingTime }: Sheet, now: number): number =>
  Math.min(now + undoingTime, terms.assessment.path === 'emergency' ? window.to : Infinity);

const BYPASSES = ['unannounced', 'unconfirmed', 'changed'];

/** Whether the permit's worker has lost certification or trust by what ended it. */
export const isUnfit = ({ revokedFor, findings }: Sheet): boolean =>
  revokedFor === 'certification' ||
  revokedFor === 'emergency-over' ||
  findings.some(({ rule }) => BYPASSES.includes(rule));

/** What follows at once on the end of work: it is undone, or has to be by somebody else, or is closed. */
export const following = (sheet: Sheet, now: number): PermitEvent[] => {
  const { stand, outcome, startedAt, terms } = sheet;
  const isBad = stand === 'REVOKED' || outcome === 'failure';
  if (startedAt === undefined || !isBad || !isUndoable(terms)) return [closing(sheet)];
  const until = ownTime(sheet, now);
  return isUnfit(sheet) || until <= now ? [] : [granting(sheet, terms.workerId, until)];
};

export const revoking = (sheet: Sheet, data: PermitRevoked, now: number, isUndone = true): PermitEvent[] => {
  const revoked: PermitEvent = { type: 'permit.revoked', data };
  const next = after(sheet, [revoked], now);
  return [revoked, ...(isUndone ? following(next, now) : [closing(next)])];
};

const REACTIONS = ['reject', 'revoke', 'rollback-and-revoke'];

/** Neither on record, nor on record with less that follows from it. */
const isNews = ({ findings }: Sheet, { rule, seq, text, onViolation }: Finding): boolean =>
  !findings.some(
    (known) =>
      known.rule === rule &&
      known.seq === seq &&
      REACTIONS.indexOf(known.onViolation) >= REACTIONS.indexOf(onViolation) &&
      (seq === undefined || known.text === text),
  );

/** What the severest of them demands; of two that are as severe, the one found first says why. */
const worstOf = (findings: readonly Finding[]): Finding | undefined => {
  const most = Math.max(...findings.map(({ onViolation }) => REACTIONS.indexOf(onViolation)));
  return findings.find(({ onViolation }) => REACTIONS.indexOf(onViolation) === most);
};

/** What findings lead to: on record once each, and while the work goes on, as the severest says. */
export const reacting = (
  sheet: Sheet,
  findings: readonly Finding[],
  now: number,
  by?: string,
): PermitEvent[] => {
  const isOn = sheet.stand === 'EXECUTING';
  const said = isOn ? findings : findings.map((each) => ({ ...each, onViolation: 'reject' as const }));
  const news = said.filter((each) => isNews(sheet, each));
  const granted = sheet.undoing?.until === undefined ? {} : { rollback: true };
  const events = news.map((each): PermitEvent => {
    return { type: 'permit.violation-detected', data: isOn ? each : { ...each, ...granted } };
  });
  const isTrustLost = by !== undefined && by === sheet.undoing?.by && sheet.undoing.until !== undefined;
  if (!isOn && isTrustLost && news.some(({ rule }) => BYPASSES.includes(rule)))
    events.push({ type: 'execution.rollback-withdrawn', data: { workerId: by, kind: 'trust' } });
  const worst = worstOf(news);
  if (!isOn || worst === undefined || worst.onViolation === 'reject') return events;
  const revoked: PermitRevoked =
    worst.rule === 'time_window'
      ? { severity: 'warning', reason: { kind: 'window-over' } }
      : { severity: 'critical', reason: { kind: 'violation' } };
  const isUndone = worst.onViolation === 'rollback-and-revoke';
  return [...events, ...revoking(after(sheet, events, now), revoked, now, isUndone)];
};
