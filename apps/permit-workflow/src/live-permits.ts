import type { Recorded } from '@guildhall/contracts';
import { foldProvider } from '@guildhall/messaging';
import type { LogFold } from '@guildhall/messaging';
import {
  OVERLAP_EVENTS,
  STANDING_EVENTS,
  emptyOverlaps,
  emptyStanding,
  evolveOverlaps,
  evolveStanding,
} from '@guildhall/permit';
import type { OverlapEvent, OverlapIndex, Standing, StandingEvent } from '@guildhall/permit';
import { EXECUTION_EVENTS, evolveExecutions, noExecutions } from './executions.js';
import type { ExecutionEvent, Executions } from './executions.js';

/** Nest token of what is known of all permits from their request to their end. */
export const LIVE_PERMITS = Symbol('live permits');

/** Which of them are in the way of others, what they stand on, and who executes them: one view, because all hear the same events. */
export interface LivePermits {
  readonly overlaps: OverlapIndex;
  readonly standing: Standing;
  readonly executions: Executions;
}

/** The events that it is folded from. */
export const LIVE_EVENTS = [...new Set([...OVERLAP_EVENTS, ...STANDING_EVENTS, ...EXECUTION_EVENTS])];
/** One of them, as the log has it. */
export type LiveEvent = OverlapEvent | StandingEvent | ExecutionEvent;
export type LiveFold = LogFold<LivePermits, LiveEvent>;

const isOf = <R extends Recorded>(types: readonly R['type'][], event: Recorded): event is R =>
  types.some((type) => type === event.type);

/** The view of an empty log. */
export const noLivePermits = (): LivePermits => ({
  overlaps: emptyOverlaps(),
  standing: emptyStanding(),
  executions: noExecutions(),
});

/** The same view after one more event of the log: it is changed in place. */
export const evolveLivePermits = (live: LivePermits, event: LiveEvent): LivePermits => {
  if (isOf<OverlapEvent>(OVERLAP_EVENTS, event)) evolveOverlaps(live.overlaps, event);
  if (isOf<StandingEvent>(STANDING_EVENTS, event)) evolveStanding(live.standing, event);
  if (isOf<ExecutionEvent>(EXECUTION_EVENTS, event)) evolveExecutions(live.executions, event);
  return live;
};

export const livePermitsProvider = foldProvider<LivePermits, LiveEvent>(LIVE_PERMITS, () => ({
  name: 'live-permits-3',
  types: LIVE_EVENTS,
  initialState: noLivePermits(),
  evolve: evolveLivePermits,
}));
