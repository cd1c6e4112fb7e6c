import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CHANGE_KINDS, assess, changed, compareTask, kindsOfTask, startTally } from '../src/index.js';
import type { ChangeKind, Comparison, Counts, Move, Policy } from '../src/index.js';
import { acceptable, wellFormed } from './arbitrary.js';
import { DEFAULT_DOCUMENT, DEFAULT_POLICY, policyWith, task } from './support.js';

const HARSH = policyWith({
  floors: [
    ...DEFAULT_DOCUMENT.floors,
    { id: 'X1', level: 3, when: { operation: ['testing', 'feature'] }, why: 'these need level 3' },
  ],
  caps: [],
  resources: [{ match: 'service:**', data: ['internal'] }],
});
const MILD = policyWith({
  factors: {
    ...DEFAULT_DOCUMENT.factors,
    reversibility: { full: 0, automated: 0, complex: 1, irreversible: 2 },
    'labels.tier': { none: 0, a: 3 },
  },
  plans: DEFAULT_DOCUMENT.plans.map((plan) =>
    plan.level === 2 ? { ...plan, stages: [{ stage: 'management', roles: { manager: 2 } }] } : plan,
  ),
});
const ROOMY = policyWith({
  levels: DEFAULT_DOCUMENT.levels.map((terms) => ({ ...terms, tokens: terms.tokens * 2, constraints: [] })),
});
const policies = fc.constantFrom(DEFAULT_POLICY, HARSH, MILD, ROOMY);
const tasks = fc.array(fc.oneof(acceptable, wellFormed), { maxLength: 20 });

const tallied = (
  all: readonly Parameters<typeof compareTask>[0][],
  before: Policy,
  after: Policy,
): Comparison => {
  const tally = startTally();
  for (const each of all) tally.add(compareTask(each, { before, after }));
  return tally.total();
};

const OPPOSITE: Record<ChangeKind, ChangeKind> = {
  lower: 'higher',
  higher: 'lower',
  accepted: 'refused',
  refused: 'accepted',
  released: 'held',
  held: 'released',
  looser: 'stricter',
  stricter: 'looser',
  'fewer-approvals': 'more-approvals',
  'more-approvals': 'fewer-approvals',
  'other-approvals': 'other-approvals',
  terms: 'terms',
};

const mirrored = ({ compared, unchanged, kinds, approvals }: Counts): Counts => ({
  compared,
  unchanged,
  kinds: Object.fromEntries(CHANGE_KINDS.map((kind) => [kind, kinds[OPPOSITE[kind]]])) as Counts['kinds'],
  approvals: {
    before: approvals.after,
    after: approvals.before,
    added: approvals.saved,
    saved: approvals.added,
  },
});

const countsOf = ({ compared, unchanged, kinds, approvals }: Counts): Counts => ({
  compared,
  unchanged,
  kinds,
  approvals,
});

const movesOf = (moves: readonly Move[]): string[] =>
  moves.map(({ kind, from, to, count }) => `${kind} ${from} ${to} ${count}`).sort();

test('a policy changes nothing against itself', () => {
  fc.assert(
    fc.property(tasks, policies, (all, policy) => {
      const { compared, unchanged, moves, approvals } = tallied(all, policy, policy);
      expect([compared, unchanged, moves]).toEqual([all.length, all.length, []]);
      expect([approvals.added, approvals.saved, approvals.after]).toEqual([0, 0, approvals.before]);
    }),
  );
});

test('the other way round, every change has the opposite direction', () => {
  fc.assert(
    fc.property(tasks, policies, policies, (all, a, b) => {
      const [there, back] = [tallied(all, a, b), tallied(all, b, a)];
      expect(countsOf(back)).toEqual(mirrored(there));
      expect(movesOf(back.moves)).toEqual(
        movesOf(
          there.moves.map((move) => ({ ...move, kind: OPPOSITE[move.kind], from: move.to, to: move.from })),
        ),
      );
      expect(back.environments.map(countsOf)).toEqual(there.environments.map(mirrored));
      expect(back.regimes.map(countsOf)).toEqual(there.regimes.map(mirrored));
    }),
  );
});

