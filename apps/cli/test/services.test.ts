import { describe, expect, test } from '@jest/globals';
import { homeAt } from '../src/home.js';
import { readSettings } from '../src/settings.js';
import { commonVariables, ownVariables } from '../src/system/services.js';

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
