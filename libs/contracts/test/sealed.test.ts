import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { DirectoryEnrolled, Sealed, fromBase64url, issuesOf, seal, unseal } from '../src/index.js';
import type { PersonKey, Personal } from '../src/index.js';

const bob: Personal = { name: 'Bob Bäcker', email: 'bob@example.org' };

const newKey = (id = 'k1'): PersonKey => ({ id, bytes: Uint8Array.from(randomBytes(32)) });
const newIv = (): Uint8Array<ArrayBuffer> => Uint8Array.from(randomBytes(12));

const key = newKey();
const sealedFor = (person: string) => seal(bob, person, key, newIv());

/** What AES-GCM says where anything is not as it was sealed. */
const FAILS = { name: 'OperationError' };

test('a box opens with its key, and is what events hold', async () => {
  const box = await sealedFor('bob');
  expect(await unseal(box, key)).toEqual(bob);
  expect(issuesOf(Sealed, box)).toEqual([]);
  expect(issuesOf(DirectoryEnrolled, { roles: ['manager'], personal: box })).toEqual([]);
  expect(box.sealed).toEqual({
    person: 'bob',
    key: 'k1',
    alg: 'A256GCM',
    iv: expect.stringMatching(/^[A-Za-z0-9_-]{16}$/),
    text: expect.stringMatching(/^[A-Za-z0-9_-]+$/),
  });
});

test('a box holds neither name nor address, and its tag is there', async () => {
  const { sealed } = await sealedFor('bob');
  const text = Buffer.from(fromBase64url(sealed.text));
  expect(text).toHaveLength(Buffer.byteLength(JSON.stringify(bob)) + 16);
  for (const part of ['Bob', 'example', 'name']) expect(text.includes(part)).toBe(false);
});

test('the same person sealed twice looks different', async () => {
  const [one, other] = [await sealedFor('bob'), await sealedFor('bob')];
  expect(one.sealed.text).not.toBe(other.sealed.text);
});

describe('does not open', () => {
  test('with another key', async () => {
    await expect(unseal(await sealedFor('bob'), newKey())).rejects.toMatchObject(FAILS);
  });

  test.each([
    ['moved to another person', { person: 'eve' }],
    ['said to be of another key', { key: 'k2' }],
    ['with another iv', { iv: 'AAAAAAAAAAAAAAAA' }],
    ['with another text', { text: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
  ])('%s', async (_, changed) => {
    const { sealed } = await sealedFor('bob');
    await expect(unseal({ sealed: { ...sealed, ...changed } }, key)).rejects.toMatchObject(FAILS);
  });

  test('with any bit changed', async () => {
    const { sealed } = await sealedFor('bob');
    const bytes = Buffer.from(sealed.text, 'base64url');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const text = changed.toString('base64url');
      await expect(unseal({ sealed: { ...sealed, text } }, key)).rejects.toMatchObject(FAILS);
    }
  });

  test('cut short', async () => {
    const { sealed } = await sealedFor('bob');
    await expect(
      unseal({ sealed: { ...sealed, text: sealed.text.slice(0, 16) } }, key),
    ).rejects.toMatchObject(FAILS);
  });
});
