import type { Decision, PermitRevoked, Role } from '@guildhall/contracts';
import { holdsRole } from '../directory/people.js';
import { following } from '../work/undo.js';
import type { Revoke, Withdraw } from './commands.js';
import { after } from './evolve.js';
import { forbidden, invalidState, noSuchPermit } from './refusals.js';
import { rejecting } from './reject.js';
import { isIn } from './state.js';
import type { Active, Executing, Permit, PermitEvent } from './state.js';
import { approversOf, closing } from './summary.js';

// 6.5; besides them whoever approved the permit, and the master that asked for it.
const REVOKERS: readonly Role[] = ['operator', 'security-lead', 'incident-commander'];

const mayRevoke = ({ caller, people }: Revoke, permit: Exclude<Permit, { status: 'NONE' }>): boolean => {
  const person = people.get(caller);
  if (person === undefined) return caller === permit.terms.requestedBy;
  return REVOKERS.some((role) => holdsRole(person, role)) || approversOf(permit).includes(caller);
};

/** The permission is taken back, and what follows at once; `undo: false` leaves what was done as it is. */
export const revoking = (
  permit: Active | Executing,
  data: PermitRevoked,
  now: string,
  { undo }: { undo: boolean } = { undo: true },
): PermitEvent[] => {
  const revoked: PermitEvent = { type: 'permit.revoked', data };
  const ended = after(permit, [revoked], now);
  return [revoked, ...(undo ? following(ended, now) : closing(ended))];
};

/** The permission is taken back by somebody who may (6.5), before or while it is used. */
export const revoke = (command: Revoke, permit: Permit): Decision<PermitEvent> => {
  const { caller, input, now } = command;
  if (permit.status === 'NONE') return noSuchPermit(input.taskId);
  if (!mayRevoke(command, permit))
    return forbidden(
      `${caller} is none of those who may revoke it: ${REVOKERS.join(', ')}, who approved it, who requested it.`,
    );
  if (!isIn(permit, 'ACTIVE', 'EXECUTING')) return invalidState(permit);
  const reason = { kind: 'person', text: input.reason } as const;
  return {
    events: revoking(permit, { by: caller, severity: input.severity ?? 'warning', reason }, now),
  };
};

/** The task is withdrawn: what was not begun is rejected or revoked; from then on it changes nothing (3.4). */
export const withdraw = ({ reason: text, now }: Withdraw, permit: Permit): Decision<PermitEvent> => {
  const reason = { kind: 'withdrawn', text } as const;
  if (isIn(permit, 'REQUESTED', 'UNDER_REVIEW')) return { events: [rejecting(permit, { reason }, now)] };
  if (permit.status === 'ACTIVE') return { events: revoking(permit, { severity: 'warning', reason }, now) };
  return { events: [] };
};
