import { addDuration, hasCome, refuse, shorterOf } from '@guildhall/contracts';
import type { Decision, EventOf } from '@guildhall/contracts';
import type { Refused } from '../permit/refusals.js';
import type { Grant } from './commands.js';
import { notEligibleWorker } from './eligible.js';
import { needsRole, notNow, reviewDebt } from './refusals.js';
import type { Emergency } from './state.js';

// In code, so that no policy lengthens it (2.5).
const LONGEST = 'PT1H';

type Requested = Extract<Emergency, { status: 'REQUESTED' }>;

const notSeparate = (
  { caller, worker }: Grant,
  { requestedBy, workerId }: Requested,
): Refused | undefined => {
  if (caller === requestedBy)
    return refuse('SEPARATION_OF_DUTIES', `${caller} asked for it; another commander decides.`);
  return worker.status !== 'unknown' && worker.owners.includes(caller)
    ? refuse(
        'SEPARATION_OF_DUTIES',
        `${caller} owns ${workerId}, or did until lately; another commander decides.`,
      )
    : undefined;
};

const agreed = (
  { caller, now, durations }: Grant,
  { workerId }: Requested,
): EventOf<'emergency.approved'> => ({
  type: 'emergency.approved',
  data: {
    by: caller,
    workerId,
    expiresAt: addDuration(now, shorterOf(durations.emergency, LONGEST)),
    reviewBy: addDuration(now, durations.emergencyReview),
  },
});

const considered = (command: Grant, emergency: Requested): Decision<EventOf<'emergency.approved'>> =>
  notSeparate(command, emergency) ??
  notEligibleWorker(emergency.workerId, command.worker, command) ??
  reviewDebt(command.debt) ?? { events: [agreed(command, emergency)] };

const isAwaited = (emergency: Emergency, now: string): emergency is Requested =>
  emergency.status === 'REQUESTED' && !hasCome(emergency.approveBy, now);

const notAwaited = ({ caller, input }: Grant, emergency: Emergency): Decision<never> => {
  if (emergency.status === 'APPROVED' && emergency.approvedBy === caller) return { events: [] };
  const why =
    emergency.status === 'REQUESTED'
      ? `it could be approved until before ${emergency.approveBy}`
      : 'it waits for no approval';
  return notNow(input.emergencyId, emergency, why);
};

/**
 * An incident commander, who neither asked for it nor owns the worker, agrees. What was checked when it was asked for is
 * checked again: of two emergencies that would owe each other's review, the second is refused here.
 */
export const approve = (command: Grant, emergency: Emergency): Decision<EventOf<'emergency.approved'>> =>
  needsRole(command.commander, 'incident-commander', 'approve emergencies') ??
  (isAwaited(emergency, command.now) ? considered(command, emergency) : notAwaited(command, emergency));
