import { describe, expect, test } from '@jest/globals';
import type { Issue } from '@guildhall/contracts';
import { policyDecider, policyIssues } from '../src/index.js';
import {
  after,
  booted,
  endorsed,
  other,
  propose,
  proposed,
  published,
  refusal,
  when,
} from './publication-support.js';
import { DEFAULT_DOCUMENT, digest, documentWith } from './support.js';

const sha256 = digest(DEFAULT_DOCUMENT);
const NEXT = other('2026.12.1');
const state = after(booted());

const [, asProposed] = proposed('olivia', NEXT);

describe('policy.propose', () => {
  test.each(['operator', 'governance-board'] as const)('is done for a holder of %s', (role) => {
    expect(when(state, propose('olivia', NEXT, { roles: ['manager', role] }))).toStrictEqual({
      events: [asProposed],
    });
  });

  test('keeps why', () => {
    expect(when(state, propose('olivia', NEXT, { reason: 'The orders hold payment data.' }))).toStrictEqual({
      events: [{ ...asProposed, data: { ...asProposed.data, reason: 'The orders hold payment data.' } }],
    });
  });

  const FORBIDDEN = refusal(
    'FORBIDDEN',
    'Only an operator or a member of the governance board proposes a policy; dave is neither.',
  );

  test('is refused to others, whatever it is and whatever state it is in', () => {
    const command = propose('dave', DEFAULT_DOCUMENT, { roles: ['vp', 'auditor'] });
    const before = policyDecider.initialState;
    expect([state, before].map((each) => when(each, command))).toStrictEqual([FORBIDDEN, FORBIDDEN]);
  });

  test('is not looked at closely for others', () => {
    const issuesOf = (): never => {
      throw new Error('looked at');
    };
    expect(when(state, propose('dave', NEXT, { roles: [], issuesOf }))).toStrictEqual(FORBIDDEN);
  });

  test('is refused before there is a policy to replace', () => {
    expect(when(policyDecider.initialState, propose('olivia', NEXT))).toStrictEqual(
      refusal('NOT_BOOTSTRAPPED', 'There is no policy in force yet.'),
    );
  });

  test('is refused with every issue, each with a pointer into what was sent', () => {
    const issues: Issue[] = [
      { pointer: '/plans', message: 'has no plan for the path emergency' },
      { pointer: '', message: 'needs less than HB1 does' },
    ];
    const document = documentWith({ caps: [] });
    expect(when(state, propose('olivia', document, { issuesOf: () => issues }))).toStrictEqual(
      refusal('VALIDATION_FAILED', 'The policy cannot be put in force.', {
        details: [
          {
            pointer: '/document/version',
            message: `is that of another policy, published with the SHA-256 ${sha256}`,
          },
          { pointer: '/document/plans', message: 'has no plan for the path emergency' },
          { pointer: '/document', message: 'needs less than HB1 does' },
        ],
      }),
    );
  });

  test('is refused by the rules that hold for the file of a first start, too', () => {
    const document = documentWith({ version: '2026.12.1', paths: DEFAULT_DOCUMENT.paths.slice(0, 5) });
    const issues = policyIssues(document, digest(document));
    expect(issues).not.toStrictEqual([]);
    expect(when(state, propose('olivia', document, { issuesOf: policyIssues }))).toStrictEqual(
      refusal('VALIDATION_FAILED', 'The policy cannot be put in force.', {
        details: issues.map(({ pointer, message }) => ({ pointer: `/document${pointer}`, message })),
      }),
    );
    expect(when(state, propose('olivia', NEXT, { issuesOf: policyIssues }))).toStrictEqual({
      events: [asProposed],
    });
  });

  test('is refused under a version that another policy has had, also one that is in force no longer', () => {
    const later = after(booted(), published(NEXT, 'olivia', 'gwen', 'george'));
    const namesake = documentWith({ caps: [] });
    expect(when(later, propose('olivia', namesake))).toMatchObject({
      refusal: { code: 'VALIDATION_FAILED', details: [{ pointer: '/document/version' }] },
    });
  });

  test('may have the version of another one that is proposed only', () => {
    const competing = documentWith({ version: '2026.12.1', caps: [] });
    expect(when(after(booted(), proposed('oscar', NEXT)), propose('olivia', competing))).toStrictEqual({
      events: [proposed('olivia', competing)[1]],
    });
  });

  test('is refused for the policy in force', () => {
    expect(when(state, propose('olivia', DEFAULT_DOCUMENT))).toStrictEqual(
      refusal(
        'ALREADY_EXISTS',
        `The policy in force is this very one, version 2026.11.1 (SHA-256 ${sha256}).`,
      ),
    );
  });

  test('again by the same person: nothing to do', () => {
    const open = after(booted(), proposed('olivia', NEXT), endorsed('gwen', NEXT));
    expect(when(open, propose('olivia', NEXT, { reason: 'For another reason.' }))).toStrictEqual({
      events: [],
    });
  });

  test('again by somebody else is refused with who was first', () => {
    expect(when(after(booted(), proposed('oscar', NEXT)), propose('olivia', NEXT))).toStrictEqual(
      refusal('ALREADY_EXISTS', 'oscar has proposed it already; it waits to be endorsed.'),
    );
  });

  describe('while ten of the same person are open', () => {
    const versions = Array.from({ length: 10 }, (_, index) => `2027.${index}`);
    const all = [booted(), ...versions.map((version) => proposed('olivia', other(version)))];
    const ten = after(...all);
    const named = versions.map((version) => `version ${version} (SHA-256 ${digest(other(version))})`);

    test('is refused with what is open, whatever else is wrong with it', () => {
      const issuesOf = (): never => {
        throw new Error('looked at');
      };
      expect(when(ten, propose('olivia', NEXT, { issuesOf }))).toStrictEqual(
        refusal(
          'INVALID_STATE',
          `olivia has proposed ${named.slice(0, 9).join(', ')} and ${named[9] ?? ''}, which wait to be endorsed; more than ` +
            '10 may not. Once another policy is in force they are void; until then somebody else may propose.',
        ),
      );
    });

    test('is nothing to do for one of them', () => {
      expect(when(ten, propose('olivia', other('2027.3')))).toStrictEqual({ events: [] });
    });

    test('is done for everybody else', () => {
      expect(when(ten, propose('oscar', NEXT))).toStrictEqual({ events: [proposed('oscar', NEXT)[1]] });
    });

    test('is done for the tenth', () => {
      const nine = after(...all.slice(0, -1));
      expect(when(nine, propose('olivia', NEXT))).toStrictEqual({ events: [asProposed] });
    });

    test('is done once they are void', () => {
      const between = other('2028.1');
      const later = after(...all, published(between, 'oscar', 'gwen', 'george'));
      expect(when(later, propose('olivia', NEXT))).toStrictEqual({
        events: [proposed('olivia', NEXT, between)[1]],
      });
    });
  });

  test('is how one goes back to an earlier policy', () => {
    const later = after(booted(), published(NEXT, 'olivia', 'gwen', 'george'));
    expect(when(later, propose('oscar', DEFAULT_DOCUMENT))).toStrictEqual({
      events: [proposed('oscar', DEFAULT_DOCUMENT, NEXT)[1]],
    });
  });

  test('is how what has become void is wanted still, by whomever', () => {
    const wanted = other('2027.1.1');
    const later = after(booted(), proposed('oscar', wanted), published(NEXT, 'olivia', 'gwen', 'george'));
    expect(when(later, propose('olivia', wanted))).toStrictEqual({
      events: [proposed('olivia', wanted, NEXT)[1]],
    });
  });
});
