import {
  CUSTOMER_IMPACTS,
  DATA_SENSITIVITIES,
  ENVIRONMENTS,
  IMPACT_SCOPES,
  LEVELS,
  OPERATIONS,
  REVERSIBILITIES,
  RISKS,
} from '@guildhall/contracts';
import type { LevelRule, PolicyDocument } from '@guildhall/contracts';
import fc from 'fast-check';
import { DEFAULT_DOCUMENT, documentWith } from './support.js';

const { bands, caps, define, factors, floors, plans } = DEFAULT_DOCUMENT;

const VALUES: Readonly<Record<string, readonly (string | boolean)[]>> = {
  operation: OPERATIONS,
  environment: ENVIRONMENTS,
  reversibility: REVERSIBILITIES,
  impactScope: IMPACT_SCOPES,
  customerImpact: CUSTOMER_IMPACTS,
  data: ['none', ...DATA_SENSITIVITIES],
  critical: [true, false],
  readOnly: [true, false],
  incident: ['none', 'INC-1'],
  workerId: ['none', 'w1'],
  capability: ['none', 'deploy', 'ops'],
  'labels.tier': ['none', 'a', 'b'],
  ref: ['isolated-staging', 'regulated-data'],
};

const member = fc.constantFrom(...Object.keys(VALUES)).chain((field) => {
  const values = VALUES[field] ?? [];
  const some = fc.oneof(
    fc.constantFrom(...values),
    fc.subarray([...values], { minLength: 1, maxLength: Math.min(values.length, 4) }),
  );
  return fc
    .oneof(
      some,
      some.map((negated) => ({ not: negated })),
    )
    .map((expectation): [string, unknown] => [field, expectation]);
});

const condition = fc
  .array(member, { minLength: 1, maxLength: 3 })
  .map((members) => Object.fromEntries(members));

const rule = fc.record({
  id: fc.constantFrom('X', 'Y'),
  level: fc.constantFrom(...LEVELS),
  when: condition,
  why: fc.constant('we say so'),
});

/** One of the default's rules, as it is or with its condition or level changed. */
const changed = (own: LevelRule) =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constant<object>(own) },
    {
      weight: 1,
      arbitrary: member.map(([field, expectation]) => ({
        ...own,
        when: { ...own.when, [field]: expectation },
      })),
    },
    { weight: 1, arbitrary: fc.constantFrom(...LEVELS).map((level) => ({ ...own, level })) },
  );

/** Most of the default's rules, some of them changed, and a few others. */
const rules = (own: readonly LevelRule[]): fc.Arbitrary<object[]> =>
  fc
    .tuple(
      fc
        .subarray([...own], { minLength: Math.max(0, own.length - 3) })
        .chain((kept) => fc.tuple(...kept.map(changed))),
      fc.array(rule, { maxLength: 2 }),
    )
    .map(([kept, more]) => [...kept, ...more]);

const points = fc.oneof(
  { weight: 3, arbitrary: fc.constant(factors) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        ...Object.entries(factors).map(([name, own]) =>
          fc
            .array(fc.integer({ min: 0, max: 10 }), { minLength: 8, maxLength: 8 })
            .map((random): [string, object] => [
              name,
              Object.fromEntries(Object.keys(own).map((value, n) => [value, random[n] ?? 0])),
            ]),
        ),
      )
      .map((entries) => ({ ...Object.fromEntries(entries), 'labels.tier': { none: 0, a: 3, b: 7 } })),
  },
);

/** Bands that ascend to 50, for levels and risks that do not fall. */
const otherBands = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 0, max: 49 }), { maxLength: 4 }),
    fc.array(fc.constantFrom(...LEVELS), { minLength: 5, maxLength: 5 }),
    fc.array(fc.nat(3), { minLength: 5, maxLength: 5 }),
  )
  .map(([ends, levels, risks]) => {
    const [ascending, higher] = [[...levels].sort(), [...risks].sort()];
    return [...ends.sort((a, b) => a - b), 50].map((upTo, n) => ({
      upTo,
      level: ascending[n],
      risk: RISKS[higher[n] ?? 0],
    }));
  });

const otherPlans = fc.oneof(
  { weight: 5, arbitrary: fc.constant<object[]>(plans) },
  {
    weight: 1,
    arbitrary: fc
      .nat(plans.length - 1)
      .map((index) =>
        plans.map((plan, n) =>
          n === index ? { ...plan, stages: [{ stage: 'a', roles: { developer: 2 } }] } : plan,
        ),
      ),
  },
);

/** Policies of a right shape and with rules that make sense, most of them near to the default, many of them too weak. */
export const randomPolicy: fc.Arbitrary<PolicyDocument> = fc
  .record({
    floors: rules(floors),
    caps: rules(caps),
    factors: points,
    bands: fc.oneof(
      { weight: 2, arbitrary: fc.constant<object[]>(bands) },
      { weight: 1, arbitrary: otherBands },
    ),
    plans: otherPlans,
  })
  .map((changes) => documentWith({ ...changes, define }));
