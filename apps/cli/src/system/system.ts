import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { openTrust } from '@guildhall/broker';
import type { Trust } from '@guildhall/broker';
import { SYSTEM } from '@guildhall/contracts';
import { ensureCreds } from '../bootstrap/credentials.js';
import { countsOf, importBootstrap } from '../bootstrap/import.js';
import { readMarker, writeMarker } from '../bootstrap/marker.js';
import { Client } from '../client/client.js';
import { codeOf } from '../failure.js';
import { homeAt } from '../home.js';
import type { Home } from '../home.js';
import { enforceRevocations } from '../identity/enforce.js';
import { watchRevocations } from '../identity/watch.js';
import { boundLogs } from '../log-files.js';
import { DEMO_BOOTSTRAP } from '../repository.js';
import type { Settings } from '../settings.js';
import { removeConnection, writeConnection } from '../supervisor/connection.js';
import type { Connection } from '../supervisor/connection.js';
import { endLeftovers } from '../supervisor/leftovers.js';
import { acquireLock } from '../supervisor/lock.js';
import { freePort } from '../supervisor/ports.js';
import { removeStaleFiles } from '../supervisor/stale-files.js';
import { Supervisor } from '../supervisor/supervisor.js';
import { brokerPart, brokerUrl, provisionBroker } from './broker.js';
import { explained } from './explained.js';
import { journalOf } from './journal.js';
import type { Progress, Report } from './progress.js';
import { serviceParts } from './services.js';

/** A service that logs all it can must not fill the disk. */
const BOUND_LOGS_MS = 1_000;

export interface SystemOptions {
  settings: Settings;
  /** Path of nats-server. */
  natsServer: string;
  /** Leaves a new home without participants. */
  empty: boolean;
  report: Report;
}

/** What the supervisor writes is not worth ending what it keeps running: not where the disk is full, nor broken. */
const asFarAsPossible = (write: () => void): void => {
  try {
    write();
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
  }
};

/** Everything that `up` runs, in this process's care. One life: start, then stop. */
export class System {
  readonly #home: Home;
  readonly #supervisor: Supervisor;
  readonly #startedAt = new Date().toISOString();
  #url = '';
  #lock: { release(): void } | undefined;
  #bounding: NodeJS.Timeout | undefined;
  #stopWatching = (): Promise<void> => Promise.resolve();

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
    try {
      await this.#tidyUp();
    } catch (error) {
      // What is left stays named.
      this.#release();
      throw error;
    }
    try {
      await this.#startAll();
      return this.#connection();
    } catch (error) {
      const cause = explained(this.#home, error);
      await this.stop();
      throw cause;
    }
  }

  /** A supervisor that was killed may have left something: it must not run beside what is started now. */
  async #tidyUp(): Promise<void> {
    const { root, run, keys, connection } = this.#home;
    boundLogs(this.#home);
    await endLeftovers(connection, (text) => {
      this.#report({ kind: 'remark', text });
    });
    removeStaleFiles([root, run, keys, dirname(this.#home.creds(''))]);
    this.#bounding = setInterval(() => {
      asFarAsPossible(() => {
        boundLogs(this.#home);
      });
    }, BOUND_LOGS_MS).unref();
  }

  /** Services first, then the broker. */
  async stop(): Promise<void> {
    await this.#stopWatching();
    await this.#supervisor.stop();
    if (this.#lock) removeConnection(this.#home.connection);
    this.#release();
  }

  #release(): void {
    clearInterval(this.#bounding);
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
    const stopWatching = await this.#watchRevocations(trust);
    // Stopped meanwhile: nobody else would end it.
    if (this.#lock === undefined) await stopWatching();
    else this.#stopWatching = stopWatching;
  }

  async #startBroker(trust: Trust): Promise<void> {
    const { natsServer, settings } = this.options;
    const wanted = settings.natsPort;
    const port = await freePort(wanted);
    if (port !== wanted) this.#report({ kind: 'remark', text: `port ${wanted} is taken; using ${port}` });
    this.#url = brokerUrl(port);
    await this.#supervisor.start([brokerPart(this.#home, trust, natsServer, port)]);
    await provisionBroker(trust, this.#url);
    // Before anything listens: what an operator had revoked while nobody with the keys was there.
    await enforceRevocations(trust, this.#url);
    this.#step('broker', this.#url);
  }

  /** A new home gets those of the demo, also where the boot that was to bring them was interrupted. */
  async #ensureParticipants(trust: Trust): Promise<void> {
    const marker = readMarker(this.#home);
    if (!marker?.demo || marker.completed) return;
    const client = await Client.connect({ server: this.#url, creds: this.#home.creds(SYSTEM), id: SYSTEM });
    try {
      const place = {
        home: this.#home,
        trust,
        server: this.#url,
        client,
        report: () => undefined,
        demo: true,
      };
      const made = await importBootstrap(place, readFileSync(DEMO_BOOTSTRAP), DEMO_BOOTSTRAP);
      const { people, masters, workers } = countsOf(made);
      this.#step('participants', `${people}, ${masters}, ${workers}`);
    } finally {
      await client.close();
    }
  }

  #watchRevocations(trust: Trust): Promise<() => Promise<void>> {
    return watchRevocations({
      trust,
      server: this.#url,
      creds: readFileSync(this.#home.creds(SYSTEM), 'utf8'),
      report: (text) => {
        this.#report({ kind: 'remark', text });
      },
    });
  }

  #step(step: string, detail: string): void {
    this.#report({ kind: 'step', step, detail });
  }

  #report(progress: Progress): void {
    asFarAsPossible(() => {
      journalOf(this.#home)(progress);
    });
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
    asFarAsPossible(() => {
      if (this.#lock) writeConnection(this.#home.connection, this.#connection());
    });
  }
}
