import type { Decision } from '@guildhall/contracts';
import { violating } from '../work/breach.js';
import { breachesOfTime } from '../work/clock.js';
import type { Lapse } from './commands.js';
import { missedDeadline } from './deadlines.js';
import type { Deadline } from './deadlines.js';
import { rejecting } from './reject.js';
import { isIn } from './state.js';
import type { Permit, PermitEvent } from './state.js';
import { summaryOfExpired } from './summary.js';

const REJECTED_FOR = { review: 'review-timeout', window: 'window-passed' } as const;

const ending = (permit: Permit, { kind }: Deadline, now: string): PermitEvent[] => {
  if (isIn(permit, 'REQUESTED', 'UNDER_REVIEW'))
    return [rejecting(permit, { reason: { kind: REJECTED_FOR[kind] } }, now)];
  if (permit.status === 'ACTIVE')
    return [{ type: 'permit.expired', data: { summary: summaryOfExpired(permit, now) } }];
  return permit.status === 'EXECUTING' ? violating(permit, breachesOfTime(permit, now), now) : [];
};

/** What happens to a permit whose deadline has come by `now`: it ends. Nothing where none has. */
export const lapsing = (permit: Permit, now: string): PermitEvent[] => {
  const deadline = missedDeadline(permit, now);
  return deadline ? ending(permit, deadline, now) : [];
};

/**
 * Time has passed (3.5). Only permit and clock decide what follows: whatever timer said so, however late, early or
 * often, changes nothing.
 */
export const lapse = ({ now }: Lapse, permit: Permit): Decision<PermitEvent> => ({
  events: lapsing(permit, now),
});
