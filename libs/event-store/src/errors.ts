/** `conflict`: another writer was first. `unavailable`: the log could not be written or read; try again. `integrity`: the log holds what it must not. */
export type StoreErrorKind = 'conflict' | 'unavailable' | 'integrity';

/**
 * Why the log could not be read or written, nor a timer or dead letter. `cause` is the transport's own error, where there
 * is one.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError';

  constructor(
    readonly kind: StoreErrorKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
