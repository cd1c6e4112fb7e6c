import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { hex } from '@guildhall/contracts';
import { sha256 } from '@guildhall/event-store';

/** A fold as it was at a position of the log. */
export interface Snapshot<S> {
  position: number;
  /** `ce-id` of the event there, the last one in the state. */
  event: string;
  state: S;
}

/** What a snapshot is of; one of anything else is as good as none. */
export interface SnapshotOf {
  /** Name of the fold, with a number that is raised when the shape or the meaning of its state changes. */
  fold: string;
  /** `identity` of the log. */
  log: string;
  /** Of the events that it is the fold of, in any order. */
  types: readonly string[];
}

interface Header extends SnapshotOf {
  position: number;
  event: string;
  /** Hex SHA-256 of position, event and state. */
  sha256: string;
}

const NEWLINE = 0x0a;

const digest = (position: number, event: string, state: Uint8Array): string =>
  hex(sha256(Buffer.concat([Buffer.from(`${position} ${event}\n`), state])));

const isOf = (header: SnapshotOf, { fold, log, types }: SnapshotOf): boolean =>
  header.fold === fold && header.log === log && isDeepStrictEqual(header.types, types);

const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';

/**
 * The snapshot of one fold: a line of JSON that says what it is, then the state. Disposable: one that is absent, damaged
 * or of something else means that the log is folded from its beginning.
 */
export class SnapshotFile<S> {
  readonly #of: SnapshotOf;

  constructor(
    private readonly path: string,
    { fold, log, types }: SnapshotOf,
  ) {
    this.#of = { fold, log, types: [...types].sort() };
  }

  /** Undefined where there is none of this fold, log and types. Rejects where it is damaged or cannot be read. */
  async read(): Promise<Snapshot<S> | undefined> {
    const bytes = await this.#bytes();
    if (bytes === undefined) return undefined;
    const end = bytes.indexOf(NEWLINE);
    const header = JSON.parse(bytes.toString('utf8', 0, end)) as Header;
    if (!isOf(header, this.#of)) return undefined;
    const { position, event } = header;
    const state = bytes.subarray(end + 1);
    if (digest(position, event, state) !== header.sha256) throw new Error(`${this.path} is damaged`);
    return { position, event, state: deserialize(state) as S };
  }

  /** Replaces what was there at once, so that nobody ever reads half of it. */
  async write({ position, event, state }: Snapshot<S>): Promise<void> {
    // Before anything is awaited: the fold goes on meanwhile.
    const bytes = serialize(state);
    const header: Header = { ...this.#of, position, event, sha256: digest(position, event, bytes) };
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    // Instances of a service on one home write at the same events, so each needs a file of its own.
    const fresh = `${this.path}.${process.pid}`;
    await writeFile(fresh, [`${JSON.stringify(header)}\n`, bytes], { mode: 0o600 });
    await rename(fresh, this.path);
  }

  /**
   * Removes what processes have left that were killed while they wrote. An instance that is writing just then keeps its
   * snapshot before, and is told so.
   */
  async tidy(): Promise<void> {
    const folder = dirname(this.path);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const left = (await readdir(folder)).filter((name) => name.startsWith(`${basename(this.path)}.`));
    await Promise.all(left.map((name) => rm(join(folder, name), { force: true })));
  }

  async #bytes(): Promise<Buffer | undefined> {
    try {
      return await readFile(this.path);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }
}
