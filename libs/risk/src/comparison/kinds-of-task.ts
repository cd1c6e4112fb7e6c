import {
  CUSTOMER_IMPACTS,
  DATA_SENSITIVITIES,
  ENVIRONMENTS,
  IMPACT_SCOPES,
  OPERATIONS,
  REVERSIBILITIES,
} from '@guildhall/contracts';
import type { DataSensitivity, Task } from '@guildhall/contracts';
import { ALWAYS_CHANGES } from '../assessment/rules.js';
import { NONE } from '../policy/fields.js';
import type { Policy } from '../policy/policy.js';
import { variantsOf } from './variants.js';
import type { Variant } from './variants.js';

/** Tasks that stand for all there can be, as far as two policies may tell them apart. */
export interface KindsOfTask {
  /** How many kinds there are. */
  readonly kinds: number;
  /** How many of them are given: all, or as many as the limit allows. */
  readonly given: number;
  readonly tasks: Iterable<Task>;
}

const OPERATION_KINDS = OPERATIONS.flatMap((operation) =>
  ALWAYS_CHANGES.includes(operation)
    ? [{ operation, readOnly: false }]
    : [
        { operation, readOnly: false },
        { operation, readOnly: true },
      ],
);
const DATA: readonly (DataSensitivity | typeof NONE)[] = [NONE, ...DATA_SENSITIVITIES];
const CRITICAL = [false, true] as const;

/** Takes one of each list, as the digits of `place` say, of which each has the length of its list as its base. */
const chooser = (place: number) => {
  let rest = place;
  return <T>(items: readonly T[]): T => {
    const item = items[rest % items.length];
    rest = Math.floor(rest / items.length);
    if (item === undefined) throw new RangeError('there is nothing to choose from');
    return item;
  };
};

// What no policy looks at, and what keeps a kind from being refused for its form.
const FORM = {
  title: 'A kind of task',
  justification: 'It stands for all tasks of its kind.',
  window: { notBefore: '2030-01-01T00:00:00Z', notAfter: '2030-01-02T00:00:00Z' },
};

const kindAt = (place: number, variants: readonly Variant[]): Task => {
  const choose = chooser(place);
  // What is chosen first changes from one task to the next, so that examples are unlike each other.
  const environment = choose(ENVIRONMENTS);
  const customerImpact = choose(CUSTOMER_IMPACTS);
  const data = choose(DATA);
  const reversibility = choose(REVERSIBILITIES);
  const impactScope = choose(IMPACT_SCOPES);
  const { operation, readOnly } = choose(OPERATION_KINDS);
  const critical = choose(CRITICAL);
  const { said, resource, ...further } = choose(variants);
  const flags = [...(critical ? ['critical'] : []), ...(readOnly ? ['read-only'] : [])];
  return {
    ...FORM,
    taskId: [
      `${operation} in ${environment}`,
      reversibility,
      `data ${data}`,
      impactScope,
      `customers ${customerImpact}`,
      ...flags,
      ...(said === '' ? [] : [said]),
    ].join(', '),
    operation,
    environment,
    reversibility,
    dataSensitivity: data === NONE ? [] : [data],
    impactScope,
    customerImpact,
    critical,
    readOnly,
    scope: { resources: [resource], actions: ['read'] },
    capability: 'any',
    ...further,
  };
};

const EACH =
  OPERATION_KINDS.length *
  ENVIRONMENTS.length *
  REVERSIBILITIES.length *
  DATA.length *
  IMPACT_SCOPES.length *
  CUSTOMER_IMPACTS.length *
  CRITICAL.length;

// A prime that is larger than any number of kinds, so that its multiples meet every one before they meet one again.
const STRIDE = 2_147_483_647;

function* spread(kinds: number, given: number, variants: readonly Variant[]): Generator<Task> {
  const stride = given < kinds ? STRIDE % kinds : 1;
  for (let index = 0, place = 0; index < given; index++, place = (place + stride) % kinds)
    yield kindAt(place, variants);
}

/**
 * Every kind of task: all combinations of the fields that the default policy looks at, with no data or one kind of it; and
 * each of them again with one thing more that either policy names, be it a label, a capability or a resource. Where that is
 * more than `limit`, as many of them, spread evenly, and always the same ones. Their ids are sentences that describe them.
 */
export const kindsOfTask = (policies: readonly Policy[], limit: number): KindsOfTask => {
  const variants = variantsOf(policies);
  const kinds = EACH * variants.length;
  const given = Math.min(kinds, limit);
  return { kinds, given, tasks: { [Symbol.iterator]: () => spread(kinds, given, variants) } };
};
