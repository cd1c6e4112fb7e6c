import { DATA_SENSITIVITIES } from '@guildhall/contracts';
import type { FieldValue } from '@guildhall/contracts';
import type { Factor } from '../policy/factors.js';
import { NONE, fieldOf } from '../policy/fields.js';
import { questionsOf } from '../policy/formula.js';
import type { Formula } from '../policy/formula.js';

/** What a field may hold: one value, or several of data. */
export interface Choice {
  readonly values: readonly FieldValue[];
  /** What it adds to the score; 0 for a field that has no points. */
  readonly points: number;
}

/** The choices of each field that matters, those with the fewest points first. */
export type Choices = ReadonlyMap<string, readonly Choice[]>;

const subsets = <T>(items: readonly T[]): T[][] =>
  items.reduce<T[][]>((sets, item) => [...sets, ...sets.map((set) => [...set, item])], [[]]);

const DATA: readonly (readonly FieldValue[])[] = subsets(DATA_SENSITIVITIES).map((set) =>
  set.length === 0 ? [NONE] : set,
);

const unmentioned = (values: ReadonlySet<FieldValue>): string => {
  let name = 'other';
  for (let n = 2; values.has(name); n++) name = `other-${n}`;
  return name;
};

// Of all texts that nobody mentions, one stands for the others.
const allOf = (
  name: string,
  mentioned: readonly FieldValue[],
  factor?: Factor,
): (readonly FieldValue[])[] => {
  if (name === 'data') return [...DATA];
  const listed = fieldOf(name)?.values ?? factor?.label?.values;
  const all = new Set<FieldValue>(listed ?? [NONE, ...mentioned]);
  return [...(listed ? all : all.add(unmentioned(all)))].map((value) => [value]);
};

const pointsOf = (factor: Factor | undefined, values: readonly FieldValue[]): number =>
  factor ? Math.max(...values.map((value) => factor.pointsOf(String(value)))) : 0;

/** Of choices that no question and no factor tells apart, the first. */
const distinct = (choices: readonly Choice[], questions: readonly (readonly FieldValue[])[]): Choice[] => {
  const kinds = new Map<string, Choice>();
  for (const choice of choices) {
    const answers = questions.map((asked) => asked.some((value) => choice.values.includes(value)));
    const kind = JSON.stringify([choice.points, ...answers]);
    if (!kinds.has(kind)) kinds.set(kind, choice);
  }
  return [...kinds.values()].sort((a, b) => a.points - b.points);
};

/**
 * What the fields can hold as far as the formulas and factors tell values apart: the equivalence classes of the tasks there
 * are, field by field. With the default policy 6 operations are left of 19, and 4 sets of data of 64.
 */
export const choicesOf = (formulas: readonly Formula[], factors: readonly Factor[]): Choices => {
  const asked = formulas.flatMap(questionsOf);
  const names = new Set([...asked.map(({ field }) => field), ...factors.map(({ name }) => name)]);
  return new Map(
    [...names].map((name) => {
      const questions = asked.filter(({ field }) => field === name).map(({ values }) => values);
      const factor = factors.find((each) => each.name === name);
      const choices = allOf(name, questions.flat(), factor).map((values) => ({
        values,
        points: pointsOf(factor, values),
      }));
      return [name, distinct(choices, questions)];
    }),
  );
};
