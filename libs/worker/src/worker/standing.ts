import { DEFAULT_DURATIONS } from '@guildhall/contracts';
import type { Level, TrustMode, WorkerStatus } from '@guildhall/contracts';
import { excludedOwners, ownersSince } from '../owners.js';
import { trustNow } from './trust.js';
import type {
  Certification,
  EmergencyCertification,
  KnownWorker,
  RegisteredWorker,
  WorkerState,
} from './state.js';

// What cannot be read as an instant is past: a certification is never valid by mistake.
const isPast = (expiresAt: string, at: number): boolean => !(at < Date.parse(expiresAt));

const isOver = (certification: Certification, at: number): boolean =>
  certification.status === 'certified' &&
  certification.expiresAt !== undefined &&
  isPast(certification.expiresAt, at);

/** The level of the certification, whether or not it is still valid; 0 of a worker that has none any more. */
export const levelHeld = (worker: KnownWorker): Level =>
  worker.status === 'registered' && worker.certification.status === 'certified'
    ? worker.certification.level
    : 0;

/**
 * Standing at `at`, in milliseconds of the epoch. Only an active worker is eligible for anything, also in an emergency;
 * where several are true, the one that is hardest to undo.
 */
export const standingAt = (worker: KnownWorker, at: number): WorkerStatus => {
  if (worker.status === 'retired') return 'retired';
  const { certification, suspensions } = worker;
  if (certification.status === 'revoked') return 'revoked';
  if (suspensions.length > 0) return 'suspended';
  return isOver(certification, at) ? 'expired' : 'active';
};

/** The level that counts at `now` (RFC 3339): 0 where there is no certification, or none that is valid then. */
export const levelAt = (state: WorkerState, now: string): Level =>
  state.status !== 'unknown' && standingAt(state, Date.parse(now)) === 'active' ? levelHeld(state) : 0;

/**
 * What emergencies have lent the worker and not taken back at `at`, in milliseconds of the epoch. Nothing is lent to a
 * worker whose definition does not say what runs: from level 1 it has to (4.1).
 */
export const emergenciesAt = (worker: KnownWorker, at: number): EmergencyCertification[] =>
  worker.status === 'registered' && worker.definition.artifact !== undefined
    ? worker.emergencies.filter(({ expiresAt }) => !isPast(expiresAt, at))
    : [];

/**
 * Whether there is a certification at `at`, in milliseconds of the epoch, that can be suspended or revoked: one that was
 * granted, also where it is over, or what an emergency has lent.
 */
export const holdsCertification = (worker: RegisteredWorker, at: number): boolean =>
  worker.certification.status === 'certified' || emergenciesAt(worker, at).length > 0;

/** Everybody who was an owner of the worker at any moment after `since` (RFC 3339), sorted, each once. */
export const ownersWithin = (state: WorkerState, since: string): string[] =>
  state.status === 'unknown' ? [] : ownersSince(state.tenures, since);

/** What a decision about a permit needs to know about its worker (3.4). */
export type WorkerFacts =
  | { readonly status: 'unknown' }
  | {
      /** Only an active worker is eligible for anything. */
      readonly status: WorkerStatus;
      /** That counts now. */
      readonly level: Level;
      /** SHA-256 of the definition. */
      readonly definition: string;
      /** SHA-256 of what runs; absent where the definition names none (level 0). */
      readonly artifact?: string;
      /** Of the definition's identity, where it names one. */
      readonly publicKey?: string;
      /** Permits executed at once. */
      readonly concurrency: number;
      /** Now and for `formerOwners` before, sorted. */
      readonly owners: string[];
      readonly trust: TrustMode;
      /** When it was last suspended or its certification revoked, RFC 3339; absent where neither ever happened. */
      readonly lostAt?: string;
      /** What counts now for permits of these emergencies, and for no others (1.8). */
      readonly emergencies: EmergencyCertification[];
    };

/** The worker as it stands at `now` (RFC 3339); `formerOwners`: how long the policy excludes owners afterwards (3.2). */
export const workerFacts = (
  state: WorkerState,
  now: string,
  formerOwners: string = DEFAULT_DURATIONS.formerOwners,
): WorkerFacts => {
  if (state.status === 'unknown') return { status: 'unknown' };
  const { definition, sha256, tenures, lostAt } = state;
  const at = Date.parse(now);
  return {
    status: standingAt(state, at),
    level: levelAt(state, now),
    definition: sha256,
    ...(definition.artifact === undefined ? {} : { artifact: definition.artifact.sha256 }),
    ...(definition.identity === undefined ? {} : { publicKey: definition.identity.publicKey }),
    concurrency: definition.concurrency ?? 1,
    owners: excludedOwners(tenures, now, formerOwners),
    trust: trustNow(state),
    ...(lostAt === undefined ? {} : { lostAt }),
    emergencies: emergenciesAt(state, at),
  };
};
