import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { durationMs } from '@guildhall/contracts';
import type { Constraint, EventData, EventType, Recorded, Sha256Fn } from '@guildhall/contracts';
import fc from 'fast-check';
import {
  LONGEST_TOKEN,
  PUBLISHED_AFTERWARDS,
  SIGNING_ENTITY,
  claimsOf,
  evolveSigningKeys,
  grantOf,
  jwkOf,
  jwksOf,
  noSigningKeys,
  proofKeyOf,
  signingKeyDecider,
} from '../src/index.js';
import type { Grant, SigningKeys } from '../src/index.js';
import { at, sha } from './factories.js';
import { happens, nothing, permitAfter, refused, revoked, WINDOW } from './story.js';
import { FIT, granted, undoable, working } from './work-story.js';

const sha256: Sha256Fn = (bytes) => createHash('sha256').update(bytes).digest();

/** The key of RFC 8037, appendix A, as NATS writes it. */
const KEY = 'UDLVVGABQKYQVN6VJP7NHSLEA45A5YLS6PNKMIZFV4BBU2HXA5IRUVAL';
const X = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';
const THUMBPRINT = 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k';

const PROOF_KEY = { kty: 'OKP', crv: 'Ed25519', x: X, kid: THUMBPRINT };

describe('a key as a JSON Web Key', () => {
  test('has the bytes of the key and the thumbprint of RFC 8037, appendix A.3', () => {
    expect(proofKeyOf(KEY, sha256)).toEqual(PROOF_KEY);
    expect(jwkOf(KEY, sha256)).toEqual({ ...PROOF_KEY, use: 'sig', alg: 'Ed25519' });
  });
});

const grant: Grant = {
  taskId: 't1',
  workerId: 'deployer-3',
  permitDigest: sha('e'),
  actions: ['deploy'],
  resources: ['service:api'],
  environment: 'production',
  constraints: [{ id: 'max_actions', value: 5 }],
  until: at(60),
};

const source = { now: at(0), goodFor: 'PT120S', jti: 'a-token', publicKey: KEY, sha256 };
const second = (time: string): number => Date.parse(time) / 1000;

describe('what a token is for', () => {
  const ended = revoked({ severity: 'warning', reason: { kind: 'person' } });
  const undoing = permitAfter(...working(undoable(), ended, granted(at(20))));

  test('is the work, for its worker alone', () => {
    const permit = permitAfter(...working(undoable()));
    expect(grantOf(permit, 'deployer-3')).toMatchObject({ actions: ['deploy'], until: WINDOW.notAfter });
    expect(grantOf(permit, 'deployer-9')).toBeUndefined();
  });

  test('ends with whichever limit of the time ends first', () => {
    const window = { id: 'time_window', value: `${at(0)}/${at(30)}` };
    const duration = { id: 'max_duration_s', value: 60 };
    const until = (...constraints: Constraint[]) =>
      grantOf(permitAfter(...working(undoable(...constraints))), 'deployer-3')?.until;
    expect(until(window)).toBe(at(30));
    // It began at `at(1)`.
    expect(until(window, duration)).toBe(at(2));
  });

  test('is undoing it, for who has the grant and is fit for it', () => {
    expect(grantOf(undoing, 'deployer-3', { worker: FIT })).toMatchObject({
      actions: ['rollback'],
      until: at(20),
    });
    expect(grantOf(undoing, 'deployer-9', { worker: FIT })).toBeUndefined();
    expect(grantOf(undoing, 'deployer-3', { worker: { ...FIT, status: 'suspended' } })).toBeUndefined();
    expect(grantOf(undoing, 'deployer-3')).toBeUndefined();
  });
});

describe('the claims of a token', () => {
  test('say who may do what, where, within which limits, and with whose proof', () => {
    expect(claimsOf(grant, source)).toEqual({
      iss: 'guildhall',
      sub: 'deployer-3',
      iat: second(at(0)),
      nbf: second(at(0)),
      exp: second(at(2)),
      jti: 'a-token',
      permitDigest: sha('e'),
      authorization_details: [
        {
          type: 'guildhall_permit',
          taskId: 't1',
          actions: ['deploy'],
          resources: ['service:api'],
          environment: 'production',
          constraints: [{ id: 'max_actions', value: 5 }],
        },
      ],
      cnf: { jwk: PROOF_KEY },
    });
  });

  test.each([
    ['as long as the policy says', 'PT30S', at(60), second(at(0)) + 30],
    ['two minutes at most, whatever the policy says', 'PT10M', at(60), second(at(2))],
    ['not beyond the end of what is allowed', 'PT120S', at(1), second(at(1))],
    ['not for a fraction of a second more', 'PT120S', '2026-11-21T10:00:07.900Z', second(at(0)) + 7],
  ])('are good %s', (_, goodFor, until, exp) => {
    expect(claimsOf({ ...grant, until }, { ...source, goodFor })).toMatchObject({ exp });
  });

  test.each([at(0), at(-1), '2026-11-21T10:00:00.999Z'])('are none where it ends at %s', (until) => {
    expect(claimsOf({ ...grant, until }, source)).toBeUndefined();
  });

  test('are never good after the grant, nor for longer than two minutes', () => {
    const ms = fc.integer({ min: -10_000, max: 400_000 });
    fc.assert(
      fc.property(ms, fc.integer({ min: 1, max: 1000 }), ms, (left, goodFor, offset) => {
        const now = new Date(Date.parse(at(0)) + offset).toISOString();
        const until = new Date(Date.parse(now) + left).toISOString();
        const claims = claimsOf({ ...grant, until }, { ...source, now, goodFor: `PT${goodFor}S` });
        if (!claims) return left < 1000 || goodFor < 1;
        const { iat, nbf, exp } = claims;
        return (
          exp * 1000 <= Date.parse(until) &&
          exp * 1000 <= Date.parse(now) + durationMs(LONGEST_TOKEN) &&
          nbf === iat &&
          iat * 1000 <= Date.parse(now) &&
          exp > iat
        );
      }),
    );
  });
});

