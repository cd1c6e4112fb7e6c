import fc from 'fast-check';
import { around } from './around-steps.js';
import { defects, does, seldom } from './chances.js';
import { ending, timer } from './end-steps.js';
import { approving, reviewing } from './review-steps.js';
import { scenario } from './scenario.js';
import type { Asking, Race, Step } from './step.js';
import { beating, completing, confirming, proposing, recordingWork, undoing, working } from './work-steps.js';

const opening: fc.Arbitrary<Asking> = fc.record({ does: does('open'), scenario, withdrawn: seldom });

/** As different policies have them. */
const durations = fc.record({
  heartbeat: fc.constantFrom('PT30S', 'PT2S', 'PT4H'),
  rollback: fc.constantFrom('PT15M', 'PT30S', 'PT2H'),
});

const asking: fc.Arbitrary<Asking> = fc.oneof(
  { weight: 7, arbitrary: opening },
  { weight: 24, arbitrary: reviewing },
  { weight: 10, arbitrary: fc.record({ does: does('start'), defects, durations }) },
  { weight: 40, arbitrary: working },
  { weight: 4, arbitrary: undoing },
  { weight: 2, arbitrary: ending },
  { weight: 4, arbitrary: timer },
);

/** For one place; for the last word on work that goes on; for undoing it. */
const race: fc.Arbitrary<Race> = fc.oneof(
  fc.record({ does: does('race'), one: approving, other: approving }),
  fc.record({
    does: does('race'),
    one: fc.oneof(ending, completing, beating, timer),
    other: fc.oneof(proposing, recordingWork, confirming),
  }),
  fc.record({
    does: does('race'),
    one: fc.oneof(proposing, recordingWork),
    other: fc.oneof(ending, completing),
  }),
  fc.record({
    does: does('race'),
    one: fc.oneof(undoing, timer),
    other: fc.oneof(undoing, proposing, recordingWork),
  }),
);

/** Anything at all. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 40, arbitrary: asking },
  { weight: 8, arbitrary: around },
  { weight: 3, arbitrary: race },
);
