import type { Archive, Lapse, PutAway } from '../../src/index.js';
import { approversOf, reacting } from './ending.js';
import { rejecting, summaryOf } from './issuing.js';
import { ofTime, windowEnds } from './judging.js';
import { isInReview, reviewEnd, windowEnd } from './reviewing.js';
import type { Sheet } from './sheet.js';
import { lengthOf } from './lengths.js';
import { first, NOTHING } from './verdict.js';
import type { Verdict } from './verdict.js';

// 3.5, from the spec: what the clock ends.

export const lapse = (sheet: Sheet, { now }: Lapse): Verdict => {
  const moment = Date.parse(now);
  const { stand, reviewBy, window, terms } = sheet;
  if (isInReview(sheet) && moment >= reviewEnd(sheet)) {
    const isReview = reviewBy <= windowEnd(terms);
    return { events: [rejecting(sheet, isReview ? 'review-timeout' : 'window-passed', now)] };
  }
  if (stand === 'ACTIVE' && moment >= Math.min(window.to, ...windowEnds(terms))) {
    const summary = summaryOf({ ...sheet, endedAt: moment }, 'expired', approversOf(sheet));
    return { events: [{ type: 'permit.expired', data: { summary } }] };
  }
  return stand === 'EXECUTING' ? { events: reacting(sheet, ofTime(sheet, moment), moment) } : NOTHING;
};

const hasEnded = ({ stand }: Sheet): boolean => stand === 'REJECTED' || stand === 'CLOSED';

export const archive = (sheet: Sheet, { caller, people }: Archive): Verdict =>
  first(
    [sheet.stand === 'NONE', 'NOT_FOUND'],
    [!Object.hasOwn(people.get(caller)?.roles ?? {}, 'operator'), 'FORBIDDEN'],
    [!hasEnded(sheet), 'INVALID_STATE'],
  ) ?? { events: [{ type: 'permit.archived', data: { by: caller } }] };

export const putAway = (sheet: Sheet, { now, archiveAfter }: PutAway): Verdict =>
  hasEnded(sheet) && Date.parse(now) >= (sheet.endedAt ?? 0) + lengthOf(archiveAfter)
    ? { events: [{ type: 'permit.archived', data: {} }] }
    : NOTHING;
