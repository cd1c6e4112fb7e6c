import { describe, expect, test } from '@jest/globals';
import { policyDecider } from '../src/index.js';
import {
  after,
  booted,
  endorse,
  endorsed,
  other,
  proposed,
  published,
  refusal,
  when,
} from './publication-support.js';
import { DEFAULT_DOCUMENT, digest } from './support.js';

const NEXT = other('2026.12.1');
const inForce = `version 2026.11.1 (SHA-256 ${digest(DEFAULT_DOCUMENT)})`;
const state = after(booted(), proposed('olivia', NEXT));
/** gwen has endorsed it, at position 3. */
const once = after(booted(), proposed('olivia', NEXT), endorsed('gwen', NEXT));

const byGwen = { events: [endorsed('gwen', NEXT)[1]] };
const inForceBy = (...endorsers: string[]) => ({
  events: [endorsed(endorsers.at(-1) ?? '', NEXT)[1], published(NEXT, 'olivia', ...endorsers)[1]],
});

describe('policy.endorse', () => {
  test('by one member of the board is on record', () => {
    expect(when(state, endorse('gwen', NEXT))).toStrictEqual(byGwen);
  });

  test('by a second one puts it in force', () => {
    expect(when(once, endorse('george', NEXT))).toStrictEqual(inForceBy('gwen', 'george'));
  });

  test('by a second one counts that one alone, where the first has lost the role', () => {
    expect(when(once, endorse('george', NEXT, ['george']))).toStrictEqual({
      events: [endorsed('george', NEXT)[1]],
    });
  });

  test('by a third one puts it in force without the one who has lost the role', () => {
    const twice = after(booted(), proposed('olivia', NEXT), endorsed('gwen', NEXT), endorsed('george', NEXT));
    expect(when(twice, endorse('vera', NEXT, ['george', 'vera']))).toStrictEqual(inForceBy('george', 'vera'));
  });

  test('does not count any more once the role was lost, though it came back', () => {
    expect(when(once, endorse('george', NEXT, [['gwen', 4], 'george']))).toStrictEqual({
      events: [endorsed('george', NEXT)[1]],
    });
  });

  test('may be given anew by who has the role back', () => {
    expect(when(once, endorse('gwen', NEXT, [['gwen', 4]]))).toStrictEqual(byGwen);
    const twice = after(booted(), proposed('olivia', NEXT), endorsed('gwen', NEXT), endorsed('george', NEXT));
    expect(when(twice, endorse('gwen', NEXT, [['gwen', 5], 'george']))).toStrictEqual(
      inForceBy('george', 'gwen'),
    );
  });

  test('counts for what it names alone', () => {
    const competing = other('2027.1.1');
    const both = after(
      booted(),
      proposed('olivia', NEXT),
      proposed('oscar', competing),
      endorsed('gwen', competing),
    );
    expect(when(both, endorse('george', NEXT))).toStrictEqual({ events: [endorsed('george', NEXT)[1]] });
  });

  test('of an earlier proposal of the same policy does not count for the next', () => {
    const between = other('2027.1.1');
    const anew = after(
      booted(),
      proposed('olivia', NEXT),
      endorsed('gwen', NEXT),
      published(between, 'oscar', 'george', 'vera'),
      proposed('olivia', NEXT, between),
    );
    expect(when(anew, endorse('george', NEXT))).toStrictEqual({ events: [endorsed('george', NEXT)[1]] });
  });

  const FORBIDDEN = refusal(
    'FORBIDDEN',
    'Only members of the governance board endorse a policy; dave is none.',
  );

  test('is refused to others, before there is a policy, too', () => {
    const before = policyDecider.initialState;
    expect([state, before].map((each) => when(each, endorse('dave', NEXT)))).toStrictEqual([
      FORBIDDEN,
      FORBIDDEN,
    ]);
  });

  test('is refused to the proposer', () => {
    const own = after(booted(), proposed('gwen', NEXT));
    const alsoBefore = after(booted(), proposed('gwen', NEXT), endorsed('george', NEXT));
    const refused = refusal(
      'SEPARATION_OF_DUTIES',
      'gwen proposed it; other members of the governance board endorse it.',
    );
    expect([own, alsoBefore].map((each) => when(each, endorse('gwen', NEXT)))).toStrictEqual([
      refused,
      refused,
    ]);
  });

  test('is refused to who has endorsed it', () => {
    expect(when(once, endorse('gwen', NEXT))).toStrictEqual(
      refusal('ALREADY_APPROVED', 'gwen has endorsed it; it takes another member of the board.'),
    );
  });

  test('is refused for what nobody proposed', () => {
    const unknown = other('2030.1.1');
    const refused = refusal('NOT_FOUND', `No policy with the SHA-256 ${digest(unknown)} is proposed.`);
    const before = policyDecider.initialState;
    expect([state, before].map((each) => when(each, endorse('gwen', unknown)))).toStrictEqual([
      refused,
      refused,
    ]);
  });

  test('is refused for the policy in force', () => {
    expect(when(state, endorse('gwen', DEFAULT_DOCUMENT))).toStrictEqual(
      refusal('INVALID_STATE', `The policy in force is this very one, ${inForce}.`),
    );
  });

  test('is refused for what was to replace another policy, and for a policy that was replaced', () => {
    const wanted = other('2027.1.1');
    const later = after(
      booted(),
      proposed('oscar', wanted),
      proposed('olivia', NEXT),
      published(NEXT, 'olivia', 'gwen', 'george'),
    );
    const refused = refusal(
      'STALE_VIEW',
      `The policy in force is now version 2026.12.1 (SHA-256 ${digest(NEXT)}). What was proposed to replace an ` +
        'earlier one is void: propose it anew if it is still wanted.',
    );
    expect([wanted, DEFAULT_DOCUMENT].map((each) => when(later, endorse('gwen', each)))).toStrictEqual([
      refused,
      refused,
    ]);
  });

  test('is refused where the policy is not valid by the rules of today', () => {
    const issuesOf = () => [{ pointer: '/bands/0', message: 'ends too soon' }];
    expect(when(once, endorse('george', NEXT, undefined, { issuesOf }))).toStrictEqual(
      refusal('VALIDATION_FAILED', 'The policy cannot be put in force.', {
        details: [{ pointer: '/document/bands/0', message: 'ends too soon' }],
      }),
    );
  });
});
