import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { hex } from '@guildhall/contracts';
import { sha256 } from '@guildhall/event-store';

/** A fold as it was at a position of the log. */
export interface Snapshot<S> {
  position: number;
  state: S;
}

/** What a snapshot is of; one of anything else is as good as none. */
export interface SnapshotOf {
  /** Name of the fold, with a number that is raised when the shape or the meaning of its state changes. */
  fold: string;
  /** `identity` of the log. */
  log: string;
}

interface Header extends SnapshotOf {
  position: number;
  /** Hex SHA-256 of the position and the state. */
  sha256: string;
}

const NEWLINE = 0x0a;

const digest = (position: number, state: Uint8Array): string =>
  hex(sha256(Buffer.concat([Buffer.from(`${position}\n`), state])));

const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';

/**
 * The snapshot of one fold: a line of JSON that says what it is, then the state. Disposable: one that is absent, damaged
 * or of something else means that the log is folded from its beginning.
 */
export class SnapshotFile<S> {
  constructor(
    private readonly path: string,
    private readonly of: SnapshotOf,
  ) {}

  /** Undefined where there is none of this fold and log. Rejects where it is damaged or cannot be read. */
  async read(): Promise<Snapshot<S> | undefined> {
    const bytes = await this.#bytes();
    if (bytes === undefined) return undefined;
    const end = bytes.indexOf(NEWLINE);
    const header = JSON.parse(bytes.toString('utf8', 0, end)) as Header;
    if (header.fold !== this.of.fold || header.log !== this.of.log) return undefined;
    const state = bytes.subarray(end + 1);
    if (digest(header.position, state) !== header.sha256) throw new Error(`${this.path} is damaged`);
    return { position: header.position, state: deserialize(state) as S };
  }

  /** Replaces what was there at once, so that nobody ever reads half of it. */
  async write({ position, state }: Snapshot<S>): Promise<void> {
    // Before anything is awaited: the fold goes on meanwhile.
    const bytes = serialize(state);
    const header: Header = { ...this.of, position, sha256: digest(position, bytes) };
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    const fresh = `${this.path}.${process.pid}`;
    await writeFile(fresh, [`${JSON.stringify(header)}\n`, bytes], { mode: 0o600 });
    await rename(fresh, this.path);
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
