import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readSettings, required, requiredFile } from '../src/settings.js';

let dir: string;
let needed: Record<string, string>;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'guildhall-settings-'));
  const file = (name: string): string => {
    writeFileSync(join(dir, name), `text of ${name}`);
    return join(dir, name);
  };
  needed = {
    NATS_URL: 'nats://127.0.0.1:4222',
    NATS_CREDS: file('service.creds'),
    NATS_PROBE_CREDS: file('probe.creds'),
  };
});
afterAll(() => rmSync(dir, { recursive: true }));

test('what is needed, and defaults for the rest', () => {
  expect(readSettings(needed)).toEqual({
    home: '.guildhall',
    natsUrl: 'nats://127.0.0.1:4222',
    natsCreds: 'text of service.creds',
    probeCreds: 'text of probe.creds',
    logLevel: 'log',
    allowUnsafeBroker: false,
  });
});

test('everything', () => {
  const given = {
    ...needed,
    GUILDHALL_HOME: '/home',
    LOG_LEVEL: 'debug',
    GUILDHALL_ALLOW_UNSAFE_BROKER: '1',
    GUILDHALL_POLICY: '/policy.yaml',
    DATABASE_URL: 'postgres://db/guildhall',
    GUILDHALL_PERSON_KEY_FILE: '/key',
    GUILDHALL_TOKEN_KEY_FILE: '/token-key',
    GUILDHALL_WEBHOOKS: '/webhooks.yaml',
    EVENT_STORE: 'jetstream',
  };
  expect(readSettings(given)).toMatchObject({
    home: '/home',
    logLevel: 'debug',
    allowUnsafeBroker: true,
    policyFile: '/policy.yaml',
    databaseUrl: 'postgres://db/guildhall',
    personKeyFile: '/key',
    tokenKeyFile: '/token-key',
    webhooksFile: '/webhooks.yaml',
  });
});

test('what is given empty is not given', () => {
  const names = ['GUILDHALL_HOME', 'LOG_LEVEL', 'GUILDHALL_ALLOW_UNSAFE_BROKER', 'GUILDHALL_POLICY'];
  names.push('DATABASE_URL', 'GUILDHALL_PERSON_KEY_FILE', 'GUILDHALL_TOKEN_KEY_FILE', 'EVENT_STORE');
  names.push('GUILDHALL_WEBHOOKS');
  const empty = Object.fromEntries(names.map((name) => [name, '']));
  expect(readSettings({ ...needed, ...empty })).toEqual(readSettings(needed));
});

describe('a bad one is named', () => {
  test.each([
    ['NATS_URL', undefined, 'NATS_URL is not set'],
    ['NATS_URL', 'localhost:4222', 'NATS_URL is not a NATS address'],
    ['NATS_URL', 'http://user:secret@localhost', 'NATS_URL is not a NATS address'],
    ['NATS_CREDS', undefined, 'NATS_CREDS is not set'],
    ['NATS_CREDS', '', 'NATS_CREDS is not set'],
    ['NATS_CREDS', '/no/such.creds', 'NATS_CREDS: /no/such.creds cannot be read'],
    ['NATS_PROBE_CREDS', undefined, 'NATS_PROBE_CREDS is not set'],
    ['NATS_PROBE_CREDS', '/', 'NATS_PROBE_CREDS: / cannot be read'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL: loud is not one of fatal, error, warn, log, debug, verbose'],
    ['GUILDHALL_ALLOW_UNSAFE_BROKER', 'yes', 'GUILDHALL_ALLOW_UNSAFE_BROKER: yes is neither 0 nor 1'],
    ['DATABASE_URL', 'mysql://user:secret@db', 'DATABASE_URL is not a PostgreSQL address'],
    ['EVENT_STORE', 'kurrentdb://db', 'EVENT_STORE: kurrentdb://db is not jetstream, the only one there is'],
  ])('%s as %s', (name, value, message) => {
    expect(() => readSettings({ ...needed, [name]: value })).toThrow(
      expect.objectContaining({ name: 'SettingsError', message }),
    );
  });
});

test('a setting of one service alone is read in the same way, and says why it cannot be', () => {
  expect(required({ A: 'x' }, 'A')).toBe('x');
  expect(() => required({}, 'A')).toThrow('A is not set');
  expect(requiredFile(needed, 'NATS_CREDS')).toBe('text of service.creds');
  expect(() => requiredFile({ A: '/no/such/file' }, 'A')).toThrow(
    expect.objectContaining({ cause: expect.objectContaining({ code: 'ENOENT' }) }),
  );
});
