import type { FieldValue } from '@guildhall/contracts';
import type { Facts } from './facts.js';
import { fieldOf } from './fields.js';

/** What a condition says, with its names resolved: what is asked, searched and explained is this one thing. */
export type Formula =
  /** The field has one of these values. */
  | { readonly kind: 'is'; readonly field: string; readonly values: readonly FieldValue[] }
  | { readonly kind: 'not'; readonly of: Formula }
  /** Holds where there is nothing. */
  | { readonly kind: 'all'; readonly of: readonly Formula[] }
  /** Never holds where there is nothing. */
  | { readonly kind: 'any'; readonly of: readonly Formula[] }
  /**
   * A condition that `define` has a name for; compiled and counted once, however many refer to it: names may refer to names,
   * so that a few lines can mean millions of members.
   */
  | {
      readonly kind: 'named';
      readonly name: string;
      readonly of: Formula;
      readonly holds: Test;
      readonly members: number;
    };

/** A formula, ready to be asked. */
export type Test = (facts: Facts) => boolean;

/** What never holds. */
export const NEVER: Formula = { kind: 'any', of: [] };

/** The field has one of these values. */
export const is = (field: string, ...values: readonly FieldValue[]): Formula => ({
  kind: 'is',
  field,
  values,
});

/** The formula does not hold. */
export const not = (of: Formula): Formula => ({ kind: 'not', of });

/** All of them hold. */
export const all = (...of: readonly Formula[]): Formula => {
  const [only, ...more] = of;
  return only && more.length === 0 ? only : { kind: 'all', of };
};

/** One of them holds. */
export const any = (...of: readonly Formula[]): Formula => {
  const [only, ...more] = of;
  return only && more.length === 0 ? only : { kind: 'any', of };
};

/** How many members a formula has in all, at least one; told without walking what has a name. */
export const membersOf = (formula: Formula): number => {
  switch (formula.kind) {
    case 'is':
      return 1;
    case 'named':
      return formula.members;
    case 'not':
      return membersOf(formula.of);
    case 'all':
    case 'any':
      return Math.max(
        1,
        formula.of.reduce((sum, part) => sum + membersOf(part), 0),
      );
  }
};

const testField = (name: string, values: readonly FieldValue[]): Test => {
  const field = fieldOf(name);
  const [only, ...more] = values;
  if (!field || only === undefined) return () => false;
  return more.length === 0
    ? (facts) => field.has(facts, only)
    : (facts) => values.some((value) => field.has(facts, value));
};

/** Compiles a formula, so that asking it costs what its fields cost. */
export const testOf = (formula: Formula): Test => {
  switch (formula.kind) {
    case 'is':
      return testField(formula.field, formula.values);
    case 'named':
      return formula.holds;
    case 'not': {
      const held = testOf(formula.of);
      return (facts) => !held(facts);
    }
    case 'all': {
      const tests = formula.of.map(testOf);
      return (facts) => tests.every((test) => test(facts));
    }
    case 'any': {
      const tests = formula.of.map(testOf);
      return (facts) => tests.some((test) => test(facts));
    }
  }
};

/** A formula under a name. */
export const named = (name: string, of: Formula): Formula => ({
  kind: 'named',
  name,
  of,
  holds: testOf(of),
  members: membersOf(of),
});

/** Every question that a formula asks of a field, in its order. */
export const questionsOf = (formula: Formula): Extract<Formula, { kind: 'is' }>[] => {
  switch (formula.kind) {
    case 'is':
      return [formula];
    case 'named':
    case 'not':
      return questionsOf(formula.of);
    case 'all':
    case 'any':
      return formula.of.flatMap(questionsOf);
  }
};
