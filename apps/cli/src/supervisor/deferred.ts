/** Something that happens once, or fails to. A failure that nobody waits for is no error. */
export interface Deferred {
  promise: Promise<void>;
  resolve(): void;
  reject(reason: Error): void;
}

/** A promise that is settled from outside. */
export const deferred = (): Deferred => {
  let resolve = (): void => undefined;
  let reject: Deferred['reject'] = () => undefined;
  const promise = new Promise<void>((settle, fail) => {
    resolve = settle;
    reject = fail;
  });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
};
