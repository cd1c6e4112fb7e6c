import type { Level, Role, Terms } from '@guildhall/contracts';
import type { Open, PermitEvent } from '../../src/index.js';
import { issuing, rejecting } from './issuing.js';
import { windowEnd } from './reviewing.js';
import { BLANK } from './sheet.js';
import type { Sheet } from './sheet.js';
import { lengthOf } from './lengths.js';
import { after, iso, NOTHING } from './verdict.js';
import type { Verdict } from './verdict.js';

/** 1.2 and HB4: whose approval no plan leaves out, one of each. */
const LEAST: Record<Level, Role[]> = {
  0: [],
  1: [],
  2: ['manager'],
  3: ['engineering-director', 'security-lead'],
  4: ['security-lead', 'architect', 'vp', 'cto', 'ciso', 'cab'],
};

/** Whether the plan asks at least those whom code demands, and tells its stages apart. */
export const isEnough = ({ plan, level, assessment: { path } }: Terms): boolean => {
  const asked = plan.flatMap(({ roles }) => Object.keys(roles));
  const least = path === 'emergency' ? ['incident-commander'] : LEAST[level];
  const names = plan.map(({ stage }) => stage);
  return least.every((role) => asked.includes(role)) && new Set(names).size === names.length;
};

const requesting = ({ terms, permitDigest, now }: Open): PermitEvent => {
  const reviewBy = iso(Date.parse(now) + lengthOf(terms.assessment.reviewWithin ?? 'PT4H'));
  return { type: 'permit.requested', data: { terms, permitDigest, reviewBy } };
};

export const open = (sheet: Sheet, command: Open): Verdict => {
  const { terms, permitDigest, now, withdrawn } = command;
  if (sheet.stand !== 'NONE' || withdrawn) return NOTHING;
  if (!isEnough(terms)) return { code: 'HARD_BLOCK', rule: 'HB4' };
  const isOver = Date.parse(now) >= windowEnd(terms);
  if (terms.plan.length === 0 && !isOver) return { events: [issuing(terms, permitDigest, now, 'policy')] };
  const request = requesting(command);
  const next = after(BLANK, [request], Date.parse(now));
  return { events: isOver ? [request, rejecting(next, 'window-passed', now)] : [request] };
};
