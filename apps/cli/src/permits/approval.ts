import type { PermitResult, Role } from '@guildhall/contracts';
import type { Client } from '../client/client.js';
import { refused, unusable } from '../failure.js';
import type { Failure } from '../failure.js';
import { anyOf } from '../render/words.js';

const rolesHeld = async (client: Client): Promise<readonly Role[]> => {
  const { result } = await client.query('directory.whoami', {});
  return result.kind === 'person' ? result.roles : [];
};

/** Refuses an approval by somebody who may not even read the permit. */
export const noPartIn = (taskId: string): Failure =>
  refused(
    { code: 'FORBIDDEN', message: `You hold no role in the plan of ${taskId}, or there is no such permit.` },
    'The master that asked for it sees in `guildhall permit show` who could approve.',
  );

const whoCould = ({ plan }: PermitResult): string => {
  const places = plan
    .flatMap(({ roles }) => roles)
    .filter(({ open, couldApprove }) => open && couldApprove.length > 0)
    .map(({ role, couldApprove }) => `${anyOf(couldApprove)} as ${role}`);
  return places.length > 0
    ? `It could be approved by ${places.join('; ')}.`
    : 'Nobody has to approve it now.';
};

/** Refuses an approval by somebody who holds none of the roles; names those who do. */
export const noRoleIn = (permit: PermitResult): Failure =>
  refused({ code: 'FORBIDDEN', message: 'You hold no role of its plan.' }, whoCould(permit));

/**
 * The one role in which the caller approves: the one in which it would be accepted now, or else the only one of the
 * plan that the caller holds, so that the service says why not. Where there are several, the person has to say it.
 */
export const roleToApproveIn = async (client: Client, permit: PermitResult): Promise<Role> => {
  const planned = permit.plan.flatMap(({ roles }) => roles);
  const accepted = planned.filter(({ open, couldApprove }) => open && couldApprove.includes(client.id));
  if (accepted.length === 1 && accepted[0]) return accepted[0].role;
  const held = await rolesHeld(client);
  const mine = planned.map(({ role }) => role).filter((role) => held.includes(role));
  if (mine.length === 1 && mine[0]) return mine[0];
  if (mine.length === 0) throw noRoleIn(permit);
  throw unusable('You hold several roles of its plan.', [], `Say which with --role: ${mine.join(', ')}.`);
};
