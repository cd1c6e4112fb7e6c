import {
  CUSTOMER_IMPACTS,
  DATA_SENSITIVITIES,
  ENVIRONMENTS,
  ID_PATTERN,
  IMPACT_SCOPES,
  LABEL_NAME,
  OPERATIONS,
  REVERSIBILITIES,
} from '@guildhall/contracts';
import type { FieldValue, Task } from '@guildhall/contracts';
import type { Facts } from './facts.js';

/** The value of a field that is absent or empty. */
export const NONE = 'none';
/** Conditions and factors over a label are written `labels.<name>`. */
const LABEL_PREFIX = 'labels.';

/** Something a condition can ask about. */
export interface Field {
  /** All values it can have; absent where there is no end of them. */
  readonly values?: readonly FieldValue[];
  /** Whether a task can have this value. */
  readonly accepts: (value: FieldValue) => boolean;
  /** The values it can have, in words. */
  readonly expected: string;
  readonly has: (facts: Facts, value: FieldValue) => boolean;
  /** What a task has: one value, or several of a field that can hold more than one. */
  readonly read: (facts: Facts) => readonly FieldValue[];
}

/** `tier` of `labels.tier`; undefined where `name` is no field over a label. */
export const labelName = (name: string): string | undefined => {
  if (!name.startsWith(LABEL_PREFIX)) return undefined;
  const label = name.slice(LABEL_PREFIX.length);
  return LABEL_NAME.test(label) ? label : undefined;
};

/** What a task says under a label, `none` where it says nothing. */
export const labelValue = ({ labels }: Task, label: string): string =>
  (labels && Object.hasOwn(labels, label) ? labels[label] : undefined) ?? NONE;

const among = (values: readonly FieldValue[]): Pick<Field, 'values' | 'accepts' | 'expected'> => ({
  values,
  accepts: (value) => values.includes(value),
  expected: values.join(', '),
});

const oneOf = (values: readonly FieldValue[], read: (facts: Facts) => FieldValue): Field => ({
  ...among(values),
  has: (facts, value) => read(facts) === value,
  read: (facts) => [read(facts)],
});

const flag = (read: (facts: Facts) => boolean): Field => oneOf([true, false], read);

const text = (
  read: (task: Task) => string | undefined,
  { pattern, expected }: { pattern: RegExp; expected: string } = { pattern: /^/, expected: 'a text' },
): Field => ({
  accepts: (value) => typeof value === 'string' && pattern.test(value),
  expected,
  has: ({ task }, value) => (read(task) ?? NONE) === value,
  read: ({ task }) => [read(task) ?? NONE],
});

const AN_ID = { pattern: ID_PATTERN, expected: '1-64 of A-Z a-z 0-9 _ -' };
const NO_DATA: readonly FieldValue[] = [NONE];

const dataOf = ({ data }: Facts): readonly FieldValue[] => (data.length === 0 ? NO_DATA : data);

const FIELDS: ReadonlyMap<string, Field> = new Map([
  ['operation', oneOf(OPERATIONS, ({ task }) => task.operation)],
  ['environment', oneOf(ENVIRONMENTS, ({ task }) => task.environment)],
  ['reversibility', oneOf(REVERSIBILITIES, ({ task }) => task.reversibility)],
  ['impactScope', oneOf(IMPACT_SCOPES, ({ task }) => task.impactScope)],
  ['customerImpact', oneOf(CUSTOMER_IMPACTS, ({ task }) => task.customerImpact)],
  [
    'data',
    {
      ...among([NONE, ...DATA_SENSITIVITIES]),
      has: (facts, value) => dataOf(facts).includes(value),
      read: dataOf,
    },
  ],
  ['critical', flag(({ critical }) => critical)],
  ['readOnly', flag(({ readOnly }) => readOnly)],
  ['capability', text(({ capability }) => capability, AN_ID)],
  ['workerId', text(({ workerId }) => workerId, AN_ID)],
  ['incident', text(({ incident }) => incident)],
]);

/** The names of all fields, for messages. */
export const FIELD_NAMES: readonly string[] = [...FIELDS.keys(), `${LABEL_PREFIX}<name>`, 'ref'];

/** The field of that name; undefined where there is none. */
export const fieldOf = (name: string): Field | undefined => {
  const label = labelName(name);
  return label === undefined ? FIELDS.get(name) : text((task) => labelValue(task, label));
};
