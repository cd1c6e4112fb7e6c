import { refuse } from '@guildhall/contracts';
import type { Decision, TrustMode } from '@guildhall/contracts';
import type { Refused } from '../permit/refusals.js';
import type { PermitEvent } from '../permit/state.js';
import type { Permit } from '../permit/state.js';
import { breachOf, reacting } from './breach.js';
import type { Breach } from './breach.js';
import { breachesOfTime } from './clock.js';
import type { ProposeWork } from './commands.js';
import { needsConfirmation } from './leave.js';
import { dutyOf, unfitForDuty, workedBy } from './duty.js';
import { breachesOf } from './judge.js';
import type { Purpose } from './judge.js';
import { isSame, lastSeqOf } from './work.js';
import type { Action, Work } from './work.js';
import type { Worked } from './worked.js';

/** The action that the log knows under this number, announced or on record, with the worker whose it is. */
export const knownAs = (
  { done, announced }: Work,
  seq: number,
): (Action & { workerId: string }) | undefined => (announced?.seq === seq ? announced : done[seq - 1]);

/** The same, where it is this worker's: numbers of another one are no business of it. */
const ownAs = (work: Work, { caller, input: { seq } }: ProposeWork): Action | undefined => {
  const known = knownAs(work, seq);
  return known?.workerId === caller ? known : undefined;
};

// The same number and content: the same reply, also where the work has ended over it.
const wasRefused = ({ status, work }: Worked, { input }: ProposeWork): boolean =>
  status !== 'EXECUTING' &&
  work.violations.some(
    ({ seq, refused, rollback }) =>
      seq === input.seq && refused !== undefined && rollback !== true && isSame(refused, input),
  );

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

const ofTime = ({ now }: ProposeWork, permit: Worked): Breach[] =>
  permit.status === 'EXECUTING' ? breachesOfTime(permit, now) : [];

const breaches = (command: ProposeWork, permit: Worked, purpose: Purpose): Breach[] => [
  ...ofTime(command, permit),
  ...breachesOf(command.input, { terms: permit.terms, work: permit.work, purpose }),
];

/** What is announced is refused, and why is on record with it. */
const refusing = (command: ProposeWork, permit: Worked, broken: readonly Breach[]): Decision<PermitEvent> => {
  const { seq, action, target, inputDigest } = command.input;
  const refused = { action, target, inputDigest };
  return {
    events: reacting(
      permit,
      broken.map((breach) => ({ ...breach, seq, refused })),
      command,
    ),
  };
};

// Whoever undoes what another worker did has a trust of its own.
const trustOf = ({ work: { rollback } }: Worked): TrustMode | undefined =>
  rollback?.state === 'granted' ? rollback.trust : undefined;

const announcing = ({ caller, input }: ProposeWork, permit: Worked): PermitEvent => {
  const { taskId: _, ...action } = input;
  const needed = needsConfirmation(permit.terms, action, trustOf(permit));
  return {
    type: 'execution.action-proposed',
    data: { workerId: caller, ...action, needsConfirmation: needed },
  };
};

const judged = (command: ProposeWork, permit: Worked, duty: Purpose): Decision<PermitEvent> => {
  const broken = breaches(command, permit, duty);
  return broken.length > 0 ? refusing(command, permit, broken) : { events: [announcing(command, permit)] };
};

/**
 * The worker announces an action before its effect (HB5). Whether it may be done is for `actionDecision` to say, from
 * what the log holds after this. The same number and content again writes nothing; with another content, out of scope or
 * beyond a limit it is a violation; once the permission has ended it is not announced any more, and that the window has
 * is found out by whoever comes first. `WORKER_NOT_ELIGIBLE`: it has the grant to undo the work, and is not fit for it any
 * more; `SEQUENCE_GAP`: it is not the next one, or the one before is not on record.
 */
export const propose = (command: ProposeWork, permit: Permit): Decision<PermitEvent> => {
  const found = workedBy(permit, command);
  if ('refusal' in found) return found;
  const { permit: worked } = found;
  const known = ownAs(worked.work, command);
  if ((known !== undefined && isSame(known, command.input)) || wasRefused(worked, command))
    return { events: [] };
  const unfit = unfitForDuty(worked, command);
  if (unfit) return unfit;
  const duty = dutyOf(worked, command.caller, command.now);
  if (duty === undefined) return refusing(command, worked, ofTime(command, worked));
  if (known !== undefined) return refusing(command, worked, [breachOfChange(worked, command.input, known)]);
  return outOfOrder(worked, command.input.seq) ?? judged(command, worked, duty);
};
