import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, launchServer, openTrust } from '@guildhall/broker';
import type { Server, Trust } from '@guildhall/broker';
import { CONTEXTS, DURABLES, EVENTS, STREAMS, digestOf } from '@guildhall/contracts';
import type { Context, Service } from '@guildhall/contracts';
import { sha256 } from '@guildhall/event-store';
import { natsServerPath } from '@guildhall/testing';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { Cleanup } from '../cleanup.js';
import { readJson } from '../json.js';
import { inFlight } from '../load/pipelined.js';
import { Guildhall } from '../system/guildhall.js';
import { freePort } from '../system/postgres.js';
import { tellStory } from './template.js';
import { StoryCopier } from './writer.js';

/** A home whose log holds many tasks that have ended. */
export interface FilledHome {
  home: string;
  /** In its log. */
  events: number;
  /** Tasks have the ids of `taskIdOf`, from 0. */
  tasks: number;
}

export const taskIdOf = (index: number): string => `bench-${String(index).padStart(8, '0')}`;

const HOST = '127.0.0.1';
const LANES = 512;

/** The broker of a home alone, without services. */
export interface HomeBroker extends AsyncDisposable {
  url: string;
  trust: Trust;
  service: (name: Service) => Promise<NatsConnection>;
  admin: () => Promise<NatsConnection>;
}

/** Starts only the broker of a home that nothing else runs in. */
export const startHomeBroker = async (home: string, syncInterval = 'always'): Promise<HomeBroker> => {
  const trust = await openTrust(join(home, 'keys'));
  const port = await freePort();
  const configFile = join(home, 'run', 'bench-nats.conf');
  const text = await trust.serverConfig({ host: HOST, port, storeDir: join(home, 'store'), syncInterval });
  await writeFile(configFile, text, { mode: 0o600 });
  const server: Server = await launchServer({
    bin: await natsServerPath(),
    configFile,
    host: HOST,
    port,
    logFile: join(home, 'logs', 'bench-nats.log'),
    readyWithin: 120_000,
  });
  const url = `nats://${HOST}:${port}`;
  const open: NatsConnection[] = [];
  const connectAs = async (name: string, creds: string): Promise<NatsConnection> => {
    const nc = await connect({ servers: url, creds, name });
    open.push(nc);
    return nc;
  };
  return {
    url,
    trust,
    service: async (name) => connectAs(name, await trust.service(name)),
    admin: async () => connectAs('admin', await trust.admin()),
    async [Symbol.asyncDispose]() {
      await Promise.all(open.map((nc) => nc.close()));
      await server.stop();
    },
  };
};

const ownerOf = (context: Context): Service => {
  const found = (Object.keys(CONTEXTS) as Service[]).find((service) =>
    (CONTEXTS[service] as readonly string[]).includes(context),
  );
  if (!found) throw new Error(`nobody owns ${context}`);
  return found;
};

const write = async (broker: HomeBroker, copier: StoryCopier, tasks: number): Promise<void> => {
  const connections = new Map<Service, NatsConnection>();
  for (const service of ['risk-assessment', 'worker-registry', 'permit-workflow'] as const)
    connections.set(service, await broker.service(service));
  const time = new Date().toISOString();
  await inFlight(tasks, LANES, async (index) => {
    for (const { context, subject, headers, body } of copier.copy(taskIdOf(index), index, time)) {
      const nc = connections.get(ownerOf(context));
      const reply = await nc?.request(subject, body, { headers, timeout: 60_000 });
      const { error } = reply?.json<{ error?: object }>() ?? { error: {} };
      if (error) throw new Error(`${subject}: ${JSON.stringify(error)}`);
    }
  });
};

// The services have seen all of this long ago: their durable consumers must not hand it out once more.
const acknowledgeAll = async (broker: HomeBroker, jsm: JetStreamManager): Promise<void> => {
  for (const [name, { service, stream }] of Object.entries(DURABLES)) {
    if (stream !== STREAMS.events) continue;
    const nc = await broker.service(service);
    const messages = await (
      await jetstream(nc).consumers.get(stream, name)
    ).consume({
      max_messages: 5_000,
      callback: (message) => {
        message.ack();
      },
    });
    for (;;) {
      const { num_pending, num_ack_pending } = await jsm.consumers.info(stream, name);
      if (num_pending === 0 && num_ack_pending === 0) break;
      await pause(100);
    }
    messages.stop();
  }
};

/** Another vocabulary, another log. */
const formatOf = (): string =>
  digestOf({ types: Object.keys(EVENTS), durables: DURABLES, version: 1 }, sha256);

interface Marker extends Omit<FilledHome, 'home'> {
  format: string;
}

const fill = async (home: string, events: number): Promise<Marker> => {
  await using cleanup = new Cleanup();
  const guildhall = cleanup.use(await Guildhall.up(home));
  const story = await tellStory(guildhall);
  await guildhall.down();
  const copier = new StoryCopier(story);
  const tasks = Math.ceil(events / copier.length);
  // What counts is how it is read: written with less care, it is all on the disk when this broker has stopped.
  const broker = cleanup.use(await startHomeBroker(home, '"2m"'));
  await write(broker, copier, tasks);
  const jsm = await jetstreamManager(await broker.admin(), { checkAPI: false });
  await acknowledgeAll(broker, jsm);
  const { state } = await jsm.streams.info(STREAMS.events);
  return { events: state.messages, tasks, format: formatOf() };
};

/** A home with about `events` events in its log: the one of an earlier run where it is still of this format. */
export const filledHome = async (
  work: string,
  events: number,
  say: (text: string) => void,
): Promise<FilledHome> => {
  const home = join(work, `log-${events}`);
  const file = join(home, 'filled.json');
  if (existsSync(file)) {
    const { format, ...filled } = readJson(file) as Marker;
    if (format === formatOf()) return { home, ...filled };
  }
  say(`filling a log with ${events} events`);
  await rm(home, { recursive: true, force: true });
  await mkdir(home, { recursive: true, mode: 0o700 });
  const marker = await fill(home, events);
  await writeFile(file, JSON.stringify(marker));
  const { format: _, ...filled } = marker;
  return { home, ...filled };
};
