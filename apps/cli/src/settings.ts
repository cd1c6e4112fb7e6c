import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { LOG_LEVELS } from '@guildhall/contracts';
import type { LogLevel } from '@guildhall/contracts';
import { unusable } from './failure.js';

/** The settings of the environment (6.8), validated. */
export interface Settings {
  /** Absolute path of the home. */
  home: string;
  /** Where the system is reached; otherwise the home's `connection.json` says it. */
  natsUrl: string | undefined;
  /** Absolute path of a `.creds` file, for who gives no `--as`. */
  natsCreds: string | undefined;
  /** Absolute path of a policy file. */
  policy: string | undefined;
  /** Absolute path of a file of webhooks. */
  webhooks: string | undefined;
  /** Port that `up` prefers for nats-server. */
  natsPort: number;
  databaseUrl: string | undefined;
  logLevel: LogLevel;
}

export type Environment = Readonly<Record<string, string | undefined>>;

type Reader<T> = (value: string) => T;

const unlike = (name: string, expected: string): Error =>
  unusable(`${name} must be ${expected}.`, [], `Correct ${name} in the environment.`);

const bad = (name: string, expected: string, value: string): Error =>
  unlike(name, `${expected}, not "${value}"`);

const BROKER_SCHEMES = ['nats', 'tls'];

const hasScheme = (value: string, schemes: readonly string[]): boolean =>
  URL.canParse(value) && schemes.includes(new URL(value).protocol.slice(0, -1));

/** Whether NATS can be reached under such a URL. */
export const isBrokerUrl = (value: string): boolean => hasScheme(value, BROKER_SCHEMES);

const url =
  (name: string, schemes: string[]): Reader<string> =>
  (value) => {
    // Not what it is: it may hold a password.
    if (!hasScheme(value, schemes)) throw unlike(name, `a URL with ${schemes.join(':// or ')}://`);
    return value;
  };

const readableFile =
  (name: string): Reader<string> =>
  (value) => {
    try {
      accessSync(value, constants.R_OK);
      if (statSync(value).isFile()) return resolve(value);
    } catch {
      // Said below.
    }
    throw bad(name, 'a file that can be read', value);
  };

const directory =
  (name: string): Reader<string> =>
  (value) => {
    if (statSync(value, { throwIfNoEntry: false })?.isDirectory() === false)
      throw bad(name, 'a folder', value);
    return resolve(value);
  };

const port =
  (name: string): Reader<number> =>
  (value) => {
    const number = /^\d{1,5}$/.test(value) ? Number(value) : 0;
    if (number < 1 || number > 65_535) throw bad(name, 'a port from 1 to 65535', value);
    return number;
  };

const oneOf =
  <T extends string>(name: string, values: readonly T[]): Reader<T> =>
  (value) => {
    const found = values.find((known) => known === value);
    if (found === undefined) throw bad(name, `one of ${values.join(', ')}`, value);
    return found;
  };

/** Reads and checks all settings; a bad one is named and ends the program with exit 2. */
export const readSettings = (env: Environment): Settings => {
  const read = <T>(name: string, reader: (name: string) => Reader<T>): T | undefined => {
    const value = env[name];
    return value === undefined || value === '' ? undefined : reader(name)(value);
  };
  read('EVENT_STORE', (name) => oneOf(name, ['jetstream']));
  return {
    home: read('GUILDHALL_HOME', directory) ?? resolve('.guildhall'),
    natsUrl: read('NATS_URL', (name) => url(name, BROKER_SCHEMES)),
    natsCreds: read('NATS_CREDS', readableFile),
    policy: read('GUILDHALL_POLICY', readableFile),
    webhooks: read('GUILDHALL_WEBHOOKS', readableFile),
    natsPort: read('GUILDHALL_NATS_PORT', port) ?? 4222,
    databaseUrl: read('DATABASE_URL', (name) => url(name, ['postgres', 'postgresql'])),
    logLevel: read('LOG_LEVEL', (name) => oneOf(name, LOG_LEVELS)) ?? 'log',
  };
};
