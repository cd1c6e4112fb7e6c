import {
  CUSTOMER_IMPACTS,
  DATA_SENSITIVITIES,
  ENVIRONMENTS,
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
  /** All values it can have; absent where any text will do. */
  readonly values?: readonly FieldValue[];
  readonly has: (facts: Facts, value: FieldValue) => boolean;
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

const oneOf = (values: readonly FieldValue[], read: (facts: Facts) => FieldValue): Field => ({
  values,
  has: (facts, value) => read(facts) === value,
});

const flag = (read: (facts: Facts) => boolean): Field => oneOf([true, false], read);

const text = (read: (task: Task) => string | undefined): Field => ({
  has: ({ task }, value) => (read(task) ?? NONE) === value,
});

const FIELDS: ReadonlyMap<string, Field> = new Map([
  ['operation', oneOf(OPERATIONS, ({ task }) => task.operation)],
  ['environment', oneOf(ENVIRONMENTS, ({ task }) => task.environment)],
  ['reversibility', oneOf(REVERSIBILITIES, ({ task }) => task.reversibility)],
  ['impactScope', oneOf(IMPACT_SCOPES, ({ task }) => task.impactScope)],
  ['customerImpact', oneOf(CUSTOMER_IMPACTS, ({ task }) => task.customerImpact)],
  [
    'data',
    {
      values: [NONE, ...DATA_SENSITIVITIES],
      has: ({ data }, value) => (value === NONE ? data.length === 0 : data.some((item) => item === value)),
    },
  ],
  ['critical', flag(({ critical }) => critical)],
  ['readOnly', flag(({ readOnly }) => readOnly)],
  ['capability', text(({ capability }) => capability)],
  ['workerId', text(({ workerId }) => workerId)],
  ['incident', text(({ incident }) => incident)],
]);

/** The names of all fields, for messages. */
export const FIELD_NAMES: readonly string[] = [...FIELDS.keys(), `${LABEL_PREFIX}<name>`, 'ref'];

/** The field of that name; undefined where there is none. */
export const fieldOf = (name: string): Field | undefined => {
  const label = labelName(name);
  return label === undefined ? FIELDS.get(name) : text((task) => labelValue(task, label));
};
