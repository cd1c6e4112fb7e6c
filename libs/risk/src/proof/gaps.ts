import { ALWAYS_CHANGES } from '../assessment/rules.js';
import { MAX_SCORE } from '../policy/bands.js';
import { NONE } from '../policy/fields.js';
import { all, is, not, questionsOf } from '../policy/formula.js';
import type { Formula } from '../policy/formula.js';
import { HELD } from '../policy/hard-blocks.js';
import type { HeldRule } from '../policy/hard-blocks.js';
import type { Policy } from '../policy/policy.js';
import type { Rule } from '../policy/rules.js';
import { choicesOf } from './choices.js';
import type { Choices } from './choices.js';
import { search } from './search.js';
import type { Budget, Found, Wanted } from './search.js';
import type { Chosen } from './truth.js';

/** A floor of code that a policy stays below for some tasks, which an assessment would have to correct (2.5). */
export interface Gap {
  readonly rule: HeldRule;
  /** A kind of task for which it does; absent where the policy is too complex to tell. */
  readonly combination?: Chosen;
  /** The cap that lets it; absent where the score alone does. */
  readonly cap?: Rule;
}

type Rules = Pick<Policy, 'floors' | 'caps' | 'bands' | 'factors'>;

const READS_ALONE = not(all(is('readOnly', true), is('operation', ...ALWAYS_CHANGES)));
const HAS_A_WORKER = not(all(is('workerId', NONE), is('capability', NONE)));

/** What is left out by 2.1; of workers only where a rule asks about them. */
const possible = (formulas: readonly Formula[]): Formula => {
  const asksForWorkers = formulas
    .flatMap(questionsOf)
    .some(({ field }) => field === 'workerId' || field === 'capability');
  return asksForWorkers ? all(READS_ALONE, HAS_A_WORKER) : READS_ALONE;
};

/** Where none of the policy's floors reaches the level that the rule holds. */
const unheld = (rule: HeldRule, { floors }: Rules): Formula[] =>
  floors.filter(({ level }) => level >= rule.level).map(({ when }) => not(when));

const limit = (score: number): Pick<Wanted, 'scoreUpTo'> => (score >= MAX_SCORE ? {} : { scoreUpTo: score });

interface Case extends Wanted {
  readonly cap?: Rule;
}

/** The ways to end below the rule's level: by a low score, or by a cap. */
const casesOf = (rule: HeldRule, rules: Rules, tasks: Formula): Case[] => {
  const low = rules.bands.findLast(({ level }) => level < rule.level);
  const caps = rules.caps.filter(({ level }) => level < rule.level);
  return [
    ...(low ? [{ holds: all(rule.when, ...unheld(rule, rules), tasks), ...limit(low.upTo) }] : []),
    ...caps.map((cap) => ({ holds: all(rule.when, cap.when, ...unheld(rule, rules), tasks), cap })),
  ];
};

const gapOf = (rule: HeldRule, { cap }: Case, found: Found): Gap[] => {
  if ('gaveUp' in found) return [{ rule }];
  return found.found ? [{ rule, combination: found.found, ...(cap && { cap }) }] : [];
};

const firstGap = (rule: HeldRule, cases: readonly Case[], choices: Choices, budget: Budget): Gap[] => {
  for (const each of cases) {
    const [gap] = gapOf(rule, each, search(each, choices, budget));
    if (gap) return [gap];
  }
  return [];
};

/** So many cases are looked at: less than a second, whatever the policy. */
const CASES = 30_000;

/** Every floor of code that a policy does not reach by itself, with one kind of task each. */
export const gapsOf = (rules: Rules, cases = CASES): Gap[] => {
  const budget = { left: cases };
  const own = [...rules.floors, ...rules.caps].map(({ when }) => when);
  const tasks = possible(own);
  const choices = choicesOf([...HELD.map(({ when }) => when), ...own, tasks], rules.factors);
  return HELD.flatMap((rule) => firstGap(rule, casesOf(rule, rules, tasks), choices, budget));
};
