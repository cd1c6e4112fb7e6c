import { refuse } from '@guildhall/contracts';
import type { Issue, Refusal } from '@guildhall/contracts';

/** What whoever registers something has found out about its id. */
export interface Claim {
  /** Whether the id is one that nobody can have (6.1). */
  readonly reserved: boolean;
  /** Whether a person, master or worker has the id already, in whatever case. */
  readonly taken: boolean;
}

/** That the id cannot be had, with `pointer` to where it stands in the command; none where it can. */
export const reservedIssues = ({ reserved }: Claim, pointer: string): Issue[] =>
  reserved ? [{ pointer, message: 'is reserved' }] : [];

/** The id belongs to somebody. */
export const takenId = (id: string): { refusal: Refusal } =>
  refuse('ALREADY_EXISTS', `The id ${id} is taken.`);

/**
 * Owners whom the directory does not know, with pointers into the list at `pointer`: nobody would answer for the worker or
 * master, and nobody would be excluded from judging it.
 */
export const strangerIssues = (
  owners: readonly string[],
  strangers: readonly string[],
  pointer: string,
): Issue[] =>
  owners.flatMap((owner, index) =>
    strangers.includes(owner)
      ? [{ pointer: `${pointer}/${index}`, message: `"${owner}" is not an enrolled person` }]
      : [],
  );
