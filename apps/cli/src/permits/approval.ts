import type { PermitResult, Role } from '@guildhall/contracts';
import type { Client } from '../client/client.js';
import { unusable } from '../failure.js';

const rolesHeld = async (client: Client): Promise<readonly Role[]> => {
  const { result } = await client.query('directory.whoami', {});
  return result.kind === 'person' ? result.roles : [];
};

/**
 * The one role in which the caller approves: the one in which it would be accepted now, or else the only one of the
 * plan that the caller holds, so that the service says why not. Where there are several, the person has to say it.
 */
export const roleToApproveIn = async (client: Client, { plan }: PermitResult): Promise<Role> => {
  const planned = plan.flatMap(({ roles }) => roles);
  const accepted = planned.filter(({ open, couldApprove }) => open && couldApprove.includes(client.id));
  if (accepted.length === 1 && accepted[0]) return accepted[0].role;
  const held = await rolesHeld(client);
  const mine = planned.map(({ role }) => role).filter((role) => held.includes(role));
  if (mine.length === 1 && mine[0]) return mine[0];
  const named = planned.map(({ role }) => role).join(', ');
  throw unusable(
    mine.length === 0 ? 'You hold no role of its plan.' : 'You hold several roles of its plan.',
    [],
    `Say which with --role: ${named}.`,
  );
};
