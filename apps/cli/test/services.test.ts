import { describe, expect, test } from '@jest/globals';
import { homeAt } from '../src/home.js';
import { readSettings } from '../src/settings.js';
import { commonVariables, ownVariables } from '../src/system/services.js';

const variables = (environment: Record<string, string>) =>
  commonVariables(homeAt('/srv/guildhall'), readSettings(environment), 'nats://127.0.0.1:4222', '/run/probe');

const ALWAYS = {
  GUILDHALL_HOME: '/srv/guildhall',
  GUILDHALL_PERSON_KEY_FILE: '/srv/guildhall/keys/person-keys.key',
  NATS_URL: 'nats://127.0.0.1:4222',
  NATS_PROBE_CREDS: '/run/probe',
  LOG_LEVEL: 'log',
};

describe('what all services are told', () => {
  test('names no policy that nobody has named: the log has one, or takes the default', () => {
    expect(variables({})).toEqual(ALWAYS);
  });

  test('names the policy and the database that somebody has named', () => {
    const policy = new URL('../../../policies/default.yaml', import.meta.url).pathname;
    const named = { GUILDHALL_POLICY: policy, DATABASE_URL: 'postgres://localhost/guildhall' };
    expect(variables(named)).toEqual({ ...ALWAYS, ...named });
  });
});

test('only who sends alerts is told where to, and only where somebody has named the file', () => {
  const home = homeAt('/srv/guildhall');
  const file = new URL('../../../package.json', import.meta.url).pathname;
  const settings = readSettings({ GUILDHALL_WEBHOOKS: file });
  expect(ownVariables(home, settings, 'audit-projection')).toEqual({ GUILDHALL_WEBHOOKS: file });
  expect(ownVariables(home, settings, 'risk-assessment')).toEqual({});
  expect(ownVariables(home, readSettings({}), 'audit-projection')).toEqual({});
});
