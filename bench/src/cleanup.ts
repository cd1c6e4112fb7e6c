/** Ends what was started, the latest first, however the work that needed it ended. */
export class Cleanup implements AsyncDisposable {
  readonly #ends: (() => Promise<unknown>)[] = [];

  /** `resource`, which is disposed of at the end. */
  use<T extends AsyncDisposable>(resource: T): T {
    this.after(async () => resource[Symbol.asyncDispose]());
    return resource;
  }

  after(end: () => Promise<unknown>): void {
    this.#ends.push(end);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const end of this.#ends.splice(0).reverse()) await end();
  }
}
