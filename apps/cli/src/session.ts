import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { ID_PATTERN, SYSTEM } from '@guildhall/contracts';
import { Client } from './client/client.js';
import { userOf } from './creds.js';
import { unreachable, unusable } from './failure.js';
import { readIfThere } from './files.js';
import { homeAt } from './home.js';
import type { Home } from './home.js';
import type { Output } from './output.js';
import type { Settings } from './settings.js';
import { readConnection } from './supervisor/connection.js';

/** Options that every command takes. */
export interface GlobalOptions {
  as?: string;
  json?: boolean;
  server?: string;
}

/** What one run of the program works with. */
export interface Session {
  options: GlobalOptions;
  settings: Settings;
  home: Home;
  output: Output;
}

export const sessionOf = (options: GlobalOptions, settings: Settings, output: Output): Session => ({
  options,
  settings,
  home: homeAt(settings.home),
  output,
});

const knownIds = (home: Home): string => {
  try {
    const ids = readdirSync(dirname(home.creds(''))).map((file) => file.replace(/\.creds$/, ''));
    return ids.some((id) => id !== SYSTEM)
      ? `This home has credentials for ${ids.sort().join(', ')}.`
      : 'No participants yet: `guildhall init FILE`';
  } catch {
    return `There is no home in ${home.root}; start one with \`guildhall up\`, or name another in GUILDHALL_HOME.`;
  }
};

interface Credentials {
  id: string;
  path: string;
}

const credentialsOf = ({ options, settings, home }: Session): Credentials => {
  if (options.as !== undefined && !ID_PATTERN.test(options.as)) {
    throw unusable(`--as must be an id, not "${options.as}".`);
  }
  const path = options.as === undefined ? settings.natsCreds : home.creds(options.as);
  if (path === undefined)
    throw unusable('Say who you are with --as ID, or in NATS_CREDS.', [], knownIds(home));
  const text = readIfThere(path);
  if (text === undefined) {
    throw unusable(`There are no credentials for ${options.as ?? path}.`, [], knownIds(home));
  }
  return { id: userOf(text, path).id, path };
};

/** Where the broker is. */
export const serverOf = ({ options, settings, home }: Session): string => {
  const server = options.server ?? settings.natsUrl ?? readConnection(home.connection)?.nats;
  if (server !== undefined) return server;
  throw unreachable(`No Guildhall runs in ${home.root}.`, 'Start it with `guildhall up`.');
};

/** Connects as `--as`, does the work, and closes. */
export const withClient = async <T>(session: Session, work: (client: Client) => Promise<T>): Promise<T> => {
  const { id, path } = credentialsOf(session);
  const client = await Client.connect({ server: serverOf(session), creds: path, id });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
};

/** Who speaks. */
export const callerOf = (session: Session): string => credentialsOf(session).id;
