import type { Condition, Expectation, FieldValue } from '@guildhall/contracts';
import type { Label } from './factors.js';
import { FIELD_NAMES, fieldOf, labelName } from './fields.js';
import type { Field } from './fields.js';
import { NEVER, all, any, is, membersOf, named, not } from './formula.js';
import type { Formula } from './formula.js';
import { under } from './report.js';
import type { Report } from './report.js';

/** Resolves the condition that `pointer` points to; what is wrong with it is reported, and what is unknown in it never holds. */
export type ReadCondition = (condition: Condition, pointer: string) => Formula;

const REF = 'ref';

// Each member may be asked for every task.
const MAX_MEMBERS = 256;

const isNegation = (expectation: Expectation): expectation is { not: FieldValue | FieldValue[] } =>
  typeof expectation === 'object' && !Array.isArray(expectation);

/** Reads the values that a member of a condition lists; `pointers` has one for each. */
type ReadValues = (values: readonly FieldValue[], pointers: readonly string[]) => Formula;

const readListed = (listed: FieldValue | FieldValue[], pointer: string, read: ReadValues): Formula =>
  Array.isArray(listed)
    ? read(
        listed,
        listed.map((_, index) => under(pointer, index)),
      )
    : read([listed], [pointer]);

const readExpectation = (expectation: Expectation, pointer: string, read: ReadValues): Formula =>
  isNegation(expectation)
    ? not(readListed(expectation.not, under(pointer, 'not'), read))
    : readListed(expectation, pointer, read);

const unknownField = (name: string): string =>
  name === 'dataSensitivity'
    ? 'is not a field; what a task touches, with what resources add to it, is data'
    : `is not a field; fields are ${FIELD_NAMES.join(', ')}`;

// A rule that silently never holds is worse than none.
const impossible = (field: Field, label: Label | undefined, value: FieldValue): string => {
  if (!field.accepts(value)) return field.expected;
  return !label || label.values.some((listed) => listed === value)
    ? ''
    : `those that have points are ${label.values.join(', ')}`;
};

const valuesOfField =
  (name: string, labels: readonly Label[], report: Report): ReadValues =>
  (values, pointers) => {
    const field = fieldOf(name);
    if (!field) return NEVER;
    const label = labels.find((each) => each.name === labelName(name));
    values.forEach((value, index) => {
      const why = impossible(field, label, value);
      if (why !== '') report(pointers[index] ?? '', `is not a value of ${name}: ${why}`);
    });
    return is(name, ...values);
  };

const checkSize = (formula: Formula, pointer: string, report: Report): void => {
  if (membersOf(formula) > MAX_MEMBERS)
    report(
      pointer,
      `has more than ${MAX_MEMBERS} members, counting those of the conditions that it refers to`,
    );
};

/**
 * A reader of conditions that knows those of `define`, each of which is read once and checked whether something refers to
 * it or not. `labels` are those that have points. Reported: unknown fields, values a field never has, unknown names, names
 * that refer to themselves, and what is too large.
 */
export const conditionReader = (
  define: Readonly<Record<string, Condition>>,
  labels: readonly Label[],
  report: Report,
): ReadCondition => {
  const done = new Map<string, Formula>();
  const open: string[] = [];

  const readNamed = (name: string): Formula => {
    open.push(name);
    const formula = named(name, read(define[name] ?? {}, under('/define', name)));
    open.pop();
    done.set(name, formula);
    return formula;
  };
  const defined = (name: string, pointer: string): Formula => {
    if (!Object.hasOwn(define, name)) report(pointer, 'is not the name of a condition under define');
    else if (open.includes(name)) report(pointer, `refers to itself: ${[...open, name].join(' -> ')}`);
    else return done.get(name) ?? readNamed(name);
    return NEVER;
  };
  const names: ReadValues = (values, pointers) =>
    any(...values.map((value, index) => defined(String(value), pointers[index] ?? '')));
  const readMember = (name: string, expectation: Expectation, at: string): Formula => {
    if (name !== REF && !fieldOf(name)) report(at, unknownField(name));
    return readExpectation(expectation, at, name === REF ? names : valuesOfField(name, labels, report));
  };
  const read: ReadCondition = (condition, pointer) => {
    const members = Object.entries(condition).map(([name, expectation]) =>
      readMember(name, expectation, under(pointer, name)),
    );
    const formula = all(...members);
    checkSize(formula, pointer, report);
    return formula;
  };

  for (const name of Object.keys(define)) if (!done.has(name)) readNamed(name);
  return read;
};
