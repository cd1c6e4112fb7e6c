import type { Level, TrustMode } from '@guildhall/contracts';
import { excludedOwners, ownersSince } from '../owners.js';
import type { Certification, RegisteredWorker, WorkerState } from './state.js';

/** Whether a registered worker may be given work; `expired`: the level it held is void and was not renewed. */
export type Standing = 'active' | 'expired';

// What cannot be read as an instant is past: a certification is never valid by mistake.
const isOver = (certification: Certification, at: number): boolean =>
  certification.status === 'certified' &&
  certification.expiresAt !== undefined &&
  !(at < Date.parse(certification.expiresAt));

/** The level of the certification, whether or not it is still valid. */
export const levelHeld = ({ certification }: RegisteredWorker): Level =>
  certification.status === 'certified' ? certification.level : 0;

/** Standing at `at`, in milliseconds of the epoch. */
export const standingAt = ({ certification }: RegisteredWorker, at: number): Standing =>
  isOver(certification, at) ? 'expired' : 'active';

/** The level that counts at `now` (RFC 3339): 0 where there is no certification, or none that is still valid. */
export const levelAt = (state: WorkerState, now: string): Level =>
  state.status === 'registered' && standingAt(state, Date.parse(now)) === 'active' ? levelHeld(state) : 0;

/** Everybody who was an owner of the worker at any moment after `since` (RFC 3339), sorted, each once. */
export const ownersWithin = (state: WorkerState, since: string): string[] =>
  state.status === 'registered' ? ownersSince(state.tenures, since) : [];

/** What a decision about a permit needs to know about its worker (3.4). */
export type WorkerFacts =
  | { readonly status: 'unknown' }
  | {
      /** Only an active worker is eligible for anything. */
      readonly status: Standing;
      /** That counts now. */
      readonly level: Level;
      /** SHA-256 of the definition. */
      readonly definition: string;
      /** SHA-256 of what runs; absent where the definition names none (level 0). */
      readonly artifact?: string;
      /** Permits executed at once. */
      readonly concurrency: number;
      /** Now and in the 30 days before, sorted. */
      readonly owners: string[];
      readonly trust: TrustMode;
    };

/** The worker as it stands at `now` (RFC 3339). */
export const workerFacts = (state: WorkerState, now: string): WorkerFacts => {
  if (state.status === 'unknown') return { status: 'unknown' };
  const { definition, sha256, tenures, trust } = state;
  return {
    status: standingAt(state, Date.parse(now)),
    level: levelAt(state, now),
    definition: sha256,
    ...(definition.artifact === undefined ? {} : { artifact: definition.artifact.sha256 }),
    concurrency: definition.concurrency ?? 1,
    owners: excludedOwners(tenures, now),
    trust,
  };
};
