import type { Level, LevelRule } from '@guildhall/contracts';
import type { ReadCondition } from './condition.js';
import { testOf } from './formula.js';
import type { Formula, Test } from './formula.js';
import { under } from './report.js';
import type { Report } from './report.js';

/** A floor or cap, ready to be asked. */
export interface Rule {
  readonly id: string;
  readonly level: Level;
  readonly when: Formula;
  readonly holds: Test;
  /** Half a sentence: `changes to production need level 2`. */
  readonly why: string;
  readonly reason: string;
}

/** Floors or caps; reports what is wrong with their conditions, and explanations that are not one line. */
export const compileRules = (
  kind: 'floor' | 'cap',
  rules: readonly LevelRule[],
  read: ReadCondition,
  report: Report,
): Rule[] =>
  rules.map(({ id, level, when, why }, index) => {
    const at = under(`/${kind}s`, index);
    if (/[\n\r\u2028\u2029]/u.test(why)) report(under(at, 'why'), 'must be one line');
    const formula = read(when, under(at, 'when'));
    return { id, level, when: formula, holds: testOf(formula), why, reason: `${kind} ${id}: ${why}` };
  });
