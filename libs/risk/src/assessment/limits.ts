import { strictest } from '@guildhall/contracts';
import type { Constraint, ConstraintValue, Issue, Level, TaskConstraint } from '@guildhall/contracts';
import { short } from '../text.js';

/** The constraints that hold for a task (4.4): the policy's and the task's, the strictest of each id, sorted by id. */
export interface Limits {
  readonly constraints: readonly Constraint[];
  readonly reasons: readonly string[];
  readonly issues: readonly Issue[];
}

const say = (value: ConstraintValue): string =>
  Array.isArray(value) ? `(${value.length} allowed)` : short(String(value));

/** Whether `asked` would let through what `standing` does not. Lists and windows cannot: their intersection counts. */
const loosens = (standing: ConstraintValue, asked: ConstraintValue): boolean =>
  typeof standing === 'number' && typeof asked === 'number'
    ? asked > standing
    : standing === true && asked === false;

const looseningIssues = (standing: readonly Constraint[], asked: readonly TaskConstraint[]): Issue[] =>
  asked.flatMap(({ id, value }, index) => {
    const before = standing.find((constraint) => constraint.id === id);
    return before && loosens(before.value, value)
      ? [
          {
            pointer: `/constraints/${index}/value`,
            message: `loosens ${id}, which the policy holds at ${say(before.value)}`,
          },
        ]
      : [];
  });

const names = (constraints: readonly TaskConstraint[], id: string): boolean =>
  constraints.some((constraint) => constraint.id === id);

const originOf = (
  id: string,
  standing: readonly Constraint[],
  asked: readonly TaskConstraint[],
  level: Level,
): string => {
  if (!names(asked, id)) return `the default of level ${level}`;
  return names(standing, id)
    ? `the stricter of the task's and the default of level ${level}`
    : 'as the task asks';
};

/** Joins a task's constraints with the policy's; they may tighten what stands and never loosen it (2.1). */
export const limitsOf = (
  standing: readonly Constraint[],
  asked: readonly TaskConstraint[],
  level: Level,
): Limits => {
  const joined = asked.length === 0 ? { constraints: standing } : strictest(standing, asked);
  const clashes = 'issues' in joined ? joined.issues : [];
  const constraints = 'issues' in joined ? [] : joined.constraints;
  return {
    constraints,
    reasons: constraints.map(
      ({ id, value }) => `constraint ${id} ${say(value)}: ${originOf(id, standing, asked, level)}`,
    ),
    issues: [
      ...clashes.map(({ pointer, message }) => ({ pointer: `/constraints${pointer}`, message })),
      ...looseningIssues(standing, asked),
    ],
  };
};
