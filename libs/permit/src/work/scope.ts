import type { ConstraintId, Terms } from '@guildhall/contracts';
import { isInWorkspace, isWithin } from './target.js';
import type { Action } from './work.js';

// What may be done to one's own files, and to nobody else's, without being asked for.
const IN_WORKSPACE: readonly string[] = ['read_file', 'write_file', 'list_files', 'delete_file', 'note'];

// What reaches where no scope says: only as far as the constraint names it.
const NAMED_BY: Readonly<Record<string, ConstraintId>> = {
  exec: 'allowed_commands',
  http: 'allowed_hosts',
};

const isImplicit = ({ action, target }: Action): boolean =>
  IN_WORKSPACE.includes(action) && isInWorkspace(target);

const outOfReach = ({ action, target }: Action, { scope, constraints }: Terms): string | undefined => {
  const by = Object.hasOwn(NAMED_BY, action) ? NAMED_BY[action] : undefined;
  if (by === undefined)
    return isInWorkspace(target) || isWithin(target, scope.resources)
      ? undefined
      : `${target} is not in the scope of the permit.`;
  return constraints.some(({ id }) => id === by)
    ? undefined
    : `${action} needs a permit whose ${by} says where to.`;
};

/**
 * Why an action is out of scope (3.4), where `actions` are allowed; undefined where it is in it. What `exec` and `http`
 * reach is for the constraints to say.
 */
export const outOfScope = (action: Action, terms: Terms, actions: readonly string[]): string | undefined => {
  if (isImplicit(action)) return undefined;
  return actions.includes(action.action)
    ? outOfReach(action, terms)
    : `${action.action} is not in the scope of the permit.`;
};
