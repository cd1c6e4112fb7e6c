import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readPolicy, readPolicyDocument } from '../src/index.js';
import { DEFAULT_DOCUMENT, digest } from './support.js';

const hash = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

describe('what a policy file holds', () => {
  test('is a policy with the hash of its document', () => {
    const read = readPolicy(DEFAULT_DOCUMENT, hash);
    expect('policy' in read && read.policy.reference).toEqual({
      version: DEFAULT_DOCUMENT.version,
      sha256: digest(DEFAULT_DOCUMENT),
    });
  });

  test('is refused with everything that is wrong with its shape', () => {
    const { trust, ...rest } = DEFAULT_DOCUMENT;
    expect(trust).toBeDefined();
    expect(readPolicy({ ...rest, version: 7, colour: 'red' }, hash)).toEqual({
      issues: [
        { pointer: '/trust', message: 'is missing' },
        { pointer: '/colour', message: 'is not a known field' },
        { pointer: '/version', message: 'must be string' },
      ],
    });
  });

  test('is refused with everything that is wrong with what it says', () => {
    const [first] = DEFAULT_DOCUMENT.floors;
    const floors = [{ ...first, when: { ref: 'gone' } }, ...DEFAULT_DOCUMENT.floors];
    expect(readPolicy({ ...DEFAULT_DOCUMENT, floors }, hash)).toEqual({
      issues: [{ pointer: '/floors/0/when/ref', message: 'is not the name of a condition under define' }],
    });
  });

  test('is a document of its shape even where it cannot be published', () => {
    const document = { ...DEFAULT_DOCUMENT, floors: [] };
    expect('issues' in readPolicy(document, hash)).toBe(true);
    expect(readPolicyDocument(document, hash)).toEqual({
      read: { document, reference: { version: document.version, sha256: digest(document) } },
    });
    expect(readPolicyDocument({ ...document, version: 7 }, hash)).toEqual({
      issues: [{ pointer: '/version', message: 'must be string' }],
    });
  });

  test('is refused, whatever else it is', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const read = readPolicy(value, hash);
        expect('issues' in read && read.issues.length > 0).toBe(true);
      }),
    );
  });
});
