import { refuse } from '@guildhall/contracts';
import type { Decision } from '@guildhall/contracts';
import type { Refused } from '../permit/refusals.js';
import type { PermitEvent } from '../permit/state.js';
import type { Permit } from '../permit/state.js';
import { breachOf, reacting } from './breach.js';
import type { Breach } from './breach.js';
import { breachesOfTime } from './clock.js';
import type { ProposeWork } from './commands.js';
import { needsConfirmation } from './leave.js';
import { dutyOf, workedBy } from './duty.js';
import { breachesOf } from './judge.js';
import type { Purpose } from './judge.js';
import { isSame, lastSeqOf } from './work.js';
import type { Action, Work } from './work.js';
import type { Worked } from './worked.js';

/** The action that the log knows under this number, announced or on record. */
export const knownAs = ({ done, announced }: Work, seq: number): Action | undefined =>
  announced?.seq === seq ? announced : done[seq - 1];

/** That under a number something else was announced, or put on record, before. */
export const breachOfChange = (
  { terms }: Worked,
  { seq, action, target }: Action & { seq: number },
  known: Action,
): Breach =>
  breachOf(
    terms,
    'changed',
    `Action ${seq} was ${known.action} on ${known.target}; now it is ${action} on ${target}, or has another input.`,
    seq,
  );

const outOfOrder = ({ work }: Worked, seq: number): Refused | undefined => {
  if (work.announced !== undefined)
    return refuse('SEQUENCE_GAP', `Action ${work.announced.seq} is announced, and not on record yet.`);
  const next = lastSeqOf(work) + 1;
  return seq === next ? undefined : refuse('SEQUENCE_GAP', `The next action is number ${next}.`);
};

const breaches = ({ input, now }: ProposeWork, permit: Worked, purpose: Purpose): Breach[] => {
  const ofTime = permit.status === 'EXECUTING' ? breachesOfTime(permit, now) : [];
  const ofAction = breachesOf(input, { terms: permit.terms, work: permit.work, purpose });
  return [...ofTime.map((breach) => ({ ...breach, seq: input.seq })), ...ofAction];
};

const announcing = ({ caller, input }: ProposeWork, { terms }: Worked): PermitEvent => {
  const { taskId: _, ...action } = input;
  return {
    type: 'execution.action-proposed',
    data: { workerId: caller, ...action, needsConfirmation: needsConfirmation(terms, action) },
  };
};

/** That the window has ended while the worker works is found out by whoever comes first. */
const tooLate = (permit: Worked, now: string): Decision<PermitEvent> => ({
  events: permit.status === 'EXECUTING' ? reacting(permit, breachesOfTime(permit, now), now) : [],
});

/**
 * The worker announces an action before its effect (HB5). Whether it may be done is for `actionDecision` to say, from
 * what the log holds after this. The same number and content again writes nothing; with another content, out of scope or
 * beyond a limit it is a violation; once the permission has ended it is not announced any more. `SEQUENCE_GAP`: it is
 * not the next one, or the one before is not on record.
 */
export const propose = (command: ProposeWork, permit: Permit): Decision<PermitEvent> => {
  const found = workedBy(permit, command);
  if ('refusal' in found) return found;
  const { input, now } = command;
  const known = knownAs(found.permit.work, input.seq);
  if (known !== undefined && isSame(known, input)) return { events: [] };
  const duty = dutyOf(found.permit, command.caller, now);
  if (duty === undefined) return tooLate(found.permit, now);
  if (known !== undefined)
    return { events: reacting(found.permit, [breachOfChange(found.permit, input, known)], now) };
  const gap = outOfOrder(found.permit, input.seq);
  if (gap) return gap;
  const broken = breaches(command, found.permit, duty);
  return {
    events: broken.length > 0 ? reacting(found.permit, broken, now) : [announcing(command, found.permit)],
  };
};
