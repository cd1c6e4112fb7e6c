import { createHash } from 'node:crypto';
import type { Trust } from '@guildhall/broker';
import type { CommandName, CommandPayload, ImportedWorker } from '@guildhall/contracts';
import type { Client } from '../client/client.js';
import { RefusedError } from '../client/errors.js';
import { EXIT, Failure } from '../failure.js';
import type { Home } from '../home.js';
import { counted } from '../render/words.js';
import { chunks } from './chunks.js';
import { ensureCreds, kindOf } from './credentials.js';
import { parseBootstrap } from './file.js';
import type { Bootstrap } from './file.js';
import { readMarker, writeMarker } from './marker.js';

export interface BootstrapResult {
  /** Whether the home was initialised with this very file before, so that nothing changed. */
  repeated: boolean;
  sha256: string;
  people: number;
  masters: number;
  workers: number;
}

/** `18 people`, `1 master`, `5 workers`. */
export const countsOf = ({
  people,
  masters,
  workers,
}: Pick<BootstrapResult, 'people' | 'masters' | 'workers'>) => ({
  people: counted(people, 'person', 'people'),
  masters: counted(masters, 'master'),
  workers: counted(workers, 'worker'),
});

export interface BootstrapPlace {
  home: Home;
  trust: Trust;
  /** Speaks as `system`. */
  client: Client;
  /** Told of each step that is done. */
  report: (text: string) => void;
  /** Whether the file is the demo's. */
  demo?: boolean;
}

const anotherFile = (): Failure =>
  new Failure(
    EXIT.refused,
    { code: 'INVALID_STATE', message: 'This home was initialised with another file.' },
    'Participants cannot be changed after the first boot; use another GUILDHALL_HOME.',
  );

/** Ids of commands follow from file and place, so that the same file sent again writes nothing again. */
const sender =
  (client: Client, sha256: string) =>
  async <N extends CommandName>(name: N, payload: CommandPayload<N>, part = 0): Promise<void> => {
    try {
      await client.command(name, payload, { id: `init-${sha256.slice(0, 32)}-${name}-${part}` });
    } catch (error) {
      throw error instanceof RefusedError && error.refusal.code === 'INVALID_STATE' ? anotherFile() : error;
    }
  };

type Send = ReturnType<typeof sender>;

const importPeople = async (place: BootstrapPlace, send: Send, { people }: Bootstrap, sha256: string) => {
  for (const [part, some] of chunks(people).entries()) {
    await send('directory.import', { sha256, people: some }, part);
  }
  // Only now, because the first refusal is where a boot that is already complete shows.
  for (const person of people) await ensureCreds(place.home, place.trust, person.id, kindOf(person));
  place.report(`${counted(people.length, 'person', 'people')} enrolled`);
};

const importMasters = async (place: BootstrapPlace, send: Send, { masters }: Bootstrap, sha256: string) => {
  for (const { id } of masters) await ensureCreds(place.home, place.trust, id, 'master');
  for (const [part, some] of chunks(masters).entries()) {
    await send('master.import', { sha256, masters: some }, part);
  }
  place.report(`${counted(masters.length, 'master')} registered`);
};

const withKey = async ({ home, trust }: BootstrapPlace, worker: ImportedWorker): Promise<ImportedWorker> => {
  const publicKey = await ensureCreds(home, trust, worker.definition.workerId, 'worker');
  return { ...worker, definition: { ...worker.definition, identity: { publicKey } } };
};

const importWorkers = async (place: BootstrapPlace, send: Send, { workers }: Bootstrap, sha256: string) => {
  const identified: ImportedWorker[] = [];
  for (const worker of workers) identified.push(await withKey(place, worker));
  for (const [part, some] of chunks(identified).entries()) {
    await send('worker.import', { sha256, workers: some }, part);
  }
  place.report(`${counted(workers.length, 'worker')} registered`);
};

const importAll = async (place: BootstrapPlace, bootstrap: Bootstrap, sha256: string): Promise<void> => {
  const send = sender(place.client, sha256);
  await importPeople(place, send, bootstrap, sha256);
  await importMasters(place, send, bootstrap, sha256);
  await importWorkers(place, send, bootstrap, sha256);
  await send('directory.complete-bootstrap', { sha256 });
};

/** Brings the participants of a file into a home that has none. Interrupted, it goes on with the same file. */
export const importBootstrap = async (
  place: BootstrapPlace,
  bytes: Uint8Array,
  name: string,
): Promise<BootstrapResult> => {
  const bootstrap = parseBootstrap(bytes, name);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const earlier = readMarker(place.home);
  if (earlier?.completed && earlier.sha256 !== sha256) {
    throw anotherFile();
  }
  const repeated = earlier?.completed === true;
  const marker = { demo: place.demo ?? false, sha256 };
  if (!repeated) writeMarker(place.home, { ...marker, completed: false });
  // Sent again all the same: credentials that were lost are made anew on the way.
  await importAll(repeated ? { ...place, report: () => undefined } : place, bootstrap, sha256);
  if (!repeated) writeMarker(place.home, { ...marker, completed: true });
  place.report(
    repeated
      ? 'already initialised with this file; nothing changed'
      : 'first boot complete: tasks are accepted',
  );
  const { people, masters, workers } = bootstrap;
  return { repeated, sha256, people: people.length, masters: masters.length, workers: workers.length };
};
