import {
  CUSTOMER_IMPACTS,
  DATA_SENSITIVITIES,
  ENVIRONMENTS,
  IMPACT_SCOPES,
  OPERATIONS,
  REVERSIBILITIES,
} from '@guildhall/contracts';
import type { Task } from '@guildhall/contracts';
import fc from 'fast-check';

const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });

const override = fc.record({
  softBlock: fc.constantFrom('extended-tokens', 'expedited-approval', 'parallel-operations'),
  justification: fc.constant('A reason that is long enough.'),
});

/** Requests of the published shape that no rule refuses under the default policy. */
export const acceptable: fc.Arbitrary<Task> = fc
  .record({
    taskId: fc.constantFrom('t1', 't2'),
    title: fc.constant('Something to do'),
    operation: fc.constantFrom(...OPERATIONS),
    environment: fc.constantFrom(...ENVIRONMENTS),
    reversibility: fc.constantFrom(...REVERSIBILITIES),
    dataSensitivity: fc.subarray([...DATA_SENSITIVITIES]),
    impactScope: fc.constantFrom(...IMPACT_SCOPES),
    customerImpact: fc.constantFrom(...CUSTOMER_IMPACTS),
    critical: optional(fc.boolean()),
    readOnly: optional(fc.boolean()),
    scope: fc.constant({ resources: ['service:api', 'db:orders/*'], actions: ['read', 'deploy'] }),
    window: fc.constant({ notBefore: '2030-01-01T00:00:00Z', notAfter: '2030-01-02T00:00:00Z' }),
    capability: fc.constant('deploy'),
    estimatedTokens: optional(fc.integer({ min: 0, max: 40_000 })),
    overrides: optional(fc.array(override, { maxLength: 3 })),
    constraints: optional(
      fc.constantFrom(
        [{ id: 'max_failed_actions', value: 1 }],
        [{ id: 'allowed_hosts', value: ['a.example'] }],
      ),
    ),
    incident: optional(fc.constant('INC-1')),
    labels: optional(fc.dictionary(fc.constantFrom('team', 'tier'), fc.constantFrom('a', 'b'))),
    justification: fc.constant('A justification long enough.'),
  })
  .filter(
    ({ readOnly, operation }) =>
      readOnly !== true ||
      ![
        'deployment',
        'configuration-change',
        'database-migration',
        'multi-region-deployment',
        'architecture-change',
      ].includes(operation),
  )
  // Through JSON, so that what is undefined is absent.
  .map((request) => JSON.parse(JSON.stringify(request)) as Task);

const anything = (known: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...known);

/** Requests of the published shape, most of which some rule refuses. */
export const wellFormed: fc.Arbitrary<Task> = fc
  .tuple(
    acceptable,
    fc.record(
      {
        readOnly: fc.boolean(),
        operation: anything(OPERATIONS),
        window: fc.constantFrom(
          { notBefore: '2030-01-02T00:00:00Z', notAfter: '2030-01-01T00:00:00Z' },
          { notBefore: '2030-01-01T00:00:00Z', notAfter: '2031-01-01T00:00:00Z' },
        ),
        capability: fc.constant(undefined),
        justification: fc.constantFrom(undefined, 'short'),
        constraints: fc.constant([
          { id: 'max_luck', value: 1 },
          { id: 'max_failed_actions', value: 1000 },
        ]),
        scope: fc.constant({ resources: ['secret:a', 'db:b'], actions: ['deploy'] }),
        inputs: fc.constant(undefined),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([request, changes]) => JSON.parse(JSON.stringify({ ...request, ...changes })) as Task);
