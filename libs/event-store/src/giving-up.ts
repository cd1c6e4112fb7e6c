import { cut } from '@guildhall/contracts';
import { StoreError } from './errors.js';

/** A message whose handling fails is given up with the attempt of this number, or a later one (6.5). */
export const LAST_ATTEMPT = 5;
/** One that was given out so often and never settled takes its services down with it: it is not handled any more. */
export const CRASH_LOOP = 20;

const MAX_REASON = 1000;

// The network, the disk and what a process may have open. Not what it was asked for: ENOENT, EINVAL, EACCES.
const SYSTEM_ERRORS = new Set([
  'EAGAIN',
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EDQUOT',
  'EHOSTUNREACH',
  'EIO',
  'EMFILE',
  'ENETDOWN',
  'ENETUNREACH',
  'ENFILE',
  'ENOBUFS',
  'ENOMEM',
  'ENOSPC',
  'ENOTCONN',
  'EPIPE',
  'EROFS',
  'ETIMEDOUT',
]);

const isSystemError = (cause: Error): boolean =>
  'code' in cause && typeof cause.code === 'string' && SYSTEM_ERRORS.has(cause.code);

/** Why a message is not at fault: something was out of reach, or another writer was first. */
export type Excuse = 'outage' | 'conflict';

/** What a failure is excused by: what it says itself, or what it was caused by. Adapters say it by a StoreError. */
export const excuseOf = (cause: unknown): Excuse | undefined => {
  if (!(cause instanceof Error)) return undefined;
  if (cause instanceof StoreError && cause.kind === 'conflict') return 'conflict';
  if (cause instanceof StoreError) return cause.kind === 'unavailable' ? 'outage' : undefined;
  return isSystemError(cause) ? 'outage' : excuseOf(cause.cause);
};

/**
 * Whether a failure is nobody's fault: an outage, or another writer who was first. The message is not at fault then,
 * however often that happens, so it is tried again for as long as it takes.
 */
export const isExcused = (cause: unknown): boolean => excuseOf(cause) !== undefined;

/** A failure in words, for a dead letter. */
export const reasonOf = (cause: unknown): string => {
  const text = cause instanceof Error ? cause.message || cause.name : String(cause);
  return cut(text || 'no reason given', MAX_REASON);
};
