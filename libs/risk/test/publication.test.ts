import { describe, expect, test } from '@jest/globals';
import { policyDecider } from '../src/index.js';
import type { Policy, PolicyState } from '../src/index.js';
import { recorded } from './intake-support.js';
import { DEFAULT_DOCUMENT, DEFAULT_POLICY, digest, policyWith } from './support.js';

const { decide, evolve, initialState } = policyDecider;
const sha256 = digest(DEFAULT_DOCUMENT);
const published = {
  type: 'policy.published' as const,
  data: { document: DEFAULT_DOCUMENT, sha256, basis: 'bootstrap' as const },
};
const state = evolve(initialState, recorded(published, 'default'));

const start = (policy: Policy, named: boolean, before: PolicyState) =>
  decide({ type: 'publish-at-bootstrap', policy, named }, before);

describe('the policy at a start', () => {
  test('the first one publishes the file', () => {
    expect(start(DEFAULT_POLICY, true, initialState)).toEqual({ events: [published] });
  });

  test('the first one publishes what comes with the program where nobody named a file', () => {
    expect(start(DEFAULT_POLICY, false, initialState)).toEqual({ events: [published] });
  });

  test('afterwards it is known', () => {
    expect(state).toEqual({
      status: 'published',
      document: DEFAULT_DOCUMENT,
      reference: { version: '2026.11.1', sha256 },
    });
  });

  test('the same file again: nothing to do', () => {
    expect(start(DEFAULT_POLICY, true, state)).toEqual({ events: [] });
  });

  test('another one that comes with a later program: nothing to do, the log wins', () => {
    expect(start(policyWith({ version: '2026.12.1' }), false, state)).toEqual({ events: [] });
  });

  test('another file is refused, with both versions and hashes', () => {
    const policy = policyWith({ version: '2026.12.1' });
    expect(start(policy, true, state)).toEqual({
      refusal: {
        code: 'ALREADY_EXISTS',
        message:
          `The policy in force is version 2026.11.1 (SHA-256 ${sha256}), from the log; ` +
          `the file is version 2026.12.1 (SHA-256 ${policy.reference.sha256}). ` +
          'The log wins: start with the file of the policy in force.',
      },
    });
  });
});
