import type { NatsConnection } from '@nats-io/transport-node';
import type { Trip } from '../load/road.js';
import { inFlight } from '../load/pipelined.js';
import { storyOf } from '../log/stored.js';
import { median } from '../statistics.js';

/** The parts of a trip, by what ends each: the broker's own time stamps in between. */
export const HOPS = ['task.assessed', 'assignment.made', 'permit.issued', 'heard'] as const;
export type HopTimes = Record<(typeof HOPS)[number], number>;

const SAMPLES = 200;

const wallClock = (at: number): number => performance.timeOrigin + at;

/** Median of each part, ms, over some of the trips. */
export const hopTimes = async (admin: NatsConnection, trips: readonly Trip[]): Promise<HopTimes> => {
  const parts = new Map<string, number[]>(HOPS.map((hop) => [hop, []]));
  const step = Math.max(1, Math.floor(trips.length / SAMPLES));
  const samples = trips.filter((_, index) => index % step === 0);
  await inFlight(samples.length, 16, async (index) => {
    const trip = samples[index];
    if (!trip) return;
    const story = await storyOf(admin, trip.taskId);
    let before = wallClock(trip.published);
    for (const hop of HOPS) {
      const at = hop === 'heard' ? wallClock(trip.heard) : story.find(({ type }) => type === hop)?.storedMs;
      if (at === undefined) return;
      parts.get(hop)?.push(at - before);
      before = at;
    }
  });
  return Object.fromEntries(HOPS.map((hop) => [hop, median(parts.get(hop) ?? [])])) as HopTimes;
};
