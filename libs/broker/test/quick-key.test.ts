import { describe, expect, test } from '@jest/globals';
import { createAccount, createOperator, createUser, fromPublic } from '@nats-io/nkeys';
import fc from 'fast-check';
import { quick } from '../src/quick-key.js';

describe.each([
  ['operator', createOperator],
  ['account', createAccount],
  ['user', createUser],
])('a quick key of an %s', (_, create) => {
  test('is the same key, and signs what the library verifies', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (text) => {
        const pair = create();
        const key = quick(pair);
        expect(key.getPublicKey()).toBe(pair.getPublicKey());
        expect([...key.getSeed()]).toEqual([...pair.getSeed()]);
        expect([...key.getPrivateKey()]).toEqual([...pair.getPrivateKey()]);
        expect(fromPublic(key.getPublicKey()).verify(text, key.sign(text))).toBe(true);
        expect(key.verify(text, pair.sign(text))).toBe(true);
        expect([...key.sign(text)]).toEqual([...pair.sign(text)]);
      }),
      { numRuns: 5 },
    );
  });
});
