import { execFile } from 'node:child_process';
import { createHash, createPublicKey } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newSigningSeed, signingKeyOf } from '@guildhall/broker';
import type { SigningKey } from '@guildhall/broker';
import { sha256 } from '@guildhall/event-store';
import type { Incident } from '@guildhall/event-store';
import { evolveSigningKeys, jwksOf, noSigningKeys, proofKeyOf } from '@guildhall/permit';
import type { Permit } from '@guildhall/permit';
import { memoryStore, waitFor } from '@guildhall/testing';
import type { MemoryStore } from '@guildhall/testing';
import { SignJWT, createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { at, digest, terms } from '../../../libs/permit/test/factories.js';
import { ACTIVE, EXECUTING, WINDOW, permitAfter } from '../../../libs/permit/test/story.js';
import { TokenSigner } from '../src/tokens/token-signer.js';
import { Tokens } from '../src/tokens/tokens.js';
import { POLICIES } from './support/policy.js';

const VERIFIER = fileURLToPath(new URL('../../../examples/verify-token/verify-token.mjs', import.meta.url));

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'guildhall-tokens-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

let files = 0;
const fileWith = async (text: string | Uint8Array): Promise<string> => {
  const path = join(dir, `file-${(files += 1)}`);
  await writeFile(path, text);
  return path;
};

/** The service's part of signing on a log of its own, with a clock that a test sets. */
const signing = async (file: string, store: MemoryStore = memoryStore()) => {
  const clock = { now: at(0) };
  const incidents: Incident[] = [];
  let ids = 0;
  const needs = {
    store,
    now: () => clock.now,
    newId: () => `id-${clock.now}-${(ids += 1)}`,
    report: (incident: Incident) => incidents.push(incident),
    file,
  };
  const signer = await TokenSigner.open(needs);
  return { signer, store, clock, incidents, needs };
};

const published = (store: MemoryStore, now: string) =>
  jwksOf(store.log.reduce(evolveSigningKeys, noSigningKeys), now, sha256);

const keyAt = (signer: TokenSigner, now: string): string | undefined => signer.at(now)?.publicKey;

const publicKeyOf = (seed: string): string => signingKeyOf(seed).publicKey;

describe('the key that signs', () => {
  test('is on record before it signs, once', async () => {
    const seed = newSigningSeed();
    const file = await fileWith(`${seed}\n`);
    const { signer, store } = await signing(file);
    expect(store.log).toMatchObject([
      {
        type: 'directory.credential-issued',
        entity: 'permit-workflow',
        actor: 'permit-workflow',
        data: { id: 'permit-workflow', kind: 'token-signer', publicKey: publicKeyOf(seed) },
      },
    ]);
    expect(keyAt(signer, at(0))).toBe(publicKeyOf(seed));
    // Another process of the service, or the same after a restart.
    await signing(file, store);
    expect(store.log).toHaveLength(1);
  });

  test('is followed by the next one of the file, which is published for a minute before it signs', async () => {
    const [first, second] = [newSigningSeed(), newSigningSeed()];
    const file = await fileWith(first);
    const { signer, store, clock } = await signing(file);
    clock.now = at(10);
    await writeFile(file, second);
    expect(await signer.look()).toBeUndefined();
    expect(published(store, at(10)).keys.map(({ kid }) => kid)).toEqual(
      [second, first].map((seed) => proofKeyOf(publicKeyOf(seed), sha256).kid),
    );
    expect(keyAt(signer, at(10.99))).toBe(publicKeyOf(first));
    expect(keyAt(signer, at(11))).toBe(publicKeyOf(second));
    expect(published(store, at(20)).keys).toHaveLength(1);
  });

  test('is the same in all processes that share the file', async () => {
    const [first, second] = [newSigningSeed(), newSigningSeed()];
    const file = await fileWith(first);
    const one = await signing(file);
    const other = await signing(file, one.store);
    await writeFile(file, second);
    await Promise.all([one.signer.look(), other.signer.look()]);
    expect(one.store.log).toHaveLength(2);
    expect(keyAt(one.signer, at(2))).toBe(publicKeyOf(second));
    expect(keyAt(other.signer, at(2))).toBe(publicKeyOf(second));
  });

  test('is none that was taken out of use', async () => {
    const [first, second] = [newSigningSeed(), newSigningSeed()];
    const file = await fileWith(first);
    const { signer, store, needs } = await signing(file);
    await writeFile(file, second);
    await signer.look();
    await writeFile(file, first);
    const message = `The signing key ${publicKeyOf(first)} was taken out of use, which is for ever.`;
    expect(await signer.look()).toEqual({ code: 'INVALID_STATE', message });
    expect(signer.at(at(2))).toBeUndefined();
    await expect(TokenSigner.open(needs)).rejects.toMatchObject({
      name: 'SettingsError',
      message: `GUILDHALL_TOKEN_KEY_FILE: ${message}`,
    });
    expect(store.log).toHaveLength(2);
  });

  test.each([
    [undefined, 'GUILDHALL_TOKEN_KEY_FILE is not set'],
    ['/no/such/file', 'GUILDHALL_TOKEN_KEY_FILE: /no/such/file cannot be read'],
  ])('has to be in a file, not in %s', async (path, message) => {
    const { needs } = await signing(await fileWith(newSigningSeed()));
    await expect(TokenSigner.open({ ...needs, file: path })).rejects.toMatchObject({
      name: 'SettingsError',
      message,
    });
  });

  test('has to be a seed, which no message repeats', async () => {
    const file = await fileWith(newSigningSeed().slice(0, -2));
    await expect(signing(file)).rejects.toMatchObject({
      name: 'SettingsError',
      message: `GUILDHALL_TOKEN_KEY_FILE: ${file} does not hold the seed of a NATS user`,
    });
  });
});

const WORKER = signingKeyOf(newSigningSeed());

/** Tokens for deployer-3, which logs in with `WORKER`, on a clock that stands at `now`. */
const tokensAt = async (now: string) => {
  const { signer, store } = await signing(await fileWith(newSigningSeed()));
  await store.append(
    [
      {
        context: 'directory',
        entity: 'deployer-3',
        expected: 0,
        events: [
          {
            type: 'directory.credential-issued',
            data: { id: 'deployer-3', kind: 'worker', publicKey: WORKER.publicKey },
          },
        ],
      },
    ],
    { source: 'test', actor: 'system', correlation: 'deployer-3', causation: 'test', time: at(0) },
  );
  const runtime = { store, now: () => now, newId: () => 'a-token' };
  return { tokens: new Tokens(runtime, signer, POLICIES), store };
};

const executing: Permit = permitAfter(...EXECUTING);

describe('a token', () => {
  test('is for the permit, signed with the published key, and verified by anybody', async () => {
    const now = at(10);
    const { tokens, store } = await tokensAt(now);
    const { token, tokenExpiresAt } = await tokens.give(executing, 'deployer-3');
    expect(tokenExpiresAt).toBe(at(12));
    const keys = published(store, now);
    expect(decodeProtectedHeader(token ?? '')).toEqual({
      alg: 'Ed25519',
      typ: 'guildhall-permit+jwt',
      kid: keys.keys[0]?.kid,
    });
    const { payload } = await jwtVerify(token ?? '', createLocalJWKSet(keys), { currentDate: new Date(now) });
    const { scope, constraints } = terms(3);
    const iat = Date.parse(now) / 1000;
    expect(payload).toEqual({
      iss: 'guildhall',
      sub: 'deployer-3',
      iat,
      nbf: iat,
      exp: iat + 120,
      jti: 'a-token',
      permitDigest: digest(terms(3)),
      authorization_details: [
        {
          type: 'guildhall_permit',
          taskId: 't1',
          actions: scope.actions,
          resources: scope.resources,
          environment: 'production',
          constraints,
        },
      ],
      cnf: { jwk: proofKeyOf(WORKER.publicKey, sha256) },
    });
  });

  test('ends with the window', async () => {
    const now = new Date(Date.parse(WINDOW.notAfter) - 30_000).toISOString();
    const { tokens } = await tokensAt(now);
    expect((await tokens.give(executing, 'deployer-3')).tokenExpiresAt).toBe(WINDOW.notAfter);
  });

  test.each([
    ['a permit that is not started', permitAfter(...ACTIVE), 'deployer-3', at(10)],
    ['another worker', executing, 'scout-0', at(10)],
    ['what is over', executing, 'deployer-3', WINDOW.notAfter],
  ])('is not given for %s', async (_, permit, worker, now) => {
    const { tokens } = await tokensAt(now);
    expect(await tokens.give(permit, worker)).toEqual({});
  });

  test('is not given to who cannot prove to be the worker', async () => {
    const { tokens, store } = await tokensAt(at(10));
    const revoked = { id: 'deployer-3', publicKeys: [WORKER.publicKey], by: 'olivia' };
    await store.append(
      [
        {
          context: 'directory',
          entity: 'deployer-3',
          expected: 1,
          events: [{ type: 'directory.credential-revoked', data: revoked }],
        },
      ],
      { source: 'test', actor: 'olivia', correlation: 'deployer-3', causation: 'olivia:1', time: at(1) },
    );
    expect(await tokens.give(executing, 'deployer-3')).toEqual({});
  });
});

const run = promisify(execFile);

/** What examples/verify-token says. */
const verified = async (...parts: (string | Uint8Array)[]) => {
  const paths = await Promise.all(parts.map(fileWith));
  try {
    const { stdout } = await run(process.execPath, [VERIFIER, ...paths]);
    return { allowed: JSON.parse(stdout) as object };
  } catch (error) {
    return { refused: (error as { stderr: string }).stderr.trim() };
  }
};

interface Proven {
  jti?: string;
  request?: string;
  key?: SigningKey;
  age?: number;
}

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

const proofOf = ({ jti = 'a-token', request = 'deploy api', key = WORKER, age = 0 }: Proven = {}) =>
  new SignJWT({ jti, sha256: sha(request), iat: Math.floor(Date.now() / 1000) - age })
    .setProtectedHeader({ alg: 'Ed25519', typ: 'guildhall-proof+jwt' })
    .sign(key.privateKey);

describe('a tool that has nothing but the published keys', () => {
  // Inside the window of the story, which is in the past or the future of the tool: for it, of today.
  const today = (permit: Permit): Permit =>
    permit.status === 'EXECUTING'
      ? { ...permit, window: { ...permit.window, notAfter: new Date(Date.now() + 3_600_000).toISOString() } }
      : permit;

  const given = async (secondsAgo = 0) => {
    const now = new Date(Date.now() - secondsAgo * 1000).toISOString();
    const { tokens, store } = await tokensAt(now);
    const { token = '' } = await tokens.give(today(executing), 'deployer-3');
    return { token, keys: JSON.stringify(published(store, now)) };
  };

  test('lets the worker do what it was permitted', async () => {
    const { token, keys } = await given();
    const { scope, constraints } = terms(3);
    expect(await verified(keys, `${token}\n`, await proofOf(), 'deploy api')).toEqual({
      allowed: {
        worker: 'deployer-3',
        type: 'guildhall_permit',
        taskId: 't1',
        actions: scope.actions,
        resources: scope.resources,
        environment: 'production',
        constraints,
      },
    });
  });

  test.each<[string, Proven, string]>([
    ['by another worker', { key: signingKeyOf(newSigningSeed()) }, 'signature verification failed'],
    ['for another token', { jti: 'another' }, 'the proof is for another token'],
    ['for another request', { request: 'drop db' }, 'the proof is for another request'],
    ['of yesterday', { age: 40 }, '"iat" claim timestamp check failed (too far in the past)'],
  ])('refuses a proof %s', async (_, proven, message) => {
    const { token, keys } = await given();
    expect(await verified(keys, token, await proofOf(proven), 'deploy api')).toEqual({
      refused: `refused: ${message}`,
    });
  });

  test('refuses a token whose time is over', async () => {
    const { token, keys } = await given(130);
    expect(await verified(keys, token, await proofOf(), 'deploy api')).toEqual({
      refused: 'refused: "exp" claim timestamp check failed',
    });
  });

  test('refuses a token of somebody else, and one that was changed', async () => {
    const [{ token }, { keys }] = [await given(), await given()];
    expect(await verified(keys, token, await proofOf(), 'deploy api')).toEqual({
      refused: 'refused: no applicable key found in the JSON Web Key Set',
    });
    const own = await given();
    const [head = '', , signature = ''] = own.token.split('.');
    const [, claims = ''] = token.split('.');
    const forged = Buffer.from(
      JSON.stringify({ ...(JSON.parse(Buffer.from(claims, 'base64url').toString()) as object), sub: 'me' }),
    ).toString('base64url');
    expect(await verified(own.keys, `${head}.${forged}.${signature}`, await proofOf(), 'deploy api')).toEqual(
      { refused: 'refused: signature verification failed' },
    );
  });
});

test('a signing key is one pair', () => {
  const { publicKey, privateKey } = signingKeyOf(newSigningSeed());
  expect(createPublicKey(privateKey).export({ format: 'jwk' })['x']).toBe(proofKeyOf(publicKey, sha256).x);
});

test('a new key in the file is found without being told', async () => {
  const file = await fileWith(newSigningSeed());
  const { signer, store } = await signing(file);
  const stop = signer.watch(20);
  await writeFile(file, newSigningSeed());
  await waitFor(() => store.log.length === 2);
  await stop();
});
