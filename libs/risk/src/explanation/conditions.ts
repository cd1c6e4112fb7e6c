import type { Facts } from '../policy/facts.js';
import { fieldOf } from '../policy/fields.js';
import { testOf } from '../policy/formula.js';
import type { Formula } from '../policy/formula.js';
import { alternatives, phrase, short } from '../text.js';
import { ruled } from './reasoning.js';
import type { Reasoning } from './reasoning.js';

const RULED_OUT = ', which is ruled out';

const words = (values: readonly unknown[]): string[] => values.map((value) => short(String(value)));

const explainField = (
  { field, values }: Extract<Formula, { kind: 'is' }>,
  facts: Facts,
  wanted: boolean,
): Reasoning => {
  const has = fieldOf(field)?.read(facts) ?? [];
  const holds = values.some((value) => has.includes(value)) === wanted;
  const failing = wanted ? `, not ${alternatives(words(values))}` : RULED_OUT;
  return ruled(holds, `${field} is ${phrase(words(has))}${holds ? '' : failing}`);
};

const explainNamed = (
  { name, of }: Extract<Formula, { kind: 'named' }>,
  facts: Facts,
  wanted: boolean,
): Reasoning => {
  const met = testOf(of)(facts);
  const said = met ? `${name} holds${wanted ? '' : RULED_OUT}` : `${name} does not hold`;
  return ruled(met === wanted, said, explainCondition(of, facts));
};

type Compound = Extract<Formula, { kind: 'all' | 'any' }>;

// Where all have to be met, one that is not decides; where one is enough, those that are met do.
const deciding = (formula: Compound, facts: Facts, wanted: boolean): readonly Formula[] => {
  const allWanted = (formula.kind === 'all') === wanted;
  const met = testOf(formula)(facts) === wanted;
  return allWanted === met
    ? formula.of
    : formula.of.filter((part) => (testOf(part)(facts) === wanted) === met);
};

const explain = (formula: Formula, facts: Facts, wanted: boolean): Reasoning[] => {
  switch (formula.kind) {
    case 'is':
      return [explainField(formula, facts, wanted)];
    case 'named':
      return [explainNamed(formula, facts, wanted)];
    case 'not':
      return explain(formula.of, facts, !wanted);
    case 'all':
    case 'any':
      return deciding(formula, facts, wanted).flatMap((part) => explain(part, facts, wanted));
  }
};

/** What makes a condition hold, or keeps it from holding; in the order of the policy. */
export const explainCondition = (formula: Formula, facts: Facts): Reasoning[] =>
  explain(formula, facts, true);