const OTHER = `U${'B'.repeat(55)}`;
const THIRD = `U${'C'.repeat(55)}`;

const recordedOf = <T extends EventType>(type: T, data: EventData<T>, minutes: number, entity: string) => ({
  type,
  data,
  id: `id-${minutes}`,
  context: 'directory',
  entity,
  version: minutes + 1,
  position: minutes + 1,
  time: at(minutes),
  actor: 'permit-workflow',
  correlation: entity,
  causation: 'a cause',
});

const issuedAt = (minutes: number, publicKey: string, revokes?: string): Recorded =>
  recordedOf(
    'directory.credential-issued',
    { id: SIGNING_ENTITY, kind: 'token-signer', publicKey, ...(revokes ? { revokes: [revokes] } : {}) },
    minutes,
    SIGNING_ENTITY,
  ) as Recorded;

const revokedAt = (minutes: number, publicKey: string): Recorded =>
  recordedOf(
    'directory.credential-revoked',
    { id: SIGNING_ENTITY, publicKeys: [publicKey], by: 'olivia' },
    minutes,
    SIGNING_ENTITY,
  ) as Recorded;

const keysAfter = (...events: Recorded[]): SigningKeys => events.reduce(evolveSigningKeys, noSigningKeys);

const use = (publicKey: string, ...history: Recorded[]) =>
  signingKeyDecider.decide({ type: 'use', publicKey }, keysAfter(...history));

describe('a key to sign with', () => {
  test('is put on record', () => {
    expect(use(KEY)).toEqual(
      happens({
        type: 'directory.credential-issued',
        data: { id: 'permit-workflow', kind: 'token-signer', publicKey: KEY },
      }),
    );
  });

  test('takes the place of the one before', () => {
    expect(use(OTHER, issuedAt(0, KEY))).toEqual(
      happens({
        type: 'directory.credential-issued',
        data: { id: 'permit-workflow', kind: 'token-signer', publicKey: OTHER, revokes: [KEY] },
      }),
    );
  });

  test('is on record once', () => {
    expect(use(KEY, issuedAt(0, KEY))).toEqual(nothing);
  });

  test.each([
    ['replaced', [issuedAt(0, KEY), issuedAt(1, OTHER, KEY)]],
    ['revoked', [issuedAt(0, KEY), revokedAt(1, KEY)]],
  ])('is not used again after it was %s', (_, history) => {
    expect(use(KEY, ...history)).toEqual(
      refused('INVALID_STATE', `The signing key ${KEY} was taken out of use, which is for ever.`),
    );
  });

  test("is not a participant's", () => {
    const ofBob = recordedOf(
      'directory.credential-issued',
      { id: 'bob', kind: 'person', publicKey: KEY },
      0,
      'bob',
    ) as Recorded;
    expect(keysAfter(ofBob)).toEqual(noSigningKeys);
  });
});

describe('what is published', () => {
  const published = (now: string, ...history: Recorded[]) =>
    jwksOf(keysAfter(...history), now, sha256).keys.map(({ x }) => x);
  const x = (publicKey: string): string => jwkOf(publicKey, sha256).x;

  test('is nothing before the first key', () => {
    expect(published(at(0))).toEqual([]);
  });

  test('is the present key as a JSON Web Key', () => {
    expect(jwksOf(keysAfter(issuedAt(0, KEY)), at(0), sha256)).toEqual({ keys: [jwkOf(KEY, sha256)] });
  });

  test('is a key that was replaced, for ten minutes more', () => {
    expect(PUBLISHED_AFTERWARDS).toBe('PT10M');
    const history = [issuedAt(0, KEY), issuedAt(20, OTHER, KEY), issuedAt(25, THIRD, OTHER)];
    expect(published(at(29.99), ...history)).toEqual([x(THIRD), x(OTHER), x(KEY)]);
    expect(published(at(30), ...history)).toEqual([x(THIRD), x(OTHER)]);
    expect(published(at(35), ...history)).toEqual([x(THIRD)]);
  });

  test('is a key that was revoked no more', () => {
    expect(published(at(2), issuedAt(0, KEY), revokedAt(1, KEY))).toEqual([]);
    expect(published(at(2), issuedAt(0, KEY), revokedAt(1, KEY), issuedAt(2, OTHER))).toEqual([x(OTHER)]);
  });
});
