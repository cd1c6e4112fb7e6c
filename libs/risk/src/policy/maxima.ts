import { durationMs } from '@guildhall/contracts';
import type { Durations, LevelTerms, PolicyDocument } from '@guildhall/contracts';
import { byLevel } from './by-level.js';
import type { ByLevel } from './by-level.js';
import { under } from './report.js';
import type { Report } from './report.js';
import { LEAST_REGULATED_RETENTION, LEAST_RETENTION } from './retention.js';

/** Longest window of a permit, in code, so that no policy lengthens it (2.5). */
export const LONGEST_WINDOW = 'P7D';
/** The same in milliseconds. */
export const MAX_WINDOW_MS = durationMs(LONGEST_WINDOW);
/** Highest level an emergency lends (1.8), and so the highest that takes its path. */
export const MAX_EMERGENCY_LEVEL = 3;

interface Bound {
  readonly ms: number;
  readonly said: string;
}

interface Bounds {
  readonly least?: Bound;
  readonly most?: Bound;
}

const bound = (duration: string, said: string): Bound => ({ ms: durationMs(duration), said });

// Added to any moment, it is still one that clocks come to.
const LONGEST = bound('P100Y', '100 years');

const OF_DURATIONS: Partial<Record<keyof Durations, Bounds>> = {
  defaultWindow: { most: bound(LONGEST_WINDOW, '7 days') },
  emergency: { most: bound('PT1H', '1 hour') },
  token: { most: bound('PT120S', '120 seconds') },
  delegation: { most: bound('P14D', '14 days') },
  regulatedRetention: { least: bound(LEAST_REGULATED_RETENTION, '7 years') },
  // `permit.start` tells a worker how often it has to speak; it is not lost by what a timer may be late, or a heartbeat
  // takes (3.5).
  heartbeat: { least: bound('PT1S', '1 second') },
};

const BOUNDS: Readonly<Record<string, Bounds | undefined>> = OF_DURATIONS;

const RETENTION: ByLevel<Bounds> = byLevel((level) => {
  const least = LEAST_RETENTION[level];
  return { least: bound(least, `${least}, the least of level ${level}`) };
});

const wrongIn = (duration: string, { least, most = LONGEST }: Bounds): string | undefined => {
  const length = durationMs(duration);
  if (length <= 0) return 'must be longer than nothing';
  if (least && length < least.ms) return `must not be shorter than ${least.said}`;
  return length > most.ms ? `must not be longer than ${most.said}` : undefined;
};

/** Where a duration is, what it is, if it is given, and its bounds. */
type Bounded = [pointer: string, duration: string | undefined, bounds?: Bounds | undefined];

const ofLevel = ({ level, retention, reviewWithin }: LevelTerms, index: number): Bounded[] => {
  const at = under('/levels', index);
  return [
    [under(at, 'retention'), retention, RETENTION[level]],
    [under(at, 'reviewWithin'), reviewWithin],
  ];
};

const allIn = ({ levels, plans, durations, trust }: PolicyDocument): Bounded[] => [
  ...plans.map(({ reviewWithin }, index): Bounded => [
    `${under('/plans', index)}/reviewWithin`,
    reviewWithin,
  ]),
  ...levels.flatMap(ofLevel),
  ...Object.entries<string | undefined>({ ...durations }).map(([name, duration]): Bounded => [
    under('/durations', name),
    duration,
    BOUNDS[name],
  ]),
  ['/trust/autonomousNotBefore', trust.autonomousNotBefore],
];

/**
 * Reports, of all durations of a policy, those beyond what code holds: above its maxima, below the retention of their
 * level (1.2), of no length at all or without end; and a silence so short that every worker would be lost.
 */
export const checkDurations = (document: PolicyDocument, report: Report): void => {
  for (const [pointer, duration, bounds = {}] of allIn(document)) {
    const wrong = duration === undefined ? undefined : wrongIn(duration, bounds);
    if (wrong !== undefined) report(pointer, wrong);
  }
};
