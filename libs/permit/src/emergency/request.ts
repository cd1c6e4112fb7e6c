import { addDuration, refuse } from '@guildhall/contracts';
import type { Decision, EventOf } from '@guildhall/contracts';
import { holdsRole } from '../directory/people.js';
import { forbidden } from '../permit/refusals.js';
import type { Refused } from '../permit/refusals.js';
import type { Ask } from './commands.js';
import { notEligibleWorker } from './eligible.js';
import { reviewDebt } from './refusals.js';
import type { Emergency } from './state.js';

const mayNot = ({ requester: { person, master } }: Ask): Refused | undefined =>
  master !== undefined || holdsRole(person, 'operator')
    ? undefined
    : forbidden('Only masters that may ask for tasks, and operators, ask for emergencies.');

const isSame = ({ caller, input }: Ask, emergency: Exclude<Emergency, { status: 'NONE' }>): boolean =>
  emergency.requestedBy === caller &&
  emergency.incident === input.incident &&
  emergency.workerId === input.workerId &&
  emergency.reason === input.reason;

// The same request again changes nothing, so that it can be sent again.
const known = (command: Ask, emergency: Emergency): Decision<never> | undefined => {
  if (emergency.status === 'NONE') return undefined;
  return isSame(command, emergency)
    ? { events: [] }
    : refuse('ALREADY_EXISTS', `There is an emergency ${command.input.emergencyId} already.`);
};

/** Who takes part besides worker and requester: those who own the one or the other. */
export const ownersOf = ({ worker, requester: { master } }: Pick<Ask, 'worker' | 'requester'>): string[] => [
  ...new Set([...(worker.status === 'unknown' ? [] : worker.owners), ...(master?.owners ?? [])]),
];

const asked = (command: Ask): EventOf<'emergency.requested'> => {
  const { caller, now, input, durations } = command;
  const { emergencyId: _, ...what } = input;
  return {
    type: 'emergency.requested',
    data: {
      ...what,
      requestedBy: caller,
      owners: ownersOf(command),
      approveBy: addDuration(now, durations.emergencyApproval),
    },
  };
};

/** A master or an operator asks for a worker to be certified for an incident. A commander has to agree in time. */
export const request = (command: Ask, emergency: Emergency): Decision<EventOf<'emergency.requested'>> =>
  mayNot(command) ??
  known(command, emergency) ??
  notEligibleWorker(command.input.workerId, command.worker, command) ??
  reviewDebt(command.debt) ?? { events: [asked(command)] };
