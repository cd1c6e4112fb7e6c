import { setTimeout as pause } from 'node:timers/promises';
import type { Road, Trip } from './road.js';

/**
 * Publishes `count` tasks, `perSecond`, whether or not those before have arrived: a slow answer does not make the load
 * lighter.
 */
export const steady = async (
  road: Road,
  { prefix, count, perSecond }: { prefix: string; count: number; perSecond: number },
): Promise<Trip[]> => {
  const trips: Promise<Trip>[] = [];
  const since = performance.now();
  for (let index = 0; index < count; index++) {
    const due = since + (index * 1000) / perSecond;
    const early = due - performance.now();
    if (early > 0) await pause(early);
    const trip = road.travel(`${prefix}-${index}`);
    // It is awaited below; until then its failure is nobody's.
    trip.catch(() => undefined);
    trips.push(trip);
  }
  return Promise.all(trips);
};
