import type { Condition, Expectation, FieldValue } from '@guildhall/contracts';
import type { Facts } from './facts.js';
import { FIELD_NAMES, fieldOf } from './fields.js';
import { under } from './report.js';
import type { Report } from './report.js';

/** A condition, ready to be asked. */
export type Test = (facts: Facts) => boolean;
/** Compiles the condition that `pointer` points to; what is wrong with it is reported, and it then never holds. */
export type CompileCondition = (condition: Condition, pointer: string) => Test;

const REF = 'ref';
const never: Test = () => false;

const isNegation = (expectation: Expectation): expectation is { not: FieldValue | FieldValue[] } =>
  typeof expectation === 'object' && !Array.isArray(expectation);

const anyOf = (tests: readonly Test[]): Test => {
  const [only, ...more] = tests;
  return only && more.length === 0 ? only : (facts) => tests.some((test) => test(facts));
};

const allOf = (tests: readonly Test[]): Test => {
  const [only, ...more] = tests;
  return only && more.length === 0 ? only : (facts) => tests.every((test) => test(facts));
};

type CompileValue = (value: FieldValue, pointer: string) => Test;

const compileValues = (
  values: FieldValue | FieldValue[],
  pointer: string,
  compileValue: CompileValue,
): Test =>
  Array.isArray(values)
    ? anyOf(values.map((value, index) => compileValue(value, under(pointer, index))))
    : compileValue(values, pointer);

const compileExpectation = (expectation: Expectation, pointer: string, compileValue: CompileValue): Test => {
  if (!isNegation(expectation)) return compileValues(expectation, pointer, compileValue);
  const held = compileValues(expectation.not, under(pointer, 'not'), compileValue);
  return (facts) => !held(facts);
};

const unknownField = (name: string): string =>
  name === 'dataSensitivity'
    ? 'is not a field; what a task touches, with what resources add to it, is data'
    : `is not a field; fields are ${FIELD_NAMES.join(', ')}`;

const valuesOfField =
  (name: string, report: Report): CompileValue =>
  (value, pointer) => {
    const field = fieldOf(name);
    if (!field) return never;
    if (!(field.values?.includes(value) ?? typeof value === 'string'))
      report(pointer, `is not a value of ${name}: ${field.values?.join(', ') ?? 'a text'}`);
    return (facts) => field.has(facts, value);
  };

/**
 * A compiler of conditions that knows those of `define`, each of which is compiled once and checked whether something
 * refers to it or not. Reported: unknown fields, values a field never has, unknown names, names that refer to themselves.
 */
export const conditionCompiler = (
  define: Readonly<Record<string, Condition>>,
  report: Report,
): CompileCondition => {
  const compiled = new Map<string, Test>();
  const open: string[] = [];

  const compileNamed = (name: string): Test => {
    open.push(name);
    const test = compile(define[name] ?? {}, under('/define', name));
    open.pop();
    compiled.set(name, test);
    return test;
  };
  const named: CompileValue = (value, pointer) => {
    const name = String(value);
    if (!Object.hasOwn(define, name)) report(pointer, 'is not the name of a condition under define');
    else if (open.includes(name)) report(pointer, `refers to itself: ${[...open, name].join(' -> ')}`);
    else return compiled.get(name) ?? compileNamed(name);
    return never;
  };
  const compile: CompileCondition = (condition, pointer) =>
    allOf(
      Object.entries(condition).map(([name, expectation]) => {
        const at = under(pointer, name);
        if (name !== REF && !fieldOf(name)) report(at, unknownField(name));
        return compileExpectation(expectation, at, name === REF ? named : valuesOfField(name, report));
      }),
    );

  for (const name of Object.keys(define)) if (!compiled.has(name)) compileNamed(name);
  return compile;
};
