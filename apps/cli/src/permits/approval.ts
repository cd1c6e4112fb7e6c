import type { PermitResult, PlanRole, Role } from '@guildhall/contracts';
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

/** In which role somebody approves, and in whose stead. */
export interface Capacity {
  role: Role;
  onBehalfOf?: string;
}

const rolesIn = (planned: readonly PlanRole[]): Role[] => [...new Set(planned.map(({ role }) => role))];

const mustSay = (message: string, option: string, of: readonly string[]): Failure =>
  unusable(message, [], `Say which with ${option}: ${of.join(', ')}.`);

/** The role of a principal that the caller could use now; where there are several, the person has to say it. */
const roleInStead = (planned: readonly PlanRole[], caller: string, onBehalfOf: string): Role => {
  const roles = rolesIn(
    planned.filter(({ open, substitutes = [] }) =>
      substitutes.some((each) => open && each.id === caller && each.onBehalfOf === onBehalfOf),
    ),
  );
  if (roles.length === 1 && roles[0]) return roles[0];
  if (roles.length > 1) throw mustSay(`${onBehalfOf} lets you use several roles.`, '--role', roles);
  throw unusable(
    `${onBehalfOf} lets you use no role that the permit waits for.`,
    [],
    'Say which with --role, so that it is tried all the same.',
  );
};

// Acting for another is never guessed: whoever does it says so.
const notAlone = (planned: readonly PlanRole[], caller: string): Failure | undefined => {
  const principals = planned.flatMap(({ substitutes = [] }) =>
    substitutes.filter(({ id }) => id === caller).map(({ onBehalfOf }) => onBehalfOf),
  );
  return principals.length === 0
    ? undefined
    : mustSay('You hold no role of its plan, but may stand in for another.', '--on-behalf-of', [
        ...new Set(principals),
      ]);
};

/**
 * The one role of their own in which the caller approves: the one in which it would be accepted now, or else the only one
 * of the plan that the caller holds, so that the service says why not. Where there are several, the person has to say it.
 */
const ownRole = async (client: Client, permit: PermitResult, planned: readonly PlanRole[]): Promise<Role> => {
  const held = await rolesHeld(client);
  const mine = planned.filter(({ role }) => held.includes(role));
  const accepted = rolesIn(mine.filter(({ open, couldApprove }) => open && couldApprove.includes(client.id)));
  const roles = accepted.length === 1 ? accepted : rolesIn(mine);
  const [only, ...more] = roles;
  if (!only) throw notAlone(planned, client.id) ?? noRoleIn(permit);
  if (more.length > 0) throw mustSay('You hold several roles of its plan.', '--role', roles);
  return only;
};

/** In which role the caller approves, and in whose stead, where the command line leaves out the role. */
export const capacityIn = async (
  client: Client,
  permit: PermitResult,
  onBehalfOf: string | undefined,
): Promise<Capacity> => {
  const planned = permit.plan.flatMap(({ roles }) => roles);
  if (onBehalfOf !== undefined) return { role: roleInStead(planned, client.id, onBehalfOf), onBehalfOf };
  return { role: await ownRole(client, permit, planned) };
};
