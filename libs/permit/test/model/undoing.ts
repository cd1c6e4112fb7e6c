import type { AssignUndoing, PermitEvent, ReportUndoing, RollbackTimeout } from '../../src/index.js';
import { isSoundNow } from './duty.js';
import { closing, granting, isUnfit } from './ending.js';
import type { Sheet } from './sheet.js';
import { first, NOTHING } from './verdict.js';
import type { Verdict } from './verdict.js';

// 3.4, from the spec: undoing what was done.

/** Until when something is undone, or somebody found who does. */
const undoingEnd = ({ undoing, endedAt = 0, undoingTime }: Sheet): number =>
  Math.max(undoing?.until ?? undoing?.taken ?? 0, endedAt + undoingTime);

export const isUndoing = ({ stand }: Sheet): boolean => stand === 'REVOKED' || stand === 'COMPLETED';

/** 1.8: what an emergency has lent is over with it, and an operator has the rest of the time to find somebody else. */
const givingBack = ({ undoing }: Sheet, now: number): PermitEvent[] =>
  undoing?.by !== undefined && undoing.until !== undefined && now >= undoing.until
    ? [
        {
          type: 'execution.rollback-withdrawn',
          data: { workerId: undoing.by, kind: 'emergency-over' },
        },
      ]
    : [];

export const rollbackTimeout = (sheet: Sheet, { now }: RollbackTimeout): Verdict => {
  if (!isUndoing(sheet)) return NOTHING;
  if (Date.parse(now) < undoingEnd(sheet)) return { events: givingBack(sheet, Date.parse(now)) };
  const { undoing } = sheet;
  const failed: PermitEvent = {
    type: 'execution.rollback-failed',
    data:
      undoing?.until === undefined || undoing.by === undefined
        ? { kind: 'no-worker' }
        : { kind: 'timeout', workerId: undoing.by },
  };
  return { events: [failed, closing(sheet)] };
};

export const report = (sheet: Sheet, { caller, input, now }: ReportUndoing): Verdict => {
  const { undoing, stand, pending } = sheet;
  const { outcome, summary } = input;
  const refused = first(
    [stand === 'NONE', 'NOT_FOUND'],
    [!isUndoing(sheet) || undoing?.until === undefined, 'INVALID_STATE'],
    [caller !== undoing?.by, 'FORBIDDEN'],
    [Date.parse(now) >= (undoing?.until ?? 0), 'OUT_OF_WINDOW'],
    [outcome === 'done' && pending?.purpose === 'rollback', 'SEQUENCE_GAP'],
  );
  if (refused) return refused;
  const words = summary === undefined ? {} : { summary };
  const event: PermitEvent =
    outcome === 'done'
      ? { type: 'execution.rolled-back', data: { workerId: caller, ...words } }
      : { type: 'execution.rollback-failed', data: { kind: 'reported', workerId: caller } };
  return { events: [event, closing(sheet)] };
};

export const assign = (sheet: Sheet, command: AssignUndoing): Verdict => {
  const { caller, people, input, worker, trust, capabilities, now } = command;
  const { terms, stand, undoing } = sheet;
  const { capability } = terms.request;
  const isActive = worker.status === 'active';
  const refused = first(
    [stand === 'NONE', 'NOT_FOUND'],
    [!Object.hasOwn(people.get(caller)?.roles ?? {}, 'operator'), 'FORBIDDEN'],
    [!isUndoing(sheet), 'INVALID_STATE'],
    [Date.parse(now) >= undoingEnd(sheet), 'INVALID_STATE'],
    [!isActive, 'WORKER_NOT_ELIGIBLE'],
    [isActive && worker.level < terms.level, 'WORKER_NOT_ELIGIBLE'],
    [!isSoundNow(sheet, input.workerId, worker), 'WORKER_NOT_ELIGIBLE'],
    [capability !== undefined && !capabilities.includes(capability), 'WORKER_NOT_ELIGIBLE'],
    [sheet.lost.includes(input.workerId), 'WORKER_NOT_ELIGIBLE'],
    [input.workerId === terms.workerId && isUnfit(sheet), 'WORKER_NOT_ELIGIBLE'],
  );
  if (refused) return refused;
  if (undoing?.by === input.workerId && Date.parse(now) < (undoing.until ?? 0)) return NOTHING;
  return { events: [granting(sheet, input.workerId, Date.parse(now) + sheet.undoingTime, { trust })] };
};
