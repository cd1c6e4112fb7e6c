import { readFileSync } from 'node:fs';
import { LOG_LEVELS } from '@guildhall/contracts';
import type { LogLevel } from '@guildhall/contracts';

/** What a service is told by its environment (6.8). */
export interface Settings {
  /** Directory that everything local is kept under. */
  home: string;
  natsUrl: string;
  /** Text of the `.creds` of the service's NATS user. */
  natsCreds: string;
  /** Text of the `.creds` of the user that may ask the broker how it stores; without it the service does not start. */
  probeCreds: string;
  logLevel: LogLevel;
  /** Starts on a broker that may lose data, and then refuses every task above level 0. */
  allowUnsafeBroker: boolean;
  /** The policy of a first start; absent: the default one. */
  policyFile?: string;
  /** PostgreSQL; absent: a PGlite of our own under the home. */
  databaseUrl?: string;
  /** Holds the key that wraps the keys of personal fields; only services that seal or open them need it. */
  personKeyFile?: string;
  /** Holds the seed of the key that signs capability tokens; only the service that signs them needs it. */
  tokenKeyFile?: string;
  /** Where alerts are sent besides NATS; absent: `webhooks.yaml` under the home, if that is there. */
  webhooksFile?: string;
}

/** A setting that is missing or malformed; ends the process with exit code 2. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

type Environment = Record<string, string | undefined>;

/** The value of a setting that has to be there. */
export const required = (environment: Environment, name: string): string => {
  const value = environment[name];
  if (!value) throw new SettingsError(`${name} is not set`);
  return value;
};

/** Text of the file that a setting names. */
export const requiredFile = (environment: Environment, name: string): string => {
  const path = required(environment, name);
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new SettingsError(`${name}: ${path} cannot be read`, { cause });
  }
};

const natsUrl = (environment: Environment): string => {
  const value = required(environment, 'NATS_URL');
  if (!/^(nats|tls|wss?):\/\/[^\s]+$/.test(value)) throw new SettingsError('NATS_URL is not a NATS address');
  return value;
};

const logLevel = (environment: Environment): LogLevel => {
  const value = environment['LOG_LEVEL'] || 'log';
  const level = LOG_LEVELS.find((known) => known === value);
  if (!level) throw new SettingsError(`LOG_LEVEL: ${value} is not one of ${LOG_LEVELS.join(', ')}`);
  return level;
};

const flag = (environment: Environment, name: string): boolean => {
  const value = environment[name] || '0';
  if (value !== '0' && value !== '1') throw new SettingsError(`${name}: ${value} is neither 0 nor 1`);
  return value === '1';
};

// Other event stores are adapters of the same port, to come; who asks for one must not get another.
const checkEventStore = (environment: Environment): void => {
  const value = environment['EVENT_STORE'] || 'jetstream';
  if (value !== 'jetstream')
    throw new SettingsError(`EVENT_STORE: ${value} is not jetstream, the only one there is`);
};

const databaseUrl = (environment: Environment): string | undefined => {
  const value = environment['DATABASE_URL'];
  if (value && !/^postgres(ql)?:\/\/[^\s]+$/.test(value))
    throw new SettingsError('DATABASE_URL is not a PostgreSQL address');
  return value;
};

const optional = <K extends keyof Settings>(key: K, value: string | undefined): { [P in K]?: string } =>
  (value ? { [key]: value } : {}) as { [P in K]?: string };

const read = (environment: Environment): Settings => ({
  home: environment['GUILDHALL_HOME'] || '.guildhall',
  natsUrl: natsUrl(environment),
  natsCreds: requiredFile(environment, 'NATS_CREDS'),
  probeCreds: requiredFile(environment, 'NATS_PROBE_CREDS'),
  logLevel: logLevel(environment),
  allowUnsafeBroker: flag(environment, 'GUILDHALL_ALLOW_UNSAFE_BROKER'),
  ...optional('policyFile', environment['GUILDHALL_POLICY']),
  ...optional('databaseUrl', databaseUrl(environment)),
  ...optional('personKeyFile', environment['GUILDHALL_PERSON_KEY_FILE']),
  ...optional('tokenKeyFile', environment['GUILDHALL_TOKEN_KEY_FILE']),
  ...optional('webhooksFile', environment['GUILDHALL_WEBHOOKS']),
});

/** The settings of a service. Throws a SettingsError that names the bad one. */
export const readSettings = (environment: Environment): Settings => {
  checkEventStore(environment);
  return read(environment);
};
