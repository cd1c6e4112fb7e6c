import {
  CUSTOMER_IMPACTS,
  DATA_SENSITIVITIES,
  ENVIRONMENTS,
  IMPACT_SCOPES,
  REVERSIBILITIES,
} from '@guildhall/contracts';
import { phrase } from '../text.js';
import type { Facts } from './facts.js';
import { labelName, labelValue, NONE } from './fields.js';
import { under } from './report.js';
import type { Report } from './report.js';

/** What one factor adds to a score, and why. */
export interface Scored {
  readonly name: string;
  readonly points: number;
  readonly reason: string;
}

/** One of the numbers that a score is the sum of (2.2). */
export interface Factor {
  readonly name: string;
  readonly score: (facts: Facts) => Scored;
  /** The points of one value of the field that has the factor's name. */
  readonly pointsOf: (value: string) => number;
  /** Of a factor over one. */
  readonly label?: Label;
}

/** A label and those of its values that have points: others are refused. */
export interface Label {
  readonly name: string;
  readonly values: readonly string[];
}

const MAX_POINTS = 10;

type Points = Readonly<Record<string, number>>;

// Each with its name in sentences, its values, and the ones a task has.
const BUILT_IN: readonly (readonly [
  string,
  string,
  readonly string[],
  (facts: Facts) => readonly string[],
])[] = [
  ['environment', 'environment', ENVIRONMENTS, ({ task }) => [task.environment]],
  ['reversibility', 'reversibility', REVERSIBILITIES, ({ task }) => [task.reversibility]],
  ['data', 'data', [NONE, ...DATA_SENSITIVITIES], ({ data }) => (data.length > 0 ? data : [NONE])],
  ['impactScope', 'impact scope', IMPACT_SCOPES, ({ task }) => [task.impactScope]],
  ['customerImpact', 'customer impact', CUSTOMER_IMPACTS, ({ task }) => [task.customerImpact]],
];

const FACTOR_NAMES = [...BUILT_IN.map(([name]) => name), 'labels.<name>'];

type ScoreValue = (value: string) => Scored;

const highest = (first: string, more: readonly string[], of: ScoreValue, said: string): Scored => {
  const top = more.reduce((best, value) => (of(value).points > of(best).points ? value : best), first);
  const among = phrase([first, ...more]);
  const { name, points } = of(top);
  return { name, points, reason: `${said} ${top}, the highest of ${among}: ${points}` };
};

const factor = (
  name: string,
  said: string,
  points: Points,
  read: (facts: Facts) => readonly string[],
): Factor => {
  const scoreValue = (value: string, n: number): Scored => ({
    name,
    points: n,
    reason: `${said} ${value}: ${n}`,
  });
  const scores = new Map(Object.entries(points).map(([value, n]) => [value, scoreValue(value, n)]));
  // A value that came after the policy must not slip in for nothing; a file has to give points to all.
  const of: ScoreValue = (value) => scores.get(value) ?? scoreValue(value, MAX_POINTS);
  return {
    name,
    pointsOf: (value) => of(value).points,
    score: (facts) => {
      const [first = NONE, ...more] = read(facts);
      return more.length === 0 ? of(first) : highest(first, more, of, said);
    },
  };
};

const checkPoints = (name: string, points: Points, values: readonly string[], report: Report): void => {
  const at = under('/factors', name);
  for (const value of values) if (!Object.hasOwn(points, value)) report(under(at, value), 'is missing');
  for (const value of Object.keys(points))
    if (!values.includes(value)) report(under(at, value), `is not a value of ${name}: ${values.join(', ')}`);
};

const labelFactor = (name: string, label: string, points: Points, report: Report): Factor => {
  if (!Object.hasOwn(points, NONE))
    report(under(under('/factors', name), NONE), 'is missing: the points of a task without this label');
  return {
    ...factor(name, `label ${label}`, points, ({ task }) => [labelValue(task, label)]),
    label: { name: label, values: Object.keys(points) },
  };
};

/**
 * The five factors of 2.2 in their order, then those over labels by name. Reported: factors, values and points that are
 * missing, and those nothing could ever have.
 */
export const compileFactors = (factors: Readonly<Record<string, Points>>, report: Report): Factor[] => {
  const builtIn = BUILT_IN.map(([name, said, values, read]) => {
    const points = Object.hasOwn(factors, name) ? factors[name] : undefined;
    if (points) checkPoints(name, points, values, report);
    else report(under('/factors', name), 'is missing');
    return factor(name, said, points ?? {}, read);
  });
  const others = Object.entries(factors).filter(([name]) => !BUILT_IN.some(([known]) => known === name));
  const labelled = others.flatMap(([name, points]) => {
    const label = labelName(name);
    if (label !== undefined) return [labelFactor(name, label, points, report)];
    report(under('/factors', name), `cannot have points; factors are ${FACTOR_NAMES.join(', ')}`);
    return [];
  });
  return [...builtIn, ...labelled.sort((a, b) => (a.name < b.name ? -1 : 1))];
};
