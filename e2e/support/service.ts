import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Service } from '@guildhall/contracts';

/** How a service ended, and what it had to say. */
export interface Ended {
  code: number | null;
  /** Its log, a JSON object a line. */
  log: string;
}

const mainOf = (name: Service): string =>
  fileURLToPath(new URL(`../../apps/${name}/dist/main.js`, import.meta.url));

/** Long enough for a busy machine; a service that is not ready by then hangs. */
const READY_WITHIN_MS = 20_000;
/** A service that does not end when it is asked to must not outlive its test. */
const END_WITHIN_MS = 10_000;

/** One service as a process of its own, with nothing in its environment but `env`; it does not outlive this one. */
export class ServiceProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  #log = '';
  readonly ended: Promise<Ended>;

  constructor(
    readonly name: Service,
    env: Record<string, string>,
  ) {
    this.#child = spawn(process.execPath, [mainOf(name)], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const output of [this.#child.stdout, this.#child.stderr])
      output?.on('data', (chunk) => (this.#log += String(chunk)));
    this.ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', (code) => {
        resolve({ code, log: this.#log });
      });
    });
  }

  /** Resolves once it says that it is ready; rejects, with its log, where it ends instead or never says so. */
  async ready(within = READY_WITHIN_MS): Promise<void> {
    const ready = new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => {
        reject(new Error(`${this.name} is not ready after ${within} ms:\n${this.#log}`));
      }, within);
      this.#child.on('message', () => {
        clearTimeout(late);
        resolve();
      });
      this.#child.once('close', () => {
        clearTimeout(late);
      });
    });
    const failed = this.ended.then(({ code, log }) => {
      throw new Error(`${this.name} ended with ${String(code)}:\n${log}`);
    });
    // Once it was ready, its end is no failure.
    failed.catch(() => undefined);
    await Promise.race([ready, failed]);
  }

  /** Asks it to end, and insists where it does not. */
  async stop(): Promise<Ended> {
    const insist = setTimeout(() => this.#child.kill('SIGKILL'), END_WITHIN_MS);
    this.#child.kill('SIGTERM');
    return this.ended.finally(() => {
      clearTimeout(insist);
    });
  }

  /** SIGKILL. */
  async kill(): Promise<Ended> {
    this.#child.kill('SIGKILL');
    return this.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** The text of the last line that the service logged as fatal; empty where there is none. */
export const lastWords = ({ log }: Ended): string =>
  log
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { level: string; message: string })
    .findLast(({ level }) => level === 'fatal')?.message ?? '';
