import type { Decision, Rejection, Severity } from '@guildhall/contracts';
import { undoerOf, withdrawing } from '../work/undo.js';
import type { Disqualification, Disqualify } from './commands.js';
import { rejecting } from './reject.js';
import { revoking } from './revoke.js';
import { isIn } from './state.js';
import type { Active, Executing, Permit, PermitEvent } from './state.js';

// What a lost certification means for a permit that was not given yet, and how grave it is for one that was (3.1).
const MEANS: Record<Disqualification['kind'], { rejection: Rejection; severity: Severity }> = {
  certification: { rejection: 'worker-ineligible', severity: 'critical' },
  master: { rejection: 'master-ineligible', severity: 'warning' },
  'emergency-over': { rejection: 'emergency-over', severity: 'warning' },
};

// Whoever is not, or no longer is, the worker that people approved does not undo what it did either.
const isItself = ({ worker }: Disqualify, { terms }: Active | Executing): boolean =>
  worker.status === 'active' && worker.definition === terms.definition;

const ending = (command: Disqualify, permit: Active | Executing, severity: Severity): PermitEvent[] => {
  const events = revoking(permit, { severity, reason: command.reason }, command.now);
  return isItself(command, permit)
    ? events
    : events.filter(({ type }) => type !== 'execution.rollback-granted');
};

// The grant stands on who has it, and on nobody's authorization to ask.
const ungranting = ({ workerId, reason: { kind } }: Disqualify, permit: Permit): PermitEvent[] =>
  kind !== 'master' && undoerOf(permit) === workerId ? [withdrawing(workerId, kind)] : [];

/**
 * What the permit stands on is gone: its worker's certification, its master's authorization, or its emergency. It is
 * rejected where people still decide on it, revoked where it was given. Of one that has ended, the grant to undo what was
 * done is taken from the worker that lost what it takes, and else nothing happens.
 */
export const disqualify = (command: Disqualify, permit: Permit): Decision<PermitEvent> => {
  const { kind, text } = command.reason;
  const { rejection, severity } = MEANS[kind];
  if (isIn(permit, 'REQUESTED', 'UNDER_REVIEW'))
    return { events: [rejecting(permit, { reason: { kind: rejection, text } }, command.now)] };
  return {
    events: isIn(permit, 'ACTIVE', 'EXECUTING')
      ? ending(command, permit, severity)
      : ungranting(command, permit),
  };
};
