import { randomBytes, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PERSON_KEYS, seal, unseal } from '@guildhall/contracts';
import type { Service } from '@guildhall/contracts';
import { startNats } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import { PersonKeys } from '../src/index.js';

const STREAM = `KV_${PERSON_KEYS}`;

let nats: TestNats;
let jsm: JetStreamManager;
let keyFile: string;
let keys: PersonKeys;

const newFile = async (name: string, text: string): Promise<string> => {
  const path = join(nats.dir, name);
  await writeFile(path, text, { mode: 0o600 });
  return path;
};

/** As another process of a service opens them. */
const openAs = async (service: Service, file = keyFile) => PersonKeys.open(await nats.service(service), file);

beforeAll(async () => {
  nats = await startNats();
  jsm = await jetstreamManager(await nats.admin(), { checkAPI: false });
  keyFile = await newFile('person-keys.key', `${randomBytes(32).toString('base64url')}\n`);
  keys = await openAs('permit-workflow');
});
afterAll(() => nats[Symbol.asyncDispose]());

const storedFor = (person: string) =>
  jsm.streams.getMessage(STREAM, { last_by_subj: `$KV.${PERSON_KEYS}.${person}` });

test('nobody has a key at first', async () => {
  expect(await keys.get('nobody')).toBeUndefined();
});

test('a key is made once, and is the same for every process that reads it', async () => {
  const made = await keys.getOrMake('bob', () => 'k-bob');
  expect(made).toEqual({ id: 'k-bob', bytes: expect.any(Uint8Array) });
  expect(made.bytes).toHaveLength(32);
  expect(await keys.getOrMake('bob', () => 'another')).toEqual(made);
  expect(await (await openAs('permit-workflow')).get('bob')).toEqual(made);
  expect(await (await openAs('audit-projection')).get('bob')).toEqual(made);
  expect(nats.denied).toEqual([]);
});

test('everybody has another key', async () => {
  const made = await Promise.all(['p1', 'p2', 'p3'].map((person) => keys.getOrMake(person, randomUUID)));
  expect(new Set(made.map(({ bytes }) => Buffer.from(bytes).toString('hex'))).size).toBe(3);
});

test('of those who make it at the same time one wins, and all get that one', async () => {
  const other = await openAs('permit-workflow');
  const made = await Promise.all(
    Array.from({ length: 10 }, (_, at) => (at % 2 ? keys : other).getOrMake('contested', randomUUID)),
  );
  for (const key of made) expect(key).toEqual(made[0]);
  const box = await seal(
    { name: 'C' },
    'contested',
    made[0] ?? { id: '', bytes: new Uint8Array() },
    new Uint8Array(12),
  );
  const now = await keys.getOrMake('contested', randomUUID);
  expect(await unseal(box, now)).toEqual({ name: 'C' });
});

describe('at rest', () => {
  test('the key is wrapped: no copy of the stream holds it', async () => {
    const { bytes } = await keys.getOrMake('carol', () => 'k-carol');
    const raw = Buffer.from((await storedFor('carol'))?.data ?? []);
    expect(JSON.parse(raw.toString())).toEqual({
      id: 'k-carol',
      wrapped: expect.stringMatching(/^[\w-]{80}$/),
    });
    const key = Buffer.from(bytes);
    for (const form of [key, key.toString('hex'), key.toString('base64'), key.toString('base64url')])
      expect(raw.includes(form)).toBe(false);
    const { wrapped } = JSON.parse(raw.toString()) as { wrapped: string };
    expect(Buffer.from(wrapped, 'base64url').includes(key)).toBe(false);
  });

  test('another wrapping key opens nothing', async () => {
    await keys.getOrMake('dave', randomUUID);
    const file = await newFile('other.key', randomBytes(32).toString('base64url'));
    const others = await openAs('permit-workflow', file);
    await expect(others.get('dave')).rejects.toThrow('unable to authenticate');
    await expect(others.getOrMake('dave', randomUUID)).rejects.toThrow('unable to authenticate');
  });

  test('a key put under another person opens nothing', async () => {
    await keys.getOrMake('erin', randomUUID);
    const nc = await nats.service('permit-workflow');
    await nc.request(`$KV.${PERSON_KEYS}.eve`, (await storedFor('erin'))?.data);
    await expect(keys.get('eve')).rejects.toThrow('unable to authenticate');
  });
});

test('an erased key is gone, and the next one is another', async () => {
  const before = await keys.getOrMake('frank', randomUUID);
  const erasing = await nats.service('audit-projection');
  const seq = (await storedFor('frank'))?.seq;
  const reply = await erasing.request(
    `$JS.API.STREAM.MSG.DELETE.${STREAM}`,
    JSON.stringify({ seq, no_erase: false }),
  );
  expect(reply.json()).toMatchObject({ success: true });
  expect(await keys.get('frank')).toBeUndefined();
  const after = await keys.getOrMake('frank', randomUUID);
  expect(after.bytes).not.toEqual(before.bytes);
  expect(await keys.get('frank')).toEqual(after);
});

describe('while the bucket is out of reach', () => {
  const away = { name: 'StoreError', kind: 'unavailable' };

  test('keys are neither read nor made, and it is said why', async () => {
    const nc = await nats.service('permit-workflow');
    const cut = await PersonKeys.open(nc, keyFile);
    await nc.close();
    await expect(cut.get('bob')).rejects.toMatchObject(away);
    await expect(cut.getOrMake('grace', randomUUID)).rejects.toMatchObject(away);
    expect(await keys.get('grace')).toBeUndefined();
  });

  test('which can be read but not written, no key is made', async () => {
    const { config } = await jsm.streams.info(STREAM);
    await jsm.streams.update(STREAM, { max_bytes: 1 });
    await expect(keys.getOrMake('heidi', randomUUID)).rejects.toMatchObject(away);
    await jsm.streams.update(STREAM, { max_bytes: config.max_bytes });
    expect(await keys.get('heidi')).toBeUndefined();
  });
});

describe('a wrapping key that is none is a bad setting', () => {
  test('where no file is named, or it cannot be read', async () => {
    const nc = await nats.service('permit-workflow');
    await expect(PersonKeys.open(nc, undefined)).rejects.toMatchObject({
      name: 'SettingsError',
      message: 'GUILDHALL_PERSON_KEY_FILE is not set',
    });
    await expect(PersonKeys.open(nc, '/no/such/file')).rejects.toMatchObject({
      name: 'SettingsError',
      message: 'GUILDHALL_PERSON_KEY_FILE: /no/such/file cannot be read',
    });
  });

  test.each([
    ['nothing', ''],
    ['no base64url', '!'.repeat(43)],
    ['31 bytes', randomBytes(31).toString('base64url')],
    ['33 bytes', randomBytes(33).toString('base64url')],
    ['two keys', `${randomBytes(32).toString('base64url')}\n${randomBytes(32).toString('base64url')}`],
  ])('where it holds %s', async (_, text) => {
    const file = await newFile('bad.key', text);
    await expect(openAs('permit-workflow', file)).rejects.toMatchObject({
      name: 'SettingsError',
      message: `GUILDHALL_PERSON_KEY_FILE: ${file} does not hold 32 bytes as base64url`,
    });
  });
});
