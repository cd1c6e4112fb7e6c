import { strictest } from './constraints.js';
import type { Issue } from './issue.js';
import type { Constraint } from './task.js';
import { WITNESSES } from './worker.js';

// The map of the names is closed, the name that is looked up comes from outside.
const WITNESS_OF: ReadonlyMap<string, string> = new Map(Object.entries(WITNESSES));
const WITNESS_NAMES: ReadonlySet<string> = new Set(WITNESS_OF.values());

const witnessProblem = ({ id, witness }: Constraint): string | undefined => {
  if (witness === undefined) return undefined;
  if (!WITNESS_NAMES.has(witness)) return 'is not a known witness';
  const own = WITNESS_OF.get(id);
  return own === undefined || own === witness ? undefined : `does not verify ${id}; ${own} does`;
};

// Each alone, so that a constraint given twice is one issue and not also a clash of its values.
const valueIssues = (constraint: Constraint, index: number): Issue[] => {
  const checked = strictest([], [constraint]);
  return 'issues' in checked
    ? checked.issues.map(({ pointer, message }) => ({
        pointer: pointer.replace(/^\/0/, `/${index}`),
        message,
      }))
    : [];
};

/**
 * What is wrong with a list of constraints beyond its shape (4.4), with JSON pointers into it: unknown ids, values of
 * another kind, ids given twice, unknown witnesses or those of another constraint. Empty where all is well.
 */
export const constraintIssues = (constraints: readonly Constraint[]): Issue[] =>
  constraints.flatMap((constraint, index) => {
    const repeated = constraints.findIndex(({ id }) => id === constraint.id) < index;
    const witness = witnessProblem(constraint);
    return [
      ...valueIssues(constraint, index),
      ...(repeated ? [{ pointer: `/${index}/id`, message: 'is given twice' }] : []),
      ...(witness === undefined ? [] : [{ pointer: `/${index}/witness`, message: witness }]),
    ];
  });
