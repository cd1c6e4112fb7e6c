import type { PermitResult, Role } from '@guildhall/contracts';
import type { Client } from '../client/client.js';
import { unusable } from '../failure.js';

/** The one role in which the caller can approve now; where there are several, or none, the person has to say it. */
export const roleToApproveIn = async (client: Client, permit: PermitResult): Promise<Role> => {
  const open = permit.plan.flatMap(({ roles }) => roles).filter((role) => role.open);
  const mine = open.filter(({ couldApprove }) => couldApprove.includes(client.id)).map(({ role }) => role);
  if (mine.length === 1 && mine[0]) return mine[0];
  const roles = open.map(({ role }) => role).join(', ');
  throw unusable(
    mine.length === 0
      ? 'No role of yours is open on this permit.'
      : 'Several of your roles are open on this permit.',
    [],
    roles ? `Say which with --role; open are ${roles}.` : 'See it with `guildhall permit show`.',
  );
};
