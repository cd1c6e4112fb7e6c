import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { newSigningSeed } from '@guildhall/broker';
import type { Trust } from '@guildhall/broker';
import { SERVICES } from '@guildhall/contracts';
import type { Service } from '@guildhall/contracts';
import { readIfThere, replaceFile } from '../files.js';
import type { Home } from '../home.js';
import { SERVICE_MAIN } from '../repository.js';
import type { Settings } from '../settings.js';
import type { Launched } from '../supervisor/launched.js';
import { launchProgram } from '../supervisor/program.js';
import type { Program } from '../supervisor/program.js';
import type { Part } from '../supervisor/supervisor.js';

/** Makes the key that wraps the keys of personal data: 32 random bytes as base64url, outside the broker. */
const ensurePersonKeys = (path: string): void => {
  if (readIfThere(path) === undefined) replaceFile(path, randomBytes(32).toString('base64url'));
};

/** Makes the key that signs capability tokens. */
const ensureTokenKey = (path: string): void => {
  if (readIfThere(path) === undefined) replaceFile(path, `${newSigningSeed()}\n`);
};

const SIGNING_SERVICE: Service = 'permit-workflow';
const VIEWING_SERVICE: Service = 'audit-projection';

type Variables = Readonly<Record<string, string | undefined>>;

/** Settings of one service, which the others do not inherit from whoever starts them. */
const NOT_FOR_ALL: Variables = {
  DATABASE_URL: undefined,
  GUILDHALL_WEBHOOKS: undefined,
  GUILDHALL_TOKEN_KEY_FILE: undefined,
};

/** The part of their environment that all services have in common. */
export const commonVariables = (home: Home, settings: Settings, nats: string, probe: string): Variables => ({
  ...NOT_FOR_ALL,
  GUILDHALL_HOME: home.root,
  GUILDHALL_PERSON_KEY_FILE: home.personKeys,
  NATS_URL: nats,
  NATS_PROBE_CREDS: probe,
  LOG_LEVEL: settings.logLevel,
  // Only a file that somebody named is held against the log's policy.
  ...(settings.policy === undefined ? {} : { GUILDHALL_POLICY: settings.policy }),
});

/** Who signs has the key, who has the views knows their database and where to send alerts, and nobody else is told of any. */
export const ownVariables = (home: Home, { webhooks, databaseUrl }: Settings, name: Service): Variables => {
  if (name === SIGNING_SERVICE) return { GUILDHALL_TOKEN_KEY_FILE: home.tokenKey };
  if (name !== VIEWING_SERVICE) return {};
  return {
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    ...(webhooks === undefined ? {} : { GUILDHALL_WEBHOOKS: webhooks }),
  };
};

/** Starts it, each time as it is to be started then. */
type Start = (program: Program) => Launched;

/**
 * Launches of one service. The policy file that somebody has named is held against the log when everything starts, where
 * they hear of it, and not again once the service was healthy: the board may put another policy in force while it runs, and
 * a service that ends then has to come back.
 */
export const launchesOf = (program: Program, start: Start = launchProgram): (() => Launched) => {
  let env = program.env;
  return () => {
    const launched = start({ ...program, env });
    void launched.healthy.then(() => {
      env = { ...program.env, GUILDHALL_POLICY: undefined };
    });
    return launched;
  };
};

const servicePart = (home: Home, name: Service, env: Variables): Part => ({
  name,
  launch: launchesOf({
    name,
    main: SERVICE_MAIN(name),
    env,
    log: home.log(name),
    // What is seen a moment later costs nobody his place; what is decided later does.
    background: name === VIEWING_SERVICE,
  }),
});

/** The four services as processes of their own, each with credentials that are made for this run. */
export const serviceParts = async (
  home: Home,
  trust: Trust,
  settings: Settings,
  nats: string,
): Promise<Part[]> => {
  ensurePersonKeys(home.personKeys);
  ensureTokenKey(home.tokenKey);
  const write = (name: string, creds: string): string => {
    const path = join(home.run, `${name}.creds`);
    replaceFile(path, creds);
    return path;
  };
  const common = commonVariables(home, settings, nats, write('probe', await trust.probe()));
  return Promise.all(
    SERVICES.map(async (name) => {
      const creds = write(name, await trust.service(name));
      return servicePart(home, name, { ...common, ...ownVariables(home, settings, name), NATS_CREDS: creds });
    }),
  );
};
