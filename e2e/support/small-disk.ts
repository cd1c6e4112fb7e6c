import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A disk of nats-server that a test breaks. */
export interface SmallDisk extends AsyncDisposable {
  /** What makes it so, for people. */
  readonly kind: string;
  /** A command line that runs the one that is appended to it, with `<home>/store` on the disk. */
  through(home: string): string[];
  /** Leaves no room. */
  fill(natsServer: number): Promise<void>;
  makeRoom(natsServer: number): Promise<void>;
  /** Nothing can be written from now on. */
  makeReadOnly(natsServer: number): Promise<void>;
  /** Makes it good again; nothing may be running on it. */
  repair(): Promise<void>;
}

const run = promisify(execFile);
const TIMEOUT_MS = 30_000;
const SIZE = 96 * 1024 * 1024;

// Of its own to the processes that are started through it: it is gone when the last of them is.
const MOUNTED = 'mount -o loop,errors=remount-ro "$0" "$1" && shift && exec "$@"';
const mounting = (image: string, store: string): string[] => [
  'unshare',
  '--mount',
  'sh',
  '-c',
  MOUNTED,
  image,
  store,
];

/** An ext4 file system in a file, as root may mount it: full and read-only as real ones are. */
class LoopDisk implements SmallDisk {
  readonly kind = 'an ext4 file system of its own';
  #store = '';

  private constructor(
    private readonly folder: string,
    private readonly image: string,
  ) {}

  /** Undefined where this user may not mount, or there is nothing to mount it with. */
  static async make(): Promise<LoopDisk | undefined> {
    const folder = await mkdtemp(join(tmpdir(), 'guildhall-disk-'));
    const image = join(folder, 'disk.img');
    const disk = new LoopDisk(folder, image);
    try {
      writeFileSync(image, '');
      await truncate(image, SIZE);
      await run('mkfs.ext4', ['-q', image], { timeout: TIMEOUT_MS });
      const [program = '', ...words] = mounting(image, folder);
      await run(program, [...words, 'true'], { timeout: TIMEOUT_MS });
      return disk;
    } catch {
      await disk[Symbol.asyncDispose]();
      return undefined;
    }
  }

  through(home: string): string[] {
    this.#store = join(home, 'store');
    mkdirSync(this.#store, { recursive: true });
    return mounting(this.image, this.#store);
  }

  fill(natsServer: number): Promise<void> {
    // Large pieces, then what is left of the last one; each ends with the disk full.
    for (const size of ['1M', '1k'])
      this.#beside(natsServer, [
        'dd',
        'if=/dev/zero',
        `of=${this.#ballast}-${size}`,
        `bs=${size}`,
        'conv=fsync',
      ]);
    return Promise.resolve();
  }

  makeRoom(natsServer: number): Promise<void> {
    this.#beside(natsServer, ['rm', `${this.#ballast}-1M`, `${this.#ballast}-1k`]);
    return Promise.resolve();
  }

  makeReadOnly(natsServer: number): Promise<void> {
    // What the kernel does by itself when the device fails.
    this.#beside(natsServer, ['mount', '-o', 'remount,abort', this.#store]);
    return Promise.resolve();
  }

  repair(): Promise<void> {
    const { status, stderr } = spawnSync('e2fsck', ['-fy', this.image], { timeout: TIMEOUT_MS });
    // 1: errors were corrected.
    if (status !== 0 && status !== 1) throw new Error(`the disk is not repaired: ${String(stderr)}`);
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
    return Promise.resolve();
  }

  get #ballast(): string {
    return join(this.#store, 'ballast');
  }

  #beside(pid: number, command: string[]): void {
    spawnSync('nsenter', ['--target', String(pid), '--mount', ...command], { timeout: TIMEOUT_MS });
  }
}

/** For whoever may not mount: files of nats-server that may not grow. */
class LimitedDisk implements SmallDisk {
  readonly kind = 'a limit to the size of files';

  through(): string[] {
    return [];
  }

  // New files are as small as that; those with messages are longer.
  fill(natsServer: number): Promise<void> {
    return this.#limit(natsServer, '4096');
  }

  makeRoom(natsServer: number): Promise<void> {
    return this.#limit(natsServer, 'unlimited');
  }

  makeReadOnly(natsServer: number): Promise<void> {
    return this.#limit(natsServer, '0');
  }

  repair(): Promise<void> {
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }

  // The soft limit only, so that it can be taken back.
  async #limit(pid: number, size: string): Promise<void> {
    await run('prlimit', ['--pid', String(pid), `--fsize=${size}:`], { timeout: TIMEOUT_MS });
  }
}

/** The best that this machine allows; `limited` for the one that every Linux allows. */
export const smallDisk = async (limited = false): Promise<SmallDisk> =>
  (limited ? undefined : await LoopDisk.make()) ?? new LimitedDisk();
