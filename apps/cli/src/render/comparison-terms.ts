import { DEFAULT_ON_VIOLATION } from '@guildhall/contracts';
import type { Constraint } from '@guildhall/contracts';
import type { TermChange } from '@guildhall/risk';

const LONGEST = 60;

/** A JSON value as it can stand in a line. */
export const valueText = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
};

const step = (before: unknown, after: unknown): string => `${valueText(before)} → ${valueText(after)}`;

// Of long lists, what differs would be cut off.
const listStep = (before: readonly unknown[], after: readonly unknown[]): string => {
  const gone = before.filter((item) => !after.includes(item));
  const come = after.filter((item) => !before.includes(item));
  return [
    ...(gone.length > 0 ? [`without ${valueText(gone)}`] : []),
    ...(come.length > 0 ? [`with ${valueText(come)}`] : []),
  ].join(', ');
};

// Empty where they are the same.
const valueStep = ({ value: before }: Constraint, { value: after }: Constraint): string => {
  if (Array.isArray(before) && Array.isArray(after)) return listStep(before, after);
  return before === after ? '' : step(before, after);
};

const facets = (before: Constraint, after: Constraint): string[] => {
  const reaction = ({ onViolation = DEFAULT_ON_VIOLATION }: Constraint): string => onViolation;
  const values = valueStep(before, after);
  return [
    ...(values === '' ? [] : [`${before.id} ${values}`]),
    ...(reaction(before) === reaction(after)
      ? []
      : [`${before.id}, when broken: ${step(reaction(before), reaction(after))}`]),
    ...(before.witness === after.witness
      ? []
      : [`${before.id}, checked by: ${step(before.witness, after.witness)}`]),
  ];
};

const NONE = 'no limit';

const lineOf = (id: string, before: Constraint | undefined, after: Constraint | undefined): string[] => {
  if (before && after) return facets(before, after);
  return [`${id} ${step(before?.value ?? NONE, after?.value ?? NONE)}`];
};

const constraintLines = (before: readonly Constraint[], after: readonly Constraint[]): string[] => {
  const find = (all: readonly Constraint[], wanted: string) => all.find(({ id }) => id === wanted);
  const ids = [...new Set([...before, ...after].map(({ id }) => id))].sort();
  return ids.flatMap((id) => lineOf(id, find(before, id), find(after, id)));
};

interface ConstraintsChange extends TermChange {
  readonly before: Constraint[];
  readonly after: Constraint[];
}

const areConstraints = (change: TermChange): change is ConstraintsChange => change.term === 'constraints';

/** `tokenAllocation: 10000 → 9000`; of constraints those that differ, as `max_error_rate 0.01 → 1`. */
export const termLines = (change: TermChange): string[] =>
  areConstraints(change)
    ? constraintLines(change.before, change.after)
    : [`${change.term}: ${step(change.before, change.after)}`];
