import type { Level } from '@guildhall/contracts';

/** What a worker says a task will cost, from its own measurements (4.3); units are the same for all. */
export interface Bid {
  readonly costPerTask: number;
  /** Milliseconds. */
  readonly p95Ms: number;
  readonly loadScore: number;
}

/** A worker that could do the task, as far as the choice among several depends on it. */
export interface Contender {
  readonly workerId: string;
  readonly level: Level;
  readonly bid?: Bid;
  readonly liveAssignments: number;
}

const byId = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

const byBid = (a: Bid | undefined, b: Bid | undefined): number => {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return a.costPerTask - b.costPerTask || a.p95Ms - b.p95Ms || a.loadScore - b.loadScore;
};

/**
 * The order of 4.3, negative where `a` goes first: lowest level, best bid (least cost, then latency, then load; none
 * comes last), least live assignments, id. Total: only a worker and itself are equal.
 */
export const byPreference = (a: Contender, b: Contender): number =>
  a.level - b.level ||
  byBid(a.bid, b.bid) ||
  a.liveAssignments - b.liveAssignments ||
  byId(a.workerId, b.workerId);
