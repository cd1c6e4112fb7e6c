import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { STREAMS } from '@guildhall/contracts';
import type { EventType, Service } from '@guildhall/contracts';
import { startNats } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import type { Cleanup } from '../cleanup.js';
import { Road } from '../load/road.js';
import { MASTER } from '../load/tasks.js';
import type { StoredEvent } from '../log/stored.js';
import type { Hop } from './hop.js';

const MAIN = fileURLToPath(new URL('./hop-main.js', import.meta.url));

interface Place {
  service: Service;
  stream: string;
  durable: string;
  writes: EventType;
}

/** Who takes what from where, and writes what, on the way of a task of level 0. */
const PLACES: readonly Place[] = [
  {
    service: 'risk-assessment',
    stream: STREAMS.intake,
    durable: 'risk-assessment-intake',
    writes: 'task.assessed',
  },
  {
    service: 'worker-registry',
    stream: STREAMS.events,
    durable: 'worker-registry-tasks',
    writes: 'assignment.made',
  },
  {
    service: 'permit-workflow',
    stream: STREAMS.events,
    durable: 'permit-workflow-tasks',
    writes: 'permit.issued',
  },
];

const launch = async (nats: TestNats, place: Place, story: readonly StoredEvent[]): Promise<ChildProcess> => {
  const event = story.find(({ type }) => type === place.writes);
  const hop: Hop = {
    url: nats.url,
    creds: await nats.trust.service(place.service),
    name: place.service,
    stream: place.stream,
    durable: place.durable,
    type: place.writes,
    actor: event?.actor ?? '',
    body: JSON.stringify(event?.data),
  };
  const file = join(nats.dir, `${place.service}.json`);
  await writeFile(file, JSON.stringify(hop), { mode: 0o600 });
  const child = fork(MAIN, [file], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => {
      reject(new Error(`a process of the empty chain ended with ${String(code)}`));
    });
  });
  return child;
};

const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exit;
};

export interface EmptyChain {
  road: Road;
  nats: TestNats;
  /** Of its processes, by the name of the service in whose place each is. */
  pids: Record<string, number>;
}

/**
 * The empty chain on a broker of its own with the very streams, durable consumers, accounts and permissions of the
 * system: three processes that write the events of `story`, each after the other.
 */
export const startEmptyChain = async (
  cleanup: Cleanup,
  story: readonly StoredEvent[],
): Promise<EmptyChain> => {
  const nats = cleanup.use(await startNats());
  const pids: Record<string, number> = { 'nats-server': nats.pid };
  for (const place of PLACES) {
    const child = await launch(nats, place, story);
    cleanup.after(() => ended(child));
    if (child.pid !== undefined) pids[place.service] = child.pid;
  }
  return { nats, pids, road: await Road.of(await nats.connectAs(MASTER, 'master')) };
};
