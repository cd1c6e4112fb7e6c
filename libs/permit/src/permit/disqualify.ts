import type { Decision, PermitRevoked, Rejection } from '@guildhall/contracts';
import { undoerOf, withdrawing } from '../work/undo.js';
import type { Disqualification, Disqualify } from './commands.js';
import { rejecting } from './reject.js';
import { revoking } from './revoke.js';
import { isIn } from './state.js';
import type { Active, Executing, Permit, PermitEvent } from './state.js';

type Kind = Disqualification['kind'];

// What a loss means for a permit that was not given yet.
const REJECTED_AS: Record<Kind, Rejection> = {
  certification: 'worker-ineligible',
  'worker-redefined': 'worker-ineligible',
  master: 'master-ineligible',
  'emergency-over': 'emergency-over',
};

const isFit = ({ worker }: Disqualify): boolean => worker.status === 'active';

/** What it means for one that was, and how grave that is (3.1): a worker that says other things of itself has lost nothing. */
const whyRevoked = (command: Disqualify): PermitRevoked => {
  const { kind, text } = command.reason;
  if (kind === 'master' || kind === 'emergency-over') return { severity: 'warning', reason: { kind, text } };
  const severity = kind === 'worker-redefined' && isFit(command) ? 'warning' : 'critical';
  return { severity, reason: { kind: 'certification', text } };
};

// Whoever is eligible for nothing does not undo what it did, either.
const ending = (command: Disqualify, permit: Active | Executing): PermitEvent[] => {
  const events = revoking(permit, whyRevoked(command), command.now);
  return isFit(command) ? events : events.filter(({ type }) => type !== 'execution.rollback-granted');
};

// The grant stands on who has it, and on nobody's authorization to ask.
const ungranting = ({ workerId, reason: { kind } }: Disqualify, permit: Permit): PermitEvent[] =>
  kind !== 'master' && kind !== 'worker-redefined' && undoerOf(permit) === workerId
    ? [withdrawing(workerId, kind)]
    : [];

const consequences = (command: Disqualify, permit: Permit): PermitEvent[] => {
  const { kind, text } = command.reason;
  if (isIn(permit, 'REQUESTED', 'UNDER_REVIEW'))
    return [rejecting(permit, { reason: { kind: REJECTED_AS[kind], text } }, command.now)];
  if (permit.status === 'ACTIVE') return ending(command, permit);
  // What was begun stands on the certification, which is suspended where it does not vouch for the change (4.1).
  return permit.status === 'EXECUTING' && kind !== 'worker-redefined'
    ? ending(command, permit)
    : ungranting(command, permit);
};

/**
 * What the permit stands on is gone: its worker's certification, its master's authorization, or its emergency; or its
 * worker's definition is another one, and `start` would refuse it. It is rejected where people still decide on it, revoked
 * where it was given. Of one that has ended, the grant to undo what was done is taken from the worker that lost what it
 * takes, and else nothing happens.
 */
export const disqualify = (command: Disqualify, permit: Permit): Decision<PermitEvent> => ({
  events: consequences(command, permit),
});
