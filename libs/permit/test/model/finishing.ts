import type { Beat, Complete, HeartbeatLost, PermitEvent } from '../../src/index.js';
import { byItsWorker } from './duty.js';
import { following, reacting } from './ending.js';
import { finding, ofReport, ofTime } from './judging.js';
import type { Sheet } from './sheet.js';
import { after, first, NOTHING } from './verdict.js';
import type { Verdict } from './verdict.js';

// 3.4, from the spec: signs of life, and the end of the work.

export const beat = (sheet: Sheet, { caller, input, now: time }: Beat): Verdict => {
  const refused = first(...byItsWorker(sheet, caller));
  if (refused || sheet.stand !== 'EXECUTING') return refused ?? NOTHING;
  const now = Date.parse(time);
  return { events: reacting(sheet, [...ofTime(sheet, now), ...ofReport(sheet, input)], now) };
};

export const heartbeatLost = (sheet: Sheet, { now: time }: HeartbeatLost): Verdict => {
  const now = Date.parse(time);
  if (sheet.stand !== 'EXECUTING' || now < (sheet.startedAt ?? 0) + sheet.silence) return NOTHING;
  const lost = now < sheet.window.to ? [finding(sheet.terms, 'heartbeat-lost', 'lost')] : [];
  return { events: reacting(sheet, [...ofTime(sheet, now), ...lost], now) };
};

export const complete = (sheet: Sheet, { caller, input, now: time }: Complete): Verdict => {
  const now = Date.parse(time);
  const { done, pending, terms, stand } = sheet;
  const refused = first(
    [stand === 'NONE', 'NOT_FOUND'],
    [caller !== terms.workerId, 'FORBIDDEN'],
    [stand !== 'EXECUTING', 'INVALID_STATE'],
    [now >= sheet.window.to, 'OUT_OF_WINDOW'],
  );
  if (refused) return refused;
  if (pending || input.lastSeq > done.length) {
    const missing = finding(terms, 'missing-record', 'missing', done.length + 1);
    return { events: reacting(sheet, [missing, ...ofTime(sheet, now)], now) };
  }
  const broken = reacting(sheet, ofTime(sheet, now), now);
  const late = after(sheet, broken, now);
  if (late.stand !== 'EXECUTING') return { events: broken };
  if (input.lastSeq < done.length) return { code: 'SEQUENCE_GAP' };
  const { taskId: _, ...data } = input;
  const completed: PermitEvent = { type: 'permit.completed', data };
  return { events: [...broken, completed, ...following(after(late, [completed], now), now)] };
};
