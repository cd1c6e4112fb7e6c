import { ALWAYS_CHANGES } from '../assessment/rules.js';
import { MAX_SCORE } from '../policy/bands.js';
import { all, is, not } from '../policy/formula.js';
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

/** What 2.1 leaves out. */
const POSSIBLE = not(all(is('readOnly', true), is('operation', ...ALWAYS_CHANGES)));

/** Where none of the policy's floors reaches the level that the rule holds. */
const unheld = (rule: HeldRule, { floors }: Rules): Formula[] =>
  floors.filter(({ level }) => level >= rule.level).map(({ when }) => not(when));

const limit = (score: number): Pick<Wanted, 'scoreUpTo'> => (score >= MAX_SCORE ? {} : { scoreUpTo: score });

interface Case extends Wanted {
  readonly cap?: Rule;
}

/** The ways to end below the rule's level: by a low score, or by a cap. */
const casesOf = (rule: HeldRule, rules: Rules): Case[] => {
  const low = rules.bands.findLast(({ level }) => level < rule.level);
  const caps = rules.caps.filter(({ level }) => level < rule.level);
  return [
    ...(low ? [{ holds: all(rule.when, ...unheld(rule, rules), POSSIBLE), ...limit(low.upTo) }] : []),
    ...caps.map((cap) => ({ holds: all(rule.when, cap.when, ...unheld(rule, rules), POSSIBLE), cap })),
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

/**
 * So many questions are asked at most, which takes less than a second, whatever the policy; the default policy takes some
 * thousand.
 */
const QUESTIONS = 10_000_000;

/** Every floor of code that a policy does not reach by itself, with one kind of task each. */
export const gapsOf = (rules: Rules, questions = QUESTIONS): Gap[] => {
  const budget = { left: questions };
  const own = [...rules.floors, ...rules.caps].map(({ when }) => when);
  const choices = choicesOf([...HELD.map(({ when }) => when), ...own, POSSIBLE], rules.factors);
  return HELD.flatMap((rule) => firstGap(rule, casesOf(rule, rules), choices, budget));
};
