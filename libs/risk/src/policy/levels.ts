import { constraintIssues, strictest } from '@guildhall/contracts';
import type { Constraint, Level, LevelTerms, PolicyDocument } from '@guildhall/contracts';
import { byLevel, unevenLevels } from './by-level.js';
import type { ByLevel } from './by-level.js';
import type { Plans } from './plans.js';
import { under } from './report.js';
import type { Report } from './report.js';
import { LEAST_REGULATED_RETENTION, LEAST_RETENTION, longer } from './retention.js';

/** What comes with a level (1.2, 4.4). */
export interface Terms {
  readonly tokens: number;
  readonly retention: string;
  /** Of union work under a regime that wants records kept longer: the longer of the two. */
  readonly regulatedRetention: string;
  /** Empty where nobody has to approve. */
  readonly reviewWithin: string;
  /** Sorted by id. */
  readonly constraints: readonly Constraint[];
}

const NOTHING: Omit<LevelTerms, 'level'> = { tokens: 0, retention: 'P0D', constraints: [] };

const checkTerms = (
  { level, reviewWithin, constraints }: LevelTerms,
  at: string,
  plans: Plans,
  report: Report,
): void => {
  if (plans.levels[level].stages.length > 0 && reviewWithin === undefined)
    report(under(at, 'reviewWithin'), `is missing: level ${level} has a plan`);
  for (const { pointer, message } of constraintIssues(constraints))
    report(`${under(at, 'constraints')}${pointer}`, message);
};

// A policy of the log may say less than is kept anyway.
const keptFor = (
  level: Level,
  own: string,
  regulated: string,
): Pick<Terms, 'retention' | 'regulatedRetention'> => {
  const retention = longer(own, LEAST_RETENTION[level]);
  return { retention, regulatedRetention: longer(retention, longer(regulated, LEAST_REGULATED_RETENTION)) };
};

const termsOf = (terms: LevelTerms, regulated: string): Terms => {
  const { level, tokens, retention, reviewWithin = '' } = terms;
  const sorted = strictest([], terms.constraints);
  return {
    tokens,
    ...keptFor(level, retention, regulated),
    reviewWithin,
    constraints: 'constraints' in sorted ? sorted.constraints : terms.constraints,
  };
};

/** What comes with each level; reports levels missing or doubled, missing deadlines, and constraints nobody could check. */
export const compileLevels = (
  { levels, durations }: PolicyDocument,
  plans: Plans,
  report: Report,
): ByLevel<Terms> => {
  const { twice, missing } = unevenLevels(levels.map(({ level }) => level));
  for (const index of twice) report(under(under('/levels', index), 'level'), 'is given twice');
  for (const level of missing) report('/levels', `has no level ${level}`);
  levels.forEach((terms, index) => {
    checkTerms(terms, under('/levels', index), plans, report);
  });
  return byLevel((level) => {
    const found = levels.find((terms) => terms.level === level) ?? { level, ...NOTHING };
    return termsOf(found, durations.regulatedRetention);
  });
};
