import { addDuration } from '@guildhall/contracts';
import type { Decision, Terms } from '@guildhall/contracts';
import type { Open } from './commands.js';
import { after } from './evolve.js';
import { isWindowOver, issue } from './issue.js';
import { lapsing } from './lapse.js';
import { tooFewAsked } from './refusals.js';
import type { Permit, PermitEvent } from './state.js';

// The shortest review of a plan of the default policy that has no emergency behind it (3.2), for an assessment that
// names people who have to approve, but no time for it.
const SHORTEST_REVIEW = 'PT4H';

/** Until when people may decide on a permit that is asked for `now`. */
export const reviewDeadline = ({ assessment: { reviewWithin } }: Terms, now: string): string =>
  addDuration(now, reviewWithin ?? SHORTEST_REVIEW);

const request = ({ terms, permitDigest, now }: Open): PermitEvent => ({
  type: 'permit.requested',
  data: { terms, permitDigest, reviewBy: reviewDeadline(terms, now) },
});

// A window that ended while a worker was looked for: asked for and rejected, so that the master hears of it.
const requesting = (command: Open): PermitEvent[] => {
  const requested = request(command);
  return [requested, ...lapsing(after({ status: 'NONE' }, [requested], command.now), command.now)];
};

const opening = (command: Open): PermitEvent[] => {
  const { terms, now } = command;
  return terms.plan.length === 0 && !isWindowOver(terms, now)
    ? [issue(command, 'policy', { now })]
    : requesting(command);
};

/**
 * Opens the permit of an assessed task with an assigned worker: issued by policy where its plan is empty, else asked
 * for. Nothing happens to a task that was withdrawn meanwhile, or whose permit is open already. `HARD_BLOCK` HB4: the
 * plan asks fewer people than code demands at this level.
 */
export const open = (command: Open, permit: Permit): Decision<PermitEvent> => {
  if (permit.status !== 'NONE' || command.withdrawn) return { events: [] };
  return tooFewAsked(command.terms) ?? { events: opening(command) };
};
