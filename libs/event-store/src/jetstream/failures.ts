import { JetStreamApiError, JetStreamError } from '@nats-io/jetstream';
import { StoreError } from '../errors.js';

// Codes of the broker; nothing outside this folder knows them.
const MESSAGE_NOT_FOUND = 10037;
const CONSUMER_NOT_FOUND = 10014;
const WRONG_LAST_SEQUENCE = 10071;
const WRONG_LAST_SEQUENCE_IN_FLIGHT = 10164;
const SUBJECT_ALREADY_WRITTEN = 10077;
const NOT_FOUND = 404;
const TOO_MANY_RESULTS = 413;

const codeOf = (error: unknown): number | undefined => {
  if (error instanceof JetStreamApiError) return error.code;
  // Status replies of direct gets carry an HTTP-like code on a class the package does not export.
  if (error instanceof JetStreamError && 'code' in error && typeof error.code === 'number') return error.code;
  return undefined;
};

export const isNotFound = (error: unknown): boolean =>
  [MESSAGE_NOT_FOUND, CONSUMER_NOT_FOUND, NOT_FOUND].includes(codeOf(error) ?? 0);

export const isTooMany = (error: unknown): boolean => codeOf(error) === TOO_MANY_RESULTS;

/** Somebody has written this version, be it another writer or this append before. */
export const isTaken = (code: number): boolean =>
  [WRONG_LAST_SEQUENCE, WRONG_LAST_SEQUENCE_IN_FLIGHT, SUBJECT_ALREADY_WRITTEN].includes(code);

/** `cause` as a StoreError; what the broker did not say is an outage. */
export const unavailable = (message: string, cause: unknown): StoreError =>
  cause instanceof StoreError ? cause : new StoreError('unavailable', message, { cause });
