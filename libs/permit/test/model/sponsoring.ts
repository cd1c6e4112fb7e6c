import type { Role, Terms } from '@guildhall/contracts';
import type { Amend, PermitEvent, Sponsor } from '../../src/index.js';
import { isEnough } from './asking.js';
import { isExcluded, isHasty, unsponsoring } from './counting.js';
import { isOpen } from './reviewing.js';
import type { Sheet } from './sheet.js';
import { lengthOf } from './lengths.js';
import { first, iso, NOTHING } from './verdict.js';
import type { Verdict } from './verdict.js';

const SPONSORS: readonly Role[] = ['vp', 'cto', 'ciso'];

const isHurried = ({ request: { overrides = [] } }: Terms): boolean =>
  overrides.some(({ softBlock }) => softBlock === 'expedited-approval');

export const sponsor = (sheet: Sheet, command: Sponsor): Verdict => {
  const { caller, people, now, input, expeditedReview } = command;
  const role = SPONSORS.find((each) => sheet.holders.has(`${caller} ${each}`));
  const isOne = SPONSORS.some((each) => Object.hasOwn(people.get(caller)?.roles ?? {}, each));
  const refused = first(
    [!people.has(caller), 'FORBIDDEN'],
    [sheet.stand === 'NONE', 'NOT_FOUND'],
    [!isOpen(sheet, now), 'INVALID_STATE'],
    [isExcluded(sheet, command, caller), 'SEPARATION_OF_DUTIES'],
    [role === undefined && isOne, 'ROLE_NOT_HELD'],
    [role === undefined, 'FORBIDDEN'],
    [input.permitDigest !== sheet.digest, 'STALE_VIEW'],
  );
  if (refused || role === undefined) return refused ?? NOTHING;
  const hasty = isHasty(sheet, command);
  if (hasty && sheet.sponsor?.by === caller) return NOTHING;
  if (!isHurried(sheet.terms) || hasty) return { code: 'INVALID_STATE' };
  const reviewBy = iso(Math.min(sheet.reviewBy, Date.parse(now) + lengthOf(expeditedReview)));
  const { permitDigest } = input;
  const sponsored: PermitEvent = {
    type: 'permit.sponsored',
    data: { by: caller, role, permitDigest, reviewBy },
  };
  return { events: [...unsponsoring(sheet, command), sponsored] };
};

export const amend = (sheet: Sheet, { terms, permitDigest, reason, now }: Amend): Verdict => {
  if (!isOpen(sheet, now) || permitDigest === sheet.digest) return NOTHING;
  if (!isEnough(terms)) return { code: 'HARD_BLOCK', rule: 'HB4' };
  const voided = sheet.approvals.map(({ approver, role, stage }) => ({ approver, role, stage }));
  return { events: [{ type: 'permit.amended', data: { terms, permitDigest, reason, voided } }] };
};