test('everything adds up', () => {
  fc.assert(
    fc.property(tasks, policies, policies, (all, a, b) => {
      const total = tallied(all, a, b);
      const { compared, unchanged, approvals, moves, environments } = total;
      expect(compared).toBe(all.length);
      expect(unchanged + changed(total)).toBe(compared);
      expect(moves.reduce((sum, { count }) => sum + count, 0)).toBe(changed(total));
      expect(environments.reduce((sum, each) => sum + each.compared, 0)).toBe(compared);
      expect(approvals.before + approvals.added - approvals.saved).toBe(approvals.after);
      for (const { count, examples } of moves) expect(examples).toHaveLength(Math.min(count, 5));
    }),
  );
});

test('where every error rate may be as high as it likes, no task has merely other terms', () => {
  const lax = policyWith({
    levels: DEFAULT_DOCUMENT.levels.map((terms) => ({
      ...terms,
      constraints: terms.constraints?.map((each) =>
        each.id === 'max_error_rate' ? { ...each, value: 1 } : each,
      ),
    })),
  });
  const { tasks: all } = kindsOfTask([DEFAULT_POLICY], 2_000);
  const { kinds, compared, unchanged } = tallied([...all], DEFAULT_POLICY, lax);
  expect(kinds.looser).toBeGreaterThan(0);
  expect(unchanged + kinds.looser).toBe(compared);
});

test('the first five of a move are kept as examples', () => {
  const tally = startTally();
  for (let n = 1; n <= 7; n++)
    tally.add(
      compareTask(task({ taskId: `t${n}`, operation: 'testing', environment: 'local' }), {
        before: DEFAULT_POLICY,
        after: HARSH,
      }),
    );
  const { moves } = tally.total();
  expect(
    moves.map(({ kind, from, to, count, examples }) => [
      kind,
      from,
      to,
      count,
      examples.map(({ taskId }) => taskId),
    ]),
  ).toEqual([['higher', 0, 3, 7, ['t1', 't2', 't3', 't4', 't5']]]);
});

test('a total stays as it is when more is added', () => {
  const tally = startTally();
  const compared = compareTask(task({ operation: 'testing', environment: 'local' }), {
    before: DEFAULT_POLICY,
    after: HARSH,
  });
  tally.add(compared);
  const total = tally.total();
  const copy = structuredClone(total);
  tally.add(compared);
  expect(total).toEqual(copy);
});

test('every kind of task is there once, and none that cannot be', () => {
  const {
    kinds,
    given,
    tasks: all,
  } = kindsOfTask(
    [policyWith({ paths: DEFAULT_DOCUMENT.paths.filter(({ path }) => path !== 'emergency') })],
    1_000_000,
  );
  const ids = new Set<string>();
  let refused = 0;
  for (const each of all) {
    ids.add(each.taskId);
    refused += 'refusal' in assess(each, DEFAULT_POLICY) ? 1 : 0;
  }
  expect([kinds, given, ids.size, refused]).toEqual([184_800, 184_800, 184_800, 0]);
});

test('what a policy names is there as well: values of labels, incidents, resources', () => {
  const named = policyWith({
    resources: [{ match: 'db:orders/**' }, { match: '**' }],
    factors: MILD.document.factors,
  });
  const { kinds, tasks: all } = kindsOfTask([DEFAULT_POLICY, named], 5_000);
  const found = new Set([...all].map(({ taskId }) => taskId.split(', ').at(-1) ?? ''));
  expect(kinds).toBe(4 * 184_800);
  expect(['incident some', 'labels.tier a', 'db:orders/**'].filter((said) => !found.has(said))).toEqual([]);
});

test('of more kinds than wanted, the same ones are given each time, spread over all', () => {
  const some = () => [...kindsOfTask([DEFAULT_POLICY, HARSH], 1_000).tasks].map(({ taskId }) => taskId);
  const ids = some();
  expect(new Set(ids).size).toBe(1_000);
  expect(some()).toEqual(ids);
  expect(ids.filter((id) => id.includes(' in production')).length).toBeGreaterThan(100);
  expect(ids.filter((id) => id.includes('read-only')).length).toBeGreaterThan(100);
});
