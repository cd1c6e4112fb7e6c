import { JetStreamApiError, JetStreamError } from '@nats-io/jetstream';
import { errors } from '@nats-io/transport-node';
import { StoreError } from '../errors.js';

// Codes of the broker; nothing outside this folder knows them.
const MESSAGE_NOT_FOUND = 10037;
const CONSUMER_NOT_FOUND = 10014;
const STREAM_NOT_FOUND = 10059;
const WRONG_LAST_SEQUENCE = 10071;
const WRONG_LAST_SEQUENCE_IN_FLIGHT = 10164;
const BATCH_HAS_KNOWN_ID = 10201;
const NOT_STORED = 10077;
const ACCOUNT_IS_FULL = 10002;
const BATCH_IS_INCOMPLETE = 10176;
// Like those of HTTP.
const NOT_FOUND = 404;
const TOO_MANY_RESULTS = 413;
const TOO_MANY_REQUESTS = 429;
const SERVER_ERRORS = 500;

/** An error as the broker's API puts it in an answer. */
export interface ApiError {
  code?: number;
  err_code?: number;
  description?: string;
}

const codeOf = (error: unknown): number | undefined => {
  if (error instanceof JetStreamApiError) return error.code;
  // Status replies of direct gets carry an HTTP-like code on a class the package does not export.
  if (error instanceof JetStreamError && 'code' in error && typeof error.code === 'number') return error.code;
  return undefined;
};

export const isNotFound = (error: unknown): boolean =>
  [MESSAGE_NOT_FOUND, CONSUMER_NOT_FOUND, NOT_FOUND].includes(codeOf(error) ?? 0);

export const isTooMany = (error: unknown): boolean => codeOf(error) === TOO_MANY_RESULTS;

// Not stored has many reasons, and one code: a subject that is written already, and a disk, stream or account that is full.
const isWritten = ({ err_code, description = '' }: ApiError): boolean =>
  err_code === NOT_STORED && description.includes('per subject');

/** Somebody has written this version, or for this cause: another writer, or this append before. */
const isTaken = (error: ApiError): boolean =>
  isWritten(error) ||
  [WRONG_LAST_SEQUENCE, WRONG_LAST_SEQUENCE_IN_FLIGHT, BATCH_HAS_KNOWN_ID].includes(error.err_code ?? 0);

/** The broker cannot do now what it was asked for, whatever that was. Anything else it says of the request itself. */
const isOutage = ({ code = SERVER_ERRORS, err_code = 0 }: ApiError): boolean =>
  code >= SERVER_ERRORS ||
  code === TOO_MANY_REQUESTS ||
  [ACCOUNT_IS_FULL, BATCH_IS_INCOMPLETE, STREAM_NOT_FOUND, CONSUMER_NOT_FOUND].includes(err_code);

// Of the client: the connection is gone or not let in, or nobody answered. Not among them: arguments and subjects that the
// client does not accept, and what the broker does not accept of a connection: rights that are missing, or its protocol.
const AWAY = [
  errors.AuthorizationError,
  errors.ClosedConnectionError,
  errors.ConnectionError,
  errors.DrainingConnectionError,
  errors.NoRespondersError,
  errors.TimeoutError,
  errors.UserAuthenticationExpiredError,
];

const isBrokerAway = (error: unknown): boolean => {
  if (error instanceof errors.RequestError) return error.cause === undefined || isBrokerAway(error.cause);
  if (error instanceof JetStreamApiError) return isOutage({ code: error.status, err_code: error.code });
  if (error instanceof JetStreamError) return isOutage({ code: codeOf(error) ?? SERVER_ERRORS });
  return AWAY.some((kind) => error instanceof kind) || isNotEnabled(error);
};

// What a stream without a leader answers with.
const isNotEnabled = (error: unknown): boolean =>
  error instanceof Error && error.name === 'JetStreamNotEnabled';

/** A failure of the client as one of the port: `unavailable` where that is what it says, otherwise one for good. */
export const failure = (message: string, cause: unknown): Error => {
  if (cause instanceof StoreError) return cause;
  return isBrokerAway(cause)
    ? new StoreError('unavailable', message, { cause })
    : new Error(message, { cause });
};

/** What the broker has refused to store, as a failure of the port: `conflict`, `unavailable`, or one for good. */
export const refused = (what: string, error: ApiError = {}): Error => {
  const said = `${what}: ${error.description ?? 'no reason given'} (${error.err_code ?? 0})`;
  if (isTaken(error)) return new StoreError('conflict', said);
  return isOutage(error) ? new StoreError('unavailable', said) : new Error(said);
};

/**
 * What was asked of the broker, by this library or by whoever asks it for something else. Rejects with `message`, and the
 * client's error as its cause: a StoreError `unavailable` where the broker is out of reach.
 */
export const asked = async <T>(message: string, answer: Promise<T>): Promise<T> => {
  try {
    return await answer;
  } catch (cause) {
    throw failure(message, cause);
  }
};
