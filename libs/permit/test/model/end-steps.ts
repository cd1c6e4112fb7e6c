import type { Severity } from '@guildhall/contracts';
import fc from 'fast-check';
import { aim, anybody, does, weighed, worker } from './chances.js';
import type { Aim, Asking } from './step.js';

// Who and what ends a permit.

export const ending: fc.Arbitrary<Asking> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record(
      {
        does: does('revoke'),
        aim: weighed<Aim>([2, 'blind'], [1, 0]),
        who: anybody,
        reason: fc.constant('The service is on fire.'),
        severity: fc.constantFrom<Severity>('info', 'warning', 'critical'),
      },
      { requiredKeys: ['does', 'aim', 'who', 'reason'] },
    ),
  },
  { weight: 1, arbitrary: fc.record({ does: does('withdraw') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: does('disqualify'),
      kind: fc.constantFrom('certification', 'master', 'emergency-over', 'worker-redefined'),
      who: worker,
      isSound: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: does('archive'), aim, who: anybody }) },
);

export const timer: fc.Arbitrary<Asking> = fc.record({
  does: does('lapse', 'lapse', 'put-away', 'heartbeat-lost', 'rollback-timeout'),
});
