import { hasCome, refuse } from '@guildhall/contracts';
import type { Decision } from '@guildhall/contracts';
import { after } from '../permit/evolve.js';
import { forbidden, invalidState, noSuchPermit } from '../permit/refusals.js';
import { isIn } from '../permit/state.js';
import type { Executing, Permit, PermitEvent } from '../permit/state.js';
import { breachOf, violating } from './breach.js';
import type { Breach } from './breach.js';
import { breachesOfTime } from './clock.js';
import type { Complete } from './commands.js';
import { following } from './undo.js';
import { lastSeqOf } from './work.js';

/** That an action was done, or announced, and nothing says what became of it. */
const missing = ({ terms, work }: Executing, lastSeq: number): Breach | undefined => {
  const last = Math.max(lastSeq, work.announced?.seq ?? 0);
  const first = lastSeqOf(work) + 1;
  return last < first
    ? undefined
    : breachOf(terms, 'missing-record', `Action ${first} of ${last} is not on record.`, first);
};

/**
 * The permit's worker has finished: the permit is closed, or, after a failure, what was done is undone first. An action
 * that is not on record is a violation. `FORBIDDEN`: somebody else; `OUT_OF_WINDOW`: the window has ended, so that the
 * permit is revoked; `SEQUENCE_GAP`: more is on record than `lastSeq` says.
 */
export const complete = ({ caller, input, now }: Complete, permit: Permit): Decision<PermitEvent> => {
  if (permit.status === 'NONE') return noSuchPermit(input.taskId);
  if (caller !== permit.terms.workerId)
    return forbidden(`The permit is ${permit.terms.workerId}'s, not ${caller}'s.`);
  if (permit.status !== 'EXECUTING') return invalidState(permit);
  if (hasCome(permit.window.notAfter, now))
    return refuse('OUT_OF_WINDOW', `The permit was good until before ${permit.window.notAfter}.`);
  const { taskId: _, ...data } = input;
  const breach = missing(permit, data.lastSeq);
  const broken = violating(permit, [...(breach ? [breach] : []), ...breachesOfTime(permit, now)], now);
  const next = after(permit, broken, now);
  if (breach || !isIn(next, 'EXECUTING')) return { events: broken };
  const last = lastSeqOf(permit.work);
  if (data.lastSeq !== last) return refuse('SEQUENCE_GAP', `The last action on record is number ${last}.`);
  const completed: PermitEvent = { type: 'permit.completed', data };
  return { events: [...broken, completed, ...following(after(next, [completed], now), now)] };
};
