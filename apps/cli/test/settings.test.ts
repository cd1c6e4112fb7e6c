import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readSettings } from '../src/settings.js';
import { tempDir } from './support/temp.js';

describe('the settings', () => {
  test('have defaults; an empty one counts as left out', () => {
    expect(readSettings({ NATS_URL: '' })).toEqual({
      home: resolve('.guildhall'),
      natsUrl: undefined,
      natsCreds: undefined,
      policy: undefined,
      webhooks: undefined,
      natsPort: 4222,
      databaseUrl: undefined,
      logLevel: 'log',
    });
  });

  test('are taken from the environment', () => {
    using dir = tempDir();
    const file = join(dir.path, 'file');
    writeFileSync(file, '');
    const env = {
      GUILDHALL_HOME: dir.path,
      NATS_URL: 'nats://127.0.0.1:5000',
      NATS_CREDS: file,
      GUILDHALL_POLICY: file,
      GUILDHALL_WEBHOOKS: file,
      GUILDHALL_NATS_PORT: '5000',
      DATABASE_URL: 'postgres://localhost/guildhall',
      LOG_LEVEL: 'debug',
      EVENT_STORE: 'jetstream',
    };
    expect(readSettings(env)).toEqual({
      home: dir.path,
      natsUrl: 'nats://127.0.0.1:5000',
      natsCreds: file,
      policy: file,
      webhooks: file,
      natsPort: 5000,
      databaseUrl: 'postgres://localhost/guildhall',
      logLevel: 'debug',
    });
  });

  test.each([
    ['GUILDHALL_HOME', '/etc/passwd', 'a folder'],
    ['NATS_CREDS', '/nowhere', 'a file that can be read'],
    ['GUILDHALL_POLICY', '/tmp', 'a file that can be read'],
    ['GUILDHALL_WEBHOOKS', '/nowhere', 'a file that can be read'],
    ['GUILDHALL_NATS_PORT', '65536', 'a port from 1 to 65535'],
    ['GUILDHALL_NATS_PORT', '0x10', 'a port from 1 to 65535'],
    ['LOG_LEVEL', 'loud', 'one of fatal, error, warn, log, debug, verbose'],
    ['EVENT_STORE', 'kurrentdb://localhost', 'one of jetstream'],
  ])('name %s=%s as the bad one', (name, value, expected) => {
    expect(() => readSettings({ [name]: value })).toThrow(`${name} must be ${expected}, not "${value}".`);
  });

  test.each([
    ['NATS_URL', 'localhost:4222', 'nats:// or tls://'],
    ['NATS_URL', 'http://user:secret@localhost', 'nats:// or tls://'],
    ['DATABASE_URL', 'mysql://user:secret@localhost', 'postgres:// or postgresql://'],
  ])('name %s as the bad one without repeating it, which may hold a password', (name, value, schemes) => {
    expect(() => readSettings({ [name]: value })).toThrow(
      expect.objectContaining({
        exit: 2,
        message: `${name} must be a URL with ${schemes}.`,
        remedy: `Correct ${name} in the environment.`,
      }),
    );
  });
});
