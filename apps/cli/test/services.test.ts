import { describe, expect, test } from '@jest/globals';
import { homeAt } from '../src/home.js';
import { readSettings } from '../src/settings.js';
import type { Program } from '../src/supervisor/program.js';
import { commonVariables, launchesOf, ownVariables } from '../src/system/services.js';

const variables = (environment: Record<string, string>) =>
  commonVariables(homeAt('/srv/guildhall'), readSettings(environment), 'nats://127.0.0.1:4222', '/run/probe');

const ALWAYS = {
  // Of whoever starts them, and none of their business.
  DATABASE_URL: undefined,
  GUILDHALL_WEBHOOKS: undefined,
  GUILDHALL_TOKEN_KEY_FILE: undefined,
  GUILDHALL_HOME: '/srv/guildhall',
  GUILDHALL_PERSON_KEY_FILE: '/srv/guildhall/keys/person-keys.key',
  NATS_URL: 'nats://127.0.0.1:4222',
  NATS_PROBE_CREDS: '/run/probe',
  LOG_LEVEL: 'log',
};

describe('what all services are told', () => {
  test('names no policy that nobody has named: the log has one, or takes the default', () => {
    expect(variables({})).toStrictEqual(ALWAYS);
  });

  test('names the policy that somebody has named, and no database', () => {
    const policy = new URL('../../../policies/default.yaml', import.meta.url).pathname;
    const named = { GUILDHALL_POLICY: policy };
    expect(variables({ ...named, DATABASE_URL: 'postgres://localhost/guildhall' })).toStrictEqual({
      ...ALWAYS,
      ...named,
    });
  });
});

test('only who has the views is told of their database and where alerts go, and only where somebody has named it', () => {
  const home = homeAt('/srv/guildhall');
  const named = {
    GUILDHALL_WEBHOOKS: new URL('../../../package.json', import.meta.url).pathname,
    DATABASE_URL: 'postgres://localhost/guildhall',
  };
  const settings = readSettings(named);
  expect(ownVariables(home, settings, 'audit-projection')).toEqual(named);
  expect(ownVariables(home, settings, 'risk-assessment')).toEqual({});
  expect(ownVariables(home, readSettings({}), 'audit-projection')).toEqual({});
});

describe('a service that is started again', () => {
  const program = { name: 'risk-assessment', main: 'main.js', env: {}, log: 'log' };
  const named = { ...program, env: { GUILDHALL_POLICY: '/srv/policy.yaml', LOG_LEVEL: 'log' } };

  /** What each launch was given; the service is healthy or not as `lives` say, one after the other. */
  const launched = async (...lives: ('healthy' | 'dead')[]) => {
    const given: Program['env'][] = [];
    const launch = launchesOf(named, ({ env }) => {
      given.push(env);
      const life = lives[given.length - 1];
      const exited = Promise.resolve({ code: 1, text: 'exit code 1' });
      const healthy = life === 'healthy' ? Promise.resolve() : new Promise<void>(() => undefined);
      return { pid: 1, healthy, exited, stop: () => Promise.resolve() };
    });
    while (given.length < lives.length) await launch().exited;
    return given;
  };

  const unnamed = { GUILDHALL_POLICY: undefined, LOG_LEVEL: 'log' };

  test('goes by the policy of the log once it was healthy, whatever file was named', async () => {
    expect(await launched('healthy', 'dead', 'healthy')).toStrictEqual([named.env, unnamed, unnamed]);
  });

  test('has the named file until then: it may not have been published yet', async () => {
    expect(await launched('dead', 'dead', 'healthy', 'dead')).toStrictEqual([
      named.env,
      named.env,
      named.env,
      unnamed,
    ]);
  });
});
