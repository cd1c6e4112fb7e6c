import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, launchServer, openTrust, provision } from '@guildhall/broker';
import type { Server, Trust } from '@guildhall/broker';
import type { ParticipantKind, Service } from '@guildhall/contracts';
import type { NatsConnection } from '@nats-io/transport-node';
import { natsServerPath } from './nats-server.js';

/** What is different from the server that `guildhall up` starts. */
export interface NatsOptions {
  /** `false` leaves out streams and durable consumers. */
  provisioned?: boolean;
  /** Another `sync_interval` than `always`. */
  syncInterval?: string;
  /** Its data are in memory, where the machine can do that: for what the disk must not set the pace of. */
  inMemory?: boolean;
}

/** A nats-server of its own for one test file; `await using` ends it and removes its data. */
export interface TestNats extends AsyncDisposable {
  /** `nats://127.0.0.1:port`, the same after a restart. */
  readonly url: string;
  /** Holds `keys/`, `data/` and `nats.log`. */
  readonly dir: string;
  readonly trust: Trust;
  /** Of nats-server. */
  readonly pid: number;
  /** What the server denied to any connection made here, as `<name>: <message>`. */
  readonly denied: readonly string[];
  connectAs(id: string, kind: ParticipantKind): Promise<NatsConnection>;
  service(name: Service): Promise<NatsConnection>;
  /** May make streams and consumers and read everything (CORE). */
  admin(): Promise<NatsConnection>;
  probe(): Promise<NatsConnection>;
  /** A connection with any `.creds`. */
  connect(name: string, creds: string): Promise<NatsConnection>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data, after a kill where it still runs. */
  restart(): Promise<void>;
  /** Closes every connection made here, ends the server, removes its data. */
  [Symbol.asyncDispose](): Promise<void>;
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });

const HOST = '127.0.0.1';
/** The file system in memory of Linux. */
const MEMORY = '/dev/shm';

interface Place {
  dir: string;
  port: number;
}

const configure = async (trust: Trust, { dir, port }: Place, options: NatsOptions): Promise<void> => {
  const text = await trust.serverConfig({
    host: HOST,
    port,
    storeDir: join(dir, 'data'),
    ...(options.syncInterval === undefined ? {} : { syncInterval: options.syncInterval }),
  });
  await writeFile(join(dir, 'nats.conf'), text, { mode: 0o600 });
};

// With a configuration of this moment, as the supervisor of `guildhall up` does it.
const launch = async (trust: Trust, place: Place, options: NatsOptions): Promise<Server> => {
  await configure(trust, place, options);
  return launchServer({
    bin: await natsServerPath(),
    configFile: join(place.dir, 'nats.conf'),
    host: HOST,
    port: place.port,
    logFile: join(place.dir, 'nats.log'),
  });
};

// Between finding a free port and listening on it, somebody else may take it.
const launchOnFreePort = async (trust: Trust, dir: string, options: NatsOptions) => {
  for (let attempt = 1; ; attempt += 1) {
    const place = { dir, port: await freePort() };
    try {
      return { place, server: await launch(trust, place, options) };
    } catch (error) {
      if (attempt === 3) throw error;
    }
  }
};

const provisionWith = async (admin: NatsConnection): Promise<void> => {
  await provision(admin);
  await admin.close();
};

/** Starts a real nats-server with accounts, streams and durable consumers on a random port. */
export const startNats = async (options: NatsOptions = {}): Promise<TestNats> => {
  const place = options.inMemory === true && existsSync(MEMORY) ? MEMORY : tmpdir();
  const dir = await mkdtemp(join(place, 'guildhall-nats-'));
  const trust = await openTrust(join(dir, 'keys'));
  const started = await launchOnFreePort(trust, dir, options);
  const relaunch = (): Promise<Server> => launch(trust, started.place, options);
  const nats = testNats(trust, started.place, started.server, relaunch);
  try {
    if (options.provisioned !== false) await provisionWith(await nats.admin());
    return nats;
  } catch (error) {
    await nats[Symbol.asyncDispose]();
    throw error;
  }
};

const testNats = (
  trust: Trust,
  { dir, port }: Place,
  first: Server,
  relaunch: () => Promise<Server>,
): TestNats => {
  let server = first;
  const url = `nats://${HOST}:${port}`;
  const denied: string[] = [];
  const open = new Set<NatsConnection>();

  const connectWith = async (name: string, creds: string): Promise<NatsConnection> => {
    const nc = await connect({
      servers: url,
      creds,
      name,
      onDenied: (error) => denied.push(`${name}: ${error.message}`),
    });
    open.add(nc);
    void nc.closed().then(() => open.delete(nc));
    return nc;
  };

  return {
    url,
    dir,
    trust,
    denied,
    get pid() {
      return server.pid;
    },
    connectAs: async (id, kind) => connectWith(id, (await trust.issue(id, kind)).creds),
    service: async (name) => connectWith(name, await trust.service(name)),
    admin: async () => connectWith('admin', await trust.admin()),
    probe: async () => connectWith('probe', await trust.probe()),
    connect: connectWith,
    kill: () => server.kill(),
    async restart() {
      await server.kill();
      server = await relaunch();
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...open].map((nc) => nc.close()));
      await server.kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
};
