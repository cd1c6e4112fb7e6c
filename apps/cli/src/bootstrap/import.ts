import type { Trust } from '@guildhall/broker';
import type { CommandName, CommandPayload, ImportedWorker } from '@guildhall/contracts';
import type { Client } from '../client/client.js';
import { RefusedError } from '../client/errors.js';
import { EXIT, Failure } from '../failure.js';
import { sha256Of } from '../files.js';
import type { Home } from '../home.js';
import { counted } from '../render/words.js';
import { record } from '../identity/issue.js';
import { recordedCredentials } from '../identity/records.js';
import { whileLocked } from '../supervisor/lock.js';
import { chunks } from './chunks.js';
import { ensureCreds, participantsOf } from './credentials.js';
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
  /** URL of the broker. */
  server: string;
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
  place.report(`${counted(people.length, 'person', 'people')} enrolled`);
};

const importMasters = async (place: BootstrapPlace, send: Send, { masters }: Bootstrap, sha256: string) => {
  for (const [part, some] of chunks(masters).entries()) {
    await send('master.import', { sha256, masters: some }, part);
  }
  place.report(`${counted(masters.length, 'master')} registered`);
};

/** Its definition names the key that it has at first. */
const withKey = async (
  { home, trust }: BootstrapPlace,
  worker: ImportedWorker,
  recorded: Recorded,
): Promise<ImportedWorker> => {
  const { workerId } = worker.definition;
  // It was registered before its credential was put on record, and is not registered anew.
  if (recorded.has(workerId)) return worker;
  const publicKey = await ensureCreds(home, trust, workerId, 'worker');
  return { ...worker, definition: { ...worker.definition, identity: { publicKey } } };
};

const importWorkers = async (
  place: BootstrapPlace,
  send: Send,
  { workers }: Bootstrap,
  sha256: string,
  recorded: Recorded,
) => {
  const identified: ImportedWorker[] = [];
  for (const worker of workers) identified.push(await withKey(place, worker, recorded));
  for (const [part, some] of chunks(identified).entries()) {
    await send('worker.import', { sha256, workers: some }, part);
  }
  place.report(`${counted(workers.length, 'worker')} registered`);
};

/** Participants whose credentials are on record. What has become of those since is not for a first boot to change. */
type Recorded = ReadonlySet<string>;

/** Side by side: the file first, which takes nothing from anybody, then the record; so it is gone on with. */
const issueAll = async (
  { home, trust, client }: BootstrapPlace,
  bootstrap: Bootstrap,
  recorded: Recorded,
) => {
  const missing = participantsOf(bootstrap).filter(({ id }) => !recorded.has(id));
  await Promise.all(
    missing.map(async ({ id, kind }) => record(client, id, kind, await ensureCreds(home, trust, id, kind))),
  );
};

const importAll = async (place: BootstrapPlace, bootstrap: Bootstrap, sha256: string): Promise<void> => {
  const send = sender(place.client, sha256);
  const { ids: recorded } = await recordedCredentials(place.trust, place.server);
  await importPeople(place, send, bootstrap, sha256);
  await importMasters(place, send, bootstrap, sha256);
  await importWorkers(place, send, bootstrap, sha256, recorded);
  await issueAll(place, bootstrap, recorded);
  await send('directory.complete-bootstrap', { sha256 });
};

/** Brings the participants of a file into a home that has none. Interrupted, it goes on with the same file. */
export const importBootstrap = (
  place: BootstrapPlace,
  bytes: Uint8Array,
  name: string,
): Promise<BootstrapResult> => whileLocked(place.home.identityLock, () => importFile(place, bytes, name));

const importFile = async (
  place: BootstrapPlace,
  bytes: Uint8Array,
  name: string,
): Promise<BootstrapResult> => {
  const bootstrap = parseBootstrap(bytes, name);
  const sha256 = sha256Of(bytes);
  const earlier = readMarker(place.home);
  if (earlier?.completed && earlier.sha256 !== sha256) {
    throw anotherFile();
  }
  const repeated = earlier?.completed === true;
  const marker = { demo: place.demo ?? false, sha256 };
  if (!repeated) writeMarker(place.home, { ...marker, completed: false });
  // Sent again all the same: the log knows better than this file whether all of it was done.
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
