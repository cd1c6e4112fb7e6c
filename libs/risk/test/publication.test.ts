import { describe, expect, test } from '@jest/globals';
import { policyDecider, policyStanding } from '../src/index.js';
import type { Policy, PolicyState } from '../src/index.js';
import {
  IN_FORCE_SINCE,
  after,
  booted,
  endorsed,
  other,
  proposed,
  published,
  refusal,
  when,
} from './publication-support.js';
import { DEFAULT_DOCUMENT, DEFAULT_POLICY, digest, policyWith } from './support.js';

const sha256 = digest(DEFAULT_DOCUMENT);
const NEXT = other('2026.12.1');
const state = after(booted());

const start = (policy: Policy, named: boolean, before: PolicyState) =>
  when(before, { type: 'publish-at-bootstrap', policy, named });

describe('the policy at a start', () => {
  const [, first] = booted();

  test('the first one publishes the file', () => {
    expect(start(DEFAULT_POLICY, true, policyDecider.initialState)).toStrictEqual({ events: [first] });
  });

  test('the first one publishes what comes with the program where nobody named a file', () => {
    expect(start(DEFAULT_POLICY, false, policyDecider.initialState)).toStrictEqual({ events: [first] });
  });

  test('the same file again: nothing to do', () => {
    expect(start(DEFAULT_POLICY, true, state)).toStrictEqual({ events: [] });
  });

  test('another one that comes with a later program: nothing to do, the log wins', () => {
    expect(start(policyWith({ version: '2026.12.1' }), false, state)).toStrictEqual({ events: [] });
  });

  const TO_DO =
    'Start without GUILDHALL_POLICY. Then `guildhall policy show > FILE` writes the policy in force, which may be ' +
    'named again, and `guildhall policy propose FILE` is how another one comes into force.';

  test('another file is refused, with both versions and hashes and what to do', () => {
    const policy = policyWith({ version: '2026.12.1' });
    expect(start(policy, true, state)).toStrictEqual(
      refusal(
        'ALREADY_EXISTS',
        `The log wins. In force is version 2026.11.1 (SHA-256 ${sha256}) since ${IN_FORCE_SINCE}, from the file of ` +
          `the first start; the file is version 2026.12.1 (SHA-256 ${policy.reference.sha256}). ${TO_DO}`,
      ),
    );
  });

  test('the file of an earlier start is refused once the board has put another in force, with who did', () => {
    const changed = after(
      booted(),
      proposed('olivia', NEXT),
      endorsed('gwen', NEXT),
      endorsed('george', NEXT),
      published(NEXT, 'olivia', 'gwen', 'george'),
    );
    expect(start(DEFAULT_POLICY, true, changed)).toStrictEqual(
      refusal(
        'ALREADY_EXISTS',
        `The log wins. In force is version 2026.12.1 (SHA-256 ${digest(NEXT)}) since ${IN_FORCE_SINCE}, proposed by ` +
          `olivia and endorsed by gwen and george; the file is version 2026.11.1 (SHA-256 ${sha256}). ${TO_DO}`,
      ),
    );
  });
});

describe('what is known of the policy', () => {
  test('after the first start', () => {
    expect(state).toStrictEqual({
      status: 'published',
      document: DEFAULT_DOCUMENT,
      reference: { version: '2026.11.1', sha256 },
      since: IN_FORCE_SINCE,
      position: 1,
      versions: new Map([['2026.11.1', sha256]]),
      open: new Map(),
      known: new Set([sha256]),
    });
  });

  test('while others are proposed', () => {
    const later = other('2027.1.1');
    const open = after(
      booted(),
      proposed('olivia', NEXT),
      proposed('gwen', later),
      endorsed('george', NEXT),
      endorsed('gwen', NEXT),
      endorsed('george', NEXT),
    );
    const of = (document: typeof NEXT) => ({
      document,
      reference: { version: document.version, sha256: digest(document) },
    });
    expect(open).toStrictEqual({
      ...state,
      open: new Map([
        [
          digest(NEXT),
          {
            ...of(NEXT),
            proposedBy: 'olivia',
            endorsements: [
              { by: 'gwen', position: 5 },
              { by: 'george', position: 6 },
            ],
          },
        ],
        [digest(later), { ...of(later), proposedBy: 'gwen', endorsements: [] }],
      ]),
      known: new Set([sha256, digest(NEXT), digest(later)]),
    });
    expect([NEXT, later, DEFAULT_DOCUMENT].map((each) => policyStanding(open, digest(each)))).toStrictEqual([
      { ...of(NEXT).reference, status: 'proposed', endorsedBy: ['gwen', 'george'] },
      { ...of(later).reference, status: 'proposed', endorsedBy: [] },
      { version: '2026.11.1', sha256, status: 'in-force', endorsedBy: [] },
    ]);
  });

  test('once one of them is in force: nothing is open any more', () => {
    const later = other('2027.1.1');
    const changed = after(
      booted(),
      proposed('olivia', NEXT),
      proposed('gwen', later),
      endorsed('gwen', NEXT),
      endorsed('george', NEXT),
      published(NEXT, 'olivia', 'gwen', 'george'),
    );
    const reference = { version: '2026.12.1', sha256: digest(NEXT) };
    expect(changed).toStrictEqual({
      status: 'published',
      document: NEXT,
      reference,
      since: IN_FORCE_SINCE,
      position: 6,
      signedOff: { proposedBy: 'olivia', endorsedBy: ['gwen', 'george'] },
      versions: new Map([
        ['2026.11.1', sha256],
        ['2026.12.1', digest(NEXT)],
      ]),
      open: new Map(),
      known: new Set([sha256, digest(NEXT), digest(later)]),
    });
    expect(
      [NEXT, later, DEFAULT_DOCUMENT].map((each) => policyStanding(changed, digest(each))),
    ).toStrictEqual([
      { ...reference, status: 'in-force', endorsedBy: ['gwen', 'george'] },
      undefined,
      undefined,
    ]);
  });

  test('before the first start: nothing', () => {
    expect(policyStanding(policyDecider.initialState, sha256)).toBeUndefined();
  });

  test('an endorsement of what is not open changes nothing', () => {
    expect(after(booted(), endorsed('gwen', NEXT))).toStrictEqual(state);
    expect(after(endorsed('gwen', NEXT), proposed('olivia', NEXT))).toStrictEqual({ status: 'none' });
  });
});
