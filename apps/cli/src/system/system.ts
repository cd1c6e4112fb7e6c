import { existsSync, readFileSync } from 'node:fs';
import { openTrust } from '@guildhall/broker';
import type { Trust } from '@guildhall/broker';
import { SYSTEM } from '@guildhall/contracts';
import { ensureCreds } from '../bootstrap/credentials.js';
import { countsOf, importBootstrap } from '../bootstrap/import.js';
import { readMarker, writeMarker } from '../bootstrap/marker.js';
import { Client } from '../client/client.js';
import { Failure } from '../failure.js';
import { homeAt } from '../home.js';
import type { Home } from '../home.js';
import { lastLines, rotateLogs } from '../log-files.js';
import { DEMO_BOOTSTRAP } from '../repository.js';
import type { Settings } from '../settings.js';
import { removeConnection, writeConnection } from '../supervisor/connection.js';
import type { Connection } from '../supervisor/connection.js';
import { acquireLock } from '../supervisor/lock.js';
import { freePort } from '../supervisor/ports.js';
import { StartFailure } from '../supervisor/start-failure.js';
import { isTrouble, renderLogLine } from '../render/log-line.js';
import { styleFor } from '../render/style.js';
import { Supervisor } from '../supervisor/supervisor.js';
import { brokerPart, brokerUrl, provisionBroker } from './broker.js';
import { journalOf } from './journal.js';
import type { Progress, Report } from './progress.js';
import { serviceParts } from './services.js';

const LINES_SHOWN = 15;

export interface SystemOptions {
  settings: Settings;
  /** Path of nats-server. */
  natsServer: string;
  /** Leaves a new home without participants. */
  empty: boolean;
  report: Report;
}

/** A process that does not start is explained by what went wrong at the end of its log. */
const withLog = (home: Home, error: unknown): unknown => {
  if (!(error instanceof StartFailure)) return error;
  const lines = lastLines(home.log(error.process), LINES_SHOWN);
  const style = styleFor({}, {}, new Date());
  const details = lines
    .filter(isTrouble)
    .map((line) => ({ pointer: '', message: renderLogLine(line, style) }));
  return new Failure(error.exit, { ...error.refusal, details }, `See \`guildhall logs ${error.process}\`.`);
};

/** Everything that `up` runs, in this process's care. One life: start, then stop. */
export class System {
  readonly #home: Home;
  readonly #supervisor: Supervisor;
  readonly #startedAt = new Date().toISOString();
  #url = '';
  #lock: { release(): void } | undefined;

  constructor(private readonly options: SystemOptions) {
    this.#home = homeAt(options.settings.home);
    this.#supervisor = new Supervisor((process) => {
      this.#report({ kind: 'process', process });
      this.#publish();
    });
  }

  /** Resolves once everything is healthy and the home has its participants; rejects, with everything stopped, otherwise. */
  async start(): Promise<Connection> {
    this.#lock = acquireLock(this.#home.lock);
    rotateLogs(this.#home);
    try {
      await this.#startAll();
      return this.#connection();
    } catch (error) {
      const explained = withLog(this.#home, error);
      await this.stop();
      throw explained;
    }
  }

  /** Services first, then the broker. */
  async stop(): Promise<void> {
    await this.#supervisor.stop();
    if (this.#lock) removeConnection(this.#home.connection);
    this.#lock?.release();
    this.#lock = undefined;
  }

  async #startAll(): Promise<void> {
    const { settings, empty } = this.options;
    if (!empty && !existsSync(this.#home.store)) writeMarker(this.#home, { demo: true, completed: false });
    const trust = await openTrust(this.#home.keys);
    await this.#startBroker(trust);
    const parts = await serviceParts(this.#home, trust, settings, this.#url);
    await this.#supervisor.start(parts);
    this.#step('services', `${parts.length} ready`);
    await ensureCreds(this.#home, trust, SYSTEM, 'system');
    await this.#ensureParticipants(trust);
  }

  async #startBroker(trust: Trust): Promise<void> {
    const { natsServer, settings } = this.options;
    const wanted = settings.natsPort;
    const port = await freePort(wanted);
    if (port !== wanted) this.#report({ kind: 'remark', text: `port ${wanted} is taken; using ${port}` });
    this.#url = brokerUrl(port);
    await this.#supervisor.start([brokerPart(this.#home, trust, natsServer, port)]);
    await provisionBroker(trust, this.#url);
    this.#step('broker', this.#url);
  }

  /** A new home gets those of the demo, also where the boot that was to bring them was interrupted. */
  async #ensureParticipants(trust: Trust): Promise<void> {
    const marker = readMarker(this.#home);
    if (!marker?.demo || marker.completed) return;
    const client = await Client.connect({ server: this.#url, creds: this.#home.creds(SYSTEM), id: SYSTEM });
    try {
      const place = { home: this.#home, trust, client, report: () => undefined, demo: true };
      const made = await importBootstrap(place, readFileSync(DEMO_BOOTSTRAP), DEMO_BOOTSTRAP);
      const { people, masters, workers } = countsOf(made);
      this.#step('participants', `${people}, ${masters}, ${workers}`);
    } finally {
      await client.close();
    }
  }

  #step(step: string, detail: string): void {
    this.#report({ kind: 'step', step, detail });
  }

  #report(progress: Progress): void {
    journalOf(this.#home)(progress);
    this.options.report(progress);
  }

  #connection(): Connection {
    return {
      nats: this.#url,
      gateway: null,
      supervisor: process.pid,
      startedAt: this.#startedAt,
      processes: this.#supervisor.processes,
    };
  }

  #publish(): void {
    if (this.#lock) writeConnection(this.#home.connection, this.#connection());
  }
}
