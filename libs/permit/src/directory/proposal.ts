import { digestOf } from '@guildhall/contracts';
import type { DirectoryChangeProposed, Role, Sealed, Sha256Fn } from '@guildhall/contracts';

/** What an operator would have changed about somebody. */
export type Change =
  | { change: 'enroll'; roles: Role[]; personal: Sealed }
  | { change: 'assign-roles'; roles: Role[] }
  | { change: 'remove' };

/** The proposal of a change by `by`, with the digest that whoever confirms it names. */
export const proposalOf = (
  personId: string,
  change: Change,
  by: string,
  sha256: Sha256Fn,
): DirectoryChangeProposed => {
  const proposed = { ...change, by };
  return { ...proposed, sha256: digestOf({ personId, ...proposed }, sha256) };
};
