import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, openTrust } from '@guildhall/broker';
import type { NatsConnection } from '@nats-io/transport-node';
import { readJson } from '../json.js';
import { inRepository } from '../repository.js';
import { freePort } from './postgres.js';

interface ConnectionFile {
  nats: string;
  processes: { name: string; pid: number | null; since: string; state: string }[];
}

const run = (args: string[], env: Record<string, string>): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [inRepository('apps/cli/bin/guildhall.js'), ...args], {
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => (output += String(chunk)));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`guildhall ${args.join(' ')} failed:\n${output}`));
    });
  });

export interface UpOptions {
  /** Further environment of everything that is started. */
  env?: Record<string, string>;
}

/** The whole system as `guildhall up` runs it: nats-server and services as processes of their own. */
export class Guildhall implements AsyncDisposable {
  readonly #open: NatsConnection[] = [];
  #isDown = false;

  private constructor(
    readonly home: string,
    private readonly env: Record<string, string>,
    /** Seconds from the command to its end, when everything is healthy. */
    readonly startedIn: number,
  ) {}

  /** Starts the system of `home`, with the participants of the demo where the home is new. */
  static async up(home: string, options: UpOptions = {}): Promise<Guildhall> {
    const nats = process.env['NATS_SERVER_BIN'];
    const env = {
      GUILDHALL_HOME: home,
      GUILDHALL_NATS_PORT: String(await freePort()),
      ...(nats === undefined ? {} : { NATS_SERVER_BIN: nats }),
      ...options.env,
    };
    const since = performance.now();
    await run(['up', '--detach', '--no-demo'], env);
    return new Guildhall(home, env, (performance.now() - since) / 1000);
  }

  get #file(): ConnectionFile {
    return readJson(join(this.home, 'connection.json')) as ConnectionFile;
  }

  /** Process ids by name. */
  get pids(): Record<string, number> {
    return Object.fromEntries(this.#file.processes.flatMap(({ name, pid }) => (pid ? [[name, pid]] : [])));
  }

  /** Seconds from the broker being ready to each service being ready. */
  get readyAfter(): Record<string, number> {
    const { processes } = this.#file;
    const broker = Date.parse(processes.find(({ name }) => name === 'nats-server')?.since ?? '');
    const services = processes.filter(({ name }) => name !== 'nats-server');
    return Object.fromEntries(services.map(({ name, since }) => [name, (Date.parse(since) - broker) / 1000]));
  }

  async connectAs(id: string): Promise<NatsConnection> {
    return this.#connect(id, readFileSync(join(this.home, 'creds', `${id}.creds`), 'utf8'));
  }

  /** May read everything. */
  async admin(): Promise<NatsConnection> {
    const trust = await openTrust(join(this.home, 'keys'));
    return this.#connect('admin', await trust.admin());
  }

  async #connect(name: string, creds: string): Promise<NatsConnection> {
    const nc = await connect({ servers: this.#file.nats, creds, name });
    this.#open.push(nc);
    return nc;
  }

  async down(): Promise<void> {
    if (this.#isDown) return;
    this.#isDown = true;
    await Promise.all(this.#open.splice(0).map((nc) => nc.close()));
    await run(['down'], this.env);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.down().catch(() => undefined);
  }
}
