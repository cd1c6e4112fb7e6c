import type { Level } from '@guildhall/contracts';
import type { Disqualification } from '../permit/commands.js';

/** The event behind a verdict: what is done because of it names it as its cause. */
export interface Cause {
  /** `ce-id`. */
  readonly id: string;
  readonly position: number;
  readonly actor: string;
  readonly traceparent?: string;
}

/** What a permit stands on is not there any more, or is not what it was. */
export interface Verdict {
  readonly taskId: string;
  /**
   * `worker-redefined`: its terms name another definition than its worker has by now. `people-changed`: of those who
   * approved or sponsored it, somebody has other roles, or the master other owners, so that it has to be looked at again.
   */
  readonly kind: Disqualification['kind'] | 'people-changed';
  /** Who works under it, or has the grant to undo what was done under it. */
  readonly workerId: string;
  /** One sentence. */
  readonly text: string;
  readonly cause: Cause;
}

/** Something was taken, and by which event. */
export interface Loss {
  readonly text: string;
  readonly cause: Cause;
}

/** What a permit stands on. */
export interface Footing {
  readonly workerId: string;
  /** SHA-256 of the worker's definition that it is asked or given for. */
  readonly definition: string;
  readonly master: string;
  readonly level: Level;
  /** Where it took the path `emergency`. */
  readonly emergencyId?: string;
}

/**
 * A permit between its request and its end. `begun`: its worker has started; `undoing`: what was done is undone, and the
 * footing is that of the grant; `ended`: it is not closed yet, and nobody has the grant.
 */
export interface StandingPermit extends Footing {
  readonly stage: 'asked' | 'given' | 'begun' | 'undoing' | 'ended';
  /** Who has approved or sponsored what is asked for, or in whose stead, whether or not it still counts. */
  readonly people: readonly string[];
  /** What has changed about them, or whom they depend on, last. */
  readonly changed?: Loss;
  /** Where there is a grant, or was: what the permit itself stood on. */
  readonly own?: Footing;
}

/** What the permits of a worker stand on. */
export interface StandingWorker {
  /** SHA-256 of its definition, and the event that brought it. */
  readonly definition: string;
  readonly definedBy: Cause;
  readonly level: Level;
  readonly leveledBy: Cause;
  /** From here on the level is void: RFC 3339. */
  readonly expiresAt?: string;
  readonly suspended?: Loss;
  readonly revoked?: Loss;
  readonly retired?: Loss;
}

/** What the permits of a master stand on. */
export interface StandingMaster {
  readonly level: Level;
  readonly leveledBy: Cause;
  readonly retired?: Loss;
}

/**
 * What permits stand on, from their request to their end, as the log says it up to a position, and which of them have to
 * go. Plain data that belongs to whoever folds it: `evolveStanding` changes it in place, because copies of what holds a
 * hundred thousand permits would cost more than all the rest.
 */
export interface Standing {
  /** Of the last event in it; 0 where there is none. */
  position: number;
  readonly permits: Map<string, StandingPermit>;
  readonly workers: Map<string, StandingWorker>;
  readonly masters: Map<string, StandingMaster>;
  /** Those that are over. */
  readonly emergencies: Map<string, Loss>;
  /** Ids of permits by what they stand on: `worker deployer-3`, `master cicd-master`, `emergency e1`, `person bob`. */
  readonly on: Map<string, Set<string>>;
  /** What has to happen to permits that are still there; a reason stays, whatever comes after it. */
  readonly verdicts: Map<string, Verdict>;
}

/** The standing of an empty log. */
export const emptyStanding = (): Standing => ({
  position: 0,
  permits: new Map(),
  workers: new Map(),
  masters: new Map(),
  emergencies: new Map(),
  on: new Map(),
  verdicts: new Map(),
});
