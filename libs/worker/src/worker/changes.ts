import { canonicalJson } from '@guildhall/contracts';
import type { WorkerDefinition } from '@guildhall/contracts';

/** What a certification vouches for (4.1): with another one of these it is not the worker that was certified. */
const VOUCHED = ['artifact', 'identity', 'capabilities', 'constraints', 'owners'] as const;
/** Part of a definition that a certification vouches for. */
export type Vouched = (typeof VOUCHED)[number];

// The order of owners and capabilities says nothing, and no constraints are the same as none given.
const formOf = (definition: WorkerDefinition, part: Vouched): string => {
  switch (part) {
    case 'owners':
    case 'capabilities':
      return canonicalJson([...definition[part]].sort());
    case 'constraints':
      return canonicalJson(definition.constraints ?? []);
    default:
      return canonicalJson(definition[part] ?? null);
  }
};

/** Which of what a certification vouches for is another one in `after`; none where it still holds. */
export const vouchedChanges = (before: WorkerDefinition, after: WorkerDefinition): Vouched[] =>
  VOUCHED.filter((part) => formOf(before, part) !== formOf(after, part));
