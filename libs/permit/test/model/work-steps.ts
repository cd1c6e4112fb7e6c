import type { Outcome, TrustMode } from '@guildhall/contracts';
import fc from 'fast-check';
import { aim, anybody, defects, does, off, weighed, worker } from './chances.js';
import { act, recording } from './deeds.js';
import type { Aim, Asking, Defect, Of } from './step.js';

// Workers, and who lets them.

// Of who undoes it: whoever works is not looked at.
const seldomUnfit = weighed<Defect[]>([17, []], [1, ['suspended']], [1, ['definition']], [1, ['low-level']]);
const oftenUnfit = weighed<Defect[]>([6, []], [2, ['suspended']], [1, ['definition']], [2, ['low-level']]);

export const proposing: fc.Arbitrary<Asking> = fc.record({
  does: does('propose'),
  who: worker,
  act: fc.oneof(
    { weight: 8, arbitrary: act },
    { weight: 2, arbitrary: fc.constant('pending' as const) },
    { weight: 3, arbitrary: fc.constant('undo' as const) },
  ),
  off,
  defects: seldomUnfit,
});

export const recordingWork: fc.Arbitrary<Asking> = fc.record({
  does: does('record'),
  who: worker,
  what: weighed<Of<'record'>['what']>([7, 'pending'], [1, 'next'], [1, 'again'], [1, 'gap']),
  acts: fc.array(recording, { minLength: 1, maxLength: 3 }),
});

export const beating: fc.Arbitrary<Asking> = fc.record(
  {
    does: does('heartbeat'),
    who: worker,
    tokens: fc.nat(3000).map((n) => (n > 2800 ? n * 10 : n)),
    errorRate: fc.constantFrom(0, 0.01, 0.02, 0.2, 0.5),
    requests: fc.constantFrom(19, 20, 1000),
    latencyP95Ms: fc.integer({ min: 0, max: 420 }),
  },
  { requiredKeys: ['does', 'who', 'tokens'] },
);

export const confirming: fc.Arbitrary<Asking> = fc.record({
  does: does('confirm'),
  aim: fc.oneof(aim, aim, fc.constant<Aim>('blind')),
  who: anybody,
  off,
  defects: oftenUnfit,
});

export const completing: fc.Arbitrary<Asking> = fc.record({
  does: does('complete'),
  who: worker,
  outcome: weighed<Outcome>([2, 'success'], [2, 'failure'], [1, 'rolled-back']),
  off,
});

export const working: fc.Arbitrary<Asking> = fc.oneof(
  { weight: 9, arbitrary: proposing },
  { weight: 7, arbitrary: confirming },
  { weight: 7, arbitrary: recordingWork },
  { weight: 4, arbitrary: beating },
  { weight: 1, arbitrary: completing },
);

export const undoing: fc.Arbitrary<Asking> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record(
      {
        does: does('report'),
        who: worker,
        outcome: weighed<'done' | 'failed'>([2, 'done'], [1, 'failed']),
        summary: fc.constant('All is as it was.'),
      },
      { requiredKeys: ['does', 'who', 'outcome'] },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: does('assign'),
      aim,
      who: anybody,
      workerId: weighed([2, 'deployer-2'], [1, 'deployer-3']),
      trust: fc.constantFrom<TrustMode>('supervised', 'monitored', 'autonomous'),
      defects,
    }),
  },
);
