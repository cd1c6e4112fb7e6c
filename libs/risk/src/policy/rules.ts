import type { Level, LevelRule } from '@guildhall/contracts';
import type { CompileCondition, Test } from './condition.js';
import { under } from './report.js';
import type { Report } from './report.js';

/** A floor or cap, ready to be asked. */
export interface Rule {
  readonly id: string;
  readonly level: Level;
  readonly holds: Test;
  readonly reason: string;
}

/** Floors or caps; reports what is wrong with their conditions, and explanations that are not one line. */
export const compileRules = (
  kind: 'floor' | 'cap',
  rules: readonly LevelRule[],
  compile: CompileCondition,
  report: Report,
): Rule[] =>
  rules.map(({ id, level, when, why }, index) => {
    const at = under(`/${kind}s`, index);
    if (/[\n\r\u2028\u2029]/u.test(why)) report(under(at, 'why'), 'must be one line');
    return { id, level, holds: compile(when, under(at, 'when')), reason: `${kind} ${id}: ${why}` };
  });
