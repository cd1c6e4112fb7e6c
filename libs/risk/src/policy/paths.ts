import type { Level, Path, PathRule } from '@guildhall/contracts';
import { byLevel, unevenLevels } from './by-level.js';
import type { ByLevel } from './by-level.js';
import type { ReadCondition } from './condition.js';
import { testOf } from './formula.js';
import type { Formula, Test } from './formula.js';
import { MAX_EMERGENCY_LEVEL } from './maxima.js';
import { under } from './report.js';
import type { Report } from './report.js';

/** Where the path `emergency` is taken. */
export interface EmergencyPath {
  readonly upTo: Level;
  readonly when: Formula;
  readonly holds: Test;
}

/** Which way a task takes to its permit. */
export interface Paths {
  readonly levels: ByLevel<Path>;
  readonly emergencies: readonly EmergencyPath[];
}

const checkEmergency = ({ level, upTo, when }: PathRule, at: string, report: Report): void => {
  if (level !== undefined) report(under(at, 'level'), 'must not be given: an emergency says upTo and when');
  if (when === undefined) report(under(at, 'when'), 'is missing');
  if (upTo === undefined) report(under(at, 'upTo'), 'is missing');
  else if (upTo > MAX_EMERGENCY_LEVEL)
    report(under(at, 'upTo'), `must be at most ${MAX_EMERGENCY_LEVEL}, the level an emergency lends`);
};

const checkUsual = ({ level, upTo, when }: PathRule, at: string, report: Report): void => {
  if (level === undefined) report(under(at, 'level'), 'is missing');
  if (upTo !== undefined) report(under(at, 'upTo'), 'is for the path emergency alone');
  if (when !== undefined) report(under(at, 'when'), 'is for the path emergency alone');
};

const checkRules = (rules: readonly PathRule[], report: Report): void => {
  rules.forEach((rule, index) => {
    (rule.path === 'emergency' ? checkEmergency : checkUsual)(rule, under('/paths', index), report);
  });
  const { twice, missing } = unevenLevels(rules.map(({ level }) => level));
  for (const index of twice) report(under(under('/paths', index), 'level'), 'has a path already');
  for (const level of missing) report('/paths', `has no path for level ${level}`);
};

const capped = (level: Level): Level => (level > MAX_EMERGENCY_LEVEL ? MAX_EMERGENCY_LEVEL : level);

/** The path of each level, and where an emergency takes its own; reports what is missing, doubled or too high. */
export const compilePaths = (rules: readonly PathRule[], read: ReadCondition, report: Report): Paths => {
  checkRules(rules, report);
  return {
    levels: byLevel((level) => rules.find((rule) => rule.level === level)?.path ?? 'master'),
    emergencies: rules.flatMap(({ upTo, when }, index) => {
      if (upTo === undefined || when === undefined) return [];
      const formula = read(when, under(under('/paths', index), 'when'));
      return [{ upTo: capped(upTo), when: formula, holds: testOf(formula) }];
    }),
  };
};
