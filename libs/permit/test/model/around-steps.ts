import type { EmergencyState } from '@guildhall/contracts';
import fc from 'fast-check';
import { aim, delegable, does, id, role, weighed } from './chances.js';
import type { Around, Moment } from './step.js';

// People, clock and emergencies.

export const around: fc.Arbitrary<Around> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ does: does('wait'), seconds: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 1, arbitrary: fc.record({ does: does('wait'), seconds: fc.integer({ min: 60, max: 9000 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: does('wait-for'),
      moment: weighed<Moment>(
        [2, 'window'],
        [2, 'opening'],
        [1, 'review'],
        [1, 'undoing'],
        [1, 'evidence'],
        [1, 'emergency'],
        [1, 'archive'],
      ),
      off: fc.constantFrom<-1 | 0 | 1>(-1, 0, 1),
    }),
  },
  { weight: 5, arbitrary: fc.record({ does: does('gain'), who: id, role }) },
  { weight: 2, arbitrary: fc.record({ does: does('lose'), aim, who: id, role }) },
  { weight: 2, arbitrary: fc.record({ does: does('leave', 'own', 'own'), aim, who: id }) },
  { weight: 1, arbitrary: fc.record({ does: does('disown') }) },
  {
    weight: 4,
    arbitrary: fc.record({
      does: does('delegate'),
      who: id,
      role: delegable,
      to: id,
      minutes: fc.integer({ min: -5, max: 600 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      does: does('emergency'),
      is: weighed<EmergencyState>([4, 'APPROVED'], [1, 'REQUESTED'], [1, 'ENDED']),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: does('restart') }) },
);
