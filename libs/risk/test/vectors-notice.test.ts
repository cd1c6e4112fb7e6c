import { describe, expect, test } from '@jest/globals';
import { parseMessage, PolicyDocument } from '@guildhall/contracts';
import { compilePolicy, matchesVector, parsePolicy } from '../src/index.js';
import { outcome, PUBLISHED } from './policies.js';
import type { Vector } from './policies.js';

// A rule that no vector meets could be changed, or taken out, and nobody would notice: so each is, in turn.

type Change = readonly [pointer: string, value: unknown];

const inList = (list: readonly unknown[], depth: number): Change[] =>
  list.flatMap((item, index) => [
    [`/${index} is taken out`, list.toSpliced(index, 1)],
    ...changesOf(item, depth).map(([at, value]): Change => [`/${index}${at}`, list.with(index, value)]),
  ]);

const inMembers = (members: object, depth: number): Change[] =>
  Object.entries(members).flatMap(([key, member]: [string, unknown]) => [
    [`/${key} is taken out`, Object.fromEntries(Object.entries(members).filter(([other]) => other !== key))],
    ...changesOf(member, depth).map(([at, value]): Change => [`/${key}${at}`, { ...members, [key]: value }]),
  ]);

/** `value` with one thing changed, at most `depth` steps down: something taken out, or a number one less or more. */
const changesOf = (value: unknown, depth: number): Change[] => {
  if (depth === 0) return [];
  if (typeof value === 'number')
    return [
      [' is one less', value - 1],
      [' is one more', value + 1],
    ];
  if (Array.isArray(value)) return inList(value, depth - 1);
  return typeof value === 'object' && value !== null ? inMembers(value, depth - 1) : [];
};

// Points and bands to the number, floors and caps as a whole, resources with each thing that they say.
const RULES = [
  ['factors', 3],
  ['bands', 3],
  ['floors', 1],
  ['caps', 1],
  ['resources', 2],
] as const;

/** `document` with one rule changed, as long as its shape is that of a policy. */
const changedPolicies = (document: PolicyDocument): [string, PolicyDocument][] =>
  RULES.flatMap(([key, depth]) =>
    changesOf(document[key], depth).flatMap(([at, value]): [string, PolicyDocument][] => {
      const read = parseMessage(PolicyDocument, { ...document, [key]: value });
      return 'value' in read ? [[`/${key}${at}`, read.value]] : [];
    }),
  );

const SHA256 = '0'.repeat(64);

/** Whether a vector fails; or no such policy can come into force, because it is incomplete. */
const isNoticed = (document: PolicyDocument, vectors: readonly Vector[]): boolean => {
  const policy = compilePolicy(document, SHA256);
  return (
    vectors.some(({ task, expect: wanted }) => !matchesVector(wanted, outcome(task, policy))) ||
    'issues' in parsePolicy(document, SHA256)
  );
};

describe.each(PUBLISHED)('the policy %s', (_name, { document, vectors }) => {
  test('has no rule that could be changed without a vector that notices', () => {
    const changed = changedPolicies(document);
    expect(changed.length).toBeGreaterThan(50);
    expect(changed.filter(([, other]) => !isNoticed(other, vectors)).map(([what]) => what)).toEqual([]);
  });
});
