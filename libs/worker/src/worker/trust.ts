import { addDuration, hasCome } from '@guildhall/contracts';
import type { Recording, TrustMode, TrustRules } from '@guildhall/contracts';
import type { KnownWorker, WorkerState } from './state.js';

/** What a worker has earned since its trust last changed. */
export interface Earned {
  /** Successful mutating actions that count. */
  readonly successes: number;
  /** Since when it is trusted as it is, RFC 3339. */
  readonly since: string;
  /** Position in the log up to which nothing that the worker did counts any more. */
  readonly after: number;
}

/** How far a worker is trusted, and on what grounds (1.7). */
export interface Trusted {
  readonly trust: TrustMode;
  readonly earned: Earned;
}

/** As new: supervised, and what is on record before counts for nothing. */
export const trustAnew = ({ position, time }: Pick<Recording, 'position' | 'time'>): Trusted => ({
  trust: 'supervised',
  earned: { successes: 0, since: time, after: position },
});

/** One step up; what earned it is spent, and what is on record by then and was not counted yet still counts. */
export const raisedTo = ({ earned }: Trusted, trust: TrustMode, since: string): Trusted => ({
  trust,
  earned: { ...earned, successes: 0, since },
});

/** Whether there is a trust to lose, or a part of the way to it. */
export const hasEarned = ({ trust, earned }: Trusted): boolean =>
  trust !== 'supervised' || earned.successes > 0;

const isOnProbation = (worker: KnownWorker): boolean =>
  worker.status === 'registered' &&
  worker.certification.status === 'certified' &&
  worker.certification.probation;

/** How closely the worker is watched: on probation as if nobody knew it yet, whatever it has earned before (4.2). */
export const trustNow = (worker: KnownWorker): TrustMode =>
  isOnProbation(worker) ? 'supervised' : worker.trust;

/** The next step up, and how many successes it takes. */
interface Step {
  readonly to: 'monitored' | 'autonomous';
  readonly needed: number;
}

/** The step that more successes bring the worker nearer to; undefined where there is none. */
export const stepAhead = ({ trust }: Trusted, rules: TrustRules): Step | undefined => {
  switch (trust) {
    case 'supervised':
      return { to: 'monitored', needed: rules.monitoredAfter };
    case 'monitored':
      return { to: 'autonomous', needed: rules.autonomousAfter };
    case 'autonomous':
      return undefined;
  }
};

/** Whether successes of this worker are counted: it is in service, and there is a step ahead of it. */
export const isCounting = (worker: WorkerState): boolean =>
  worker.status === 'registered' && worker.trust !== 'autonomous';

/** Whether nothing but successes is missing for the step at `now`: no probation, and time enough as what it is. */
export const mayRise = (worker: KnownWorker, { to }: Step, rules: TrustRules, now: string): boolean =>
  !isOnProbation(worker) &&
  (to === 'monitored' || hasCome(addDuration(worker.earned.since, rules.autonomousNotBefore), now));
