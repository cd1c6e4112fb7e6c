import type { Refusal } from '@guildhall/contracts';
import { StoreError } from '@guildhall/event-store';
import { RequestError } from '@nats-io/transport-node';

/**
 * `unreachable`: no broker, or no service, answered in time. `unknown`: the broker does not know these credentials.
 * `denied`: it does not let this participant do it.
 */
export type ClientErrorKind = 'unreachable' | 'unknown' | 'denied';

export class ClientError extends Error {
  override readonly name = 'ClientError';

  constructor(
    readonly kind: ClientErrorKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The service answered no. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';

  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

/** Whether a service answered no with `code`. */
export const isRefusedAs = (error: unknown, code: Refusal['code']): boolean =>
  error instanceof RefusedError && error.refusal.code === code;

/** Names of the transport's errors, from the outermost to the first cause. */
const names = (error: unknown): string[] =>
  error instanceof Error ? [error.name, ...names(error.cause)] : [];

// It may hold a password.
const withoutUser = (url: string): string => url.replace(/\/\/[^/]*@/, '//');

/** What kept the connection from being made. */
export const connectError = (server: string, id: string, error: unknown): ClientError =>
  names(error).includes('AuthorizationError')
    ? new ClientError('unknown', `The broker does not accept the credentials of ${id}.`, { cause: error })
    : new ClientError('unreachable', `No broker answers at ${withoutUser(server)}.`, { cause: error });

/** Whether a request found nobody who listens. */
export const isUnheard = (error: unknown): boolean => error instanceof RequestError && error.isNoResponders();

/** Whether the broker does not let this participant do it. */
export const isDenied = (error: unknown): boolean => names(error).includes('PermissionViolationError');

/** What kept a request from being answered. */
export const requestError = (subject: string, error: unknown): ClientError => {
  if (isDenied(error)) {
    return new ClientError('denied', `The broker does not let you publish on ${subject}.`, { cause: error });
  }
  if (isUnheard(error)) {
    return new ClientError('unreachable', `No service listens on ${subject}.`, { cause: error });
  }
  return new ClientError('unreachable', `No service answered on ${subject} in time.`, { cause: error });
};

/** What reading the log gives; what keeps it from that as a ClientError. */
export const fromLog = async <T>(read: () => Promise<T>): Promise<T> => {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof StoreError) || error.kind !== 'unavailable') throw error;
    throw new ClientError('unreachable', 'The log could not be read in time.', { cause: error });
  }
};

// One code for many reasons: of a full disk, a master can send as slowly as it likes.
const NOT_STORED = 10_077;
const isQuota = ({ err_code, description = '' }: { err_code?: number; description?: string }): boolean =>
  err_code === NOT_STORED && description.includes('per subject');

/** The broker's answer to a task that the intake did not take, as a refusal. */
export const intakeRefusal = (error: { err_code?: number; description?: string } | undefined): Refusal =>
  error && isQuota(error)
    ? { code: 'OVERLOADED', message: 'Too many of your tasks are waiting.' }
    : {
        code: 'LOG_UNAVAILABLE',
        message: `The intake did not store the task: ${error?.description ?? 'no reason'}.`,
      };
