import { describe, expect, test } from '@jest/globals';
import { typesOf } from '@guildhall/contracts';
import type { PolicyDocument, PolicyStatus, Recorded } from '@guildhall/contracts';
import fc from 'fast-check';
import { endorsementsThatCount, policyFold, policyStatus } from '../src/which-policy/fold.js';
import type { PolicyRow } from '../src/which-policy/fold.js';
import { at, recorded } from './sample.js';

type PolicyEvent = Parameters<typeof policyFold.evolve>[1];
type Named = 'a' | 'b' | 'c';

const hash = (name: Named): string => name.repeat(64);
const documentOf = (name: Named): PolicyDocument => ({ version: `2026.${name}` }) as PolicyDocument;
const where = (position: number, actor: string) => ({ entity: 'default', position, actor });

const proposed = (
  name: Named,
  position: number,
  { replaces = 'a', by = 'olivia', reason }: { replaces?: Named; by?: string; reason?: string } = {},
): Recorded<'policy.proposed'> =>
  recorded(
    'policy.proposed',
    {
      document: documentOf(name),
      sha256: hash(name),
      replaces: hash(replaces),
      ...(reason === undefined ? {} : { reason }),
    },
    where(position, by),
  );
const endorsed = (name: Named, position: number, by: string): Recorded<'policy.endorsed'> =>
  recorded('policy.endorsed', { sha256: hash(name) }, where(position, by));
const bootstrapped = (name: Named, position: number): Recorded<'policy.published'> =>
  recorded(
    'policy.published',
    { document: documentOf(name), sha256: hash(name), basis: 'bootstrap' },
    where(position, 'policy'),
  );
const published = (name: Named, position: number, endorsedBy: string[]): Recorded<'policy.published'> =>
  recorded(
    'policy.published',
    {
      document: documentOf(name),
      sha256: hash(name),
      basis: 'endorsed',
      proposedBy: 'olivia',
      endorsedBy,
    },
    where(position, endorsedBy.at(-1) ?? ''),
  );

/** All rows after these events, by id. */
const rowsAfter = (events: readonly PolicyEvent[]): Map<string, PolicyRow> => {
  const rows = new Map<string, PolicyRow>();
  for (const event of events) {
    const id = policyFold.rowOf?.(event) ?? event.entity;
    const row = policyFold.evolve(rows.get(id), event);
    if (row) rows.set(id, row);
  }
  return rows;
};

const lastOf = (rows: Map<string, PolicyRow>): number | null =>
  [...rows.values()].reduce<number | null>(
    (last, { published: own }) => (own !== null && own > (last ?? 0) ? own : last),
    null,
  );

/** How each policy stands after these events. */
const standing = (...events: PolicyEvent[]): Record<string, PolicyStatus> => {
  const rows = rowsAfter(events);
  const last = lastOf(rows);
  return Object.fromEntries([...rows].map(([id, row]) => [id.slice(0, 1), policyStatus(row, last)]));
};

const rowOf = (name: Named, ...events: PolicyEvent[]): PolicyRow | undefined =>
  rowsAfter(events).get(hash(name));

const boot = bootstrapped('a', 1);
const change = [
  proposed('b', 2, { reason: 'Payments.' }),
  endorsed('b', 3, 'gwen'),
  endorsed('b', 4, 'george'),
] as const;
const changed = [boot, ...change, published('b', 5, ['gwen', 'george'])] as const;

describe('which policies are there', () => {
  test('that of the first start is in force, and nobody has proposed it', () => {
    expect(rowOf('a', boot)).toEqual({
      id: hash('a'),
      position: 1,
      published: 1,
      document: documentOf('a'),
      endorsements: [],
      view: { version: '2026.a', hash: hash('a'), since: at(1), endorsedBy: [] },
    });
    expect(standing(boot)).toEqual({ a: 'in-force' });
  });

  test('a proposal changes nothing that is in force; who endorses it is kept in their order', () => {
    expect(rowOf('b', boot, ...change)).toEqual({
      id: hash('b'),
      position: 2,
      published: null,
      document: documentOf('b'),
      endorsements: [
        { by: 'gwen', position: 3 },
        { by: 'george', position: 4 },
      ],
      view: {
        version: '2026.b',
        hash: hash('b'),
        since: at(2),
        proposedBy: 'olivia',
        reason: 'Payments.',
        replaces: hash('a'),
        endorsedBy: ['gwen', 'george'],
      },
    });
    expect(standing(boot, ...change)).toEqual({ a: 'in-force', b: 'proposed' });
  });

  test('published: it is in force since then, and the former one is superseded', () => {
    expect(rowOf('b', ...changed)).toEqual({
      id: hash('b'),
      position: 2,
      published: 5,
      document: documentOf('b'),
      endorsements: [
        { by: 'gwen', position: 3 },
        { by: 'george', position: 4 },
      ],
      view: {
        version: '2026.b',
        hash: hash('b'),
        since: at(5),
        proposedBy: 'olivia',
        reason: 'Payments.',
        replaces: hash('a'),
        endorsedBy: ['gwen', 'george'],
      },
    });
    expect(standing(...changed)).toEqual({ a: 'superseded', b: 'in-force' });
  });

  test('every other proposal is void then, and stays so though what it replaces is in force again', () => {
    const [, ...made] = changed;
    const voided = [boot, proposed('c', 2), ...made.map((event) => later(event, 1))];
    expect(standing(...voided)).toEqual({ a: 'superseded', b: 'in-force', c: 'void' });
    const back = [proposed('a', 7, { replaces: 'b' }), published('a', 8, ['gwen', 'george'])];
    expect(standing(...voided, ...back)).toEqual({ a: 'in-force', b: 'superseded', c: 'void' });
  });

  test('a former one that is proposed again begins anew', () => {
    const again = [...changed, proposed('a', 6, { replaces: 'b', by: 'oscar' })] as const;
    expect(standing(...again)).toEqual({ a: 'proposed', b: 'in-force' });
    expect(rowOf('a', ...again)?.view).toEqual({
      version: '2026.a',
      hash: hash('a'),
      since: at(6),
      proposedBy: 'oscar',
      replaces: hash('b'),
      endorsedBy: [],
    });
    expect(standing(...again, proposed('c', 7), published('c', 8, ['gwen', 'george']))).toEqual({
      a: 'void',
      b: 'superseded',
      c: 'in-force',
    });
  });

  test('what was endorsed before it was proposed again does not count', () => {
    const again = [...changed, proposed('a', 6), endorsed('a', 7, 'gwen')];
    expect(rowOf('a', ...again, endorsed('a', 3, 'george'))?.view.endorsedBy).toEqual(['gwen']);
  });

  test('who endorses it anew is the last to have done so', () => {
    const anew = rowOf('b', boot, ...change, endorsed('b', 5, 'gwen'));
    expect(anew?.view.endorsedBy).toEqual(['george', 'gwen']);
  });

  test('it counts where its giver has been in the board without a break since before', () => {
    const endorsements = [
      { by: 'gwen', position: 3 },
      { by: 'george', position: 4 },
      { by: 'grace', position: 6 },
    ];
    const board = new Map([
      ['gwen', 2],
      ['george', 5],
    ]);
    expect(endorsementsThatCount(endorsements, board)).toEqual(['gwen']);
  });

  test('an endorsement of what nobody has proposed makes no row', () => {
    expect(rowsAfter([boot, endorsed('b', 2, 'gwen')]).has(hash('b'))).toBe(false);
  });

  test('the fold sees every event of the policy', () => {
    expect([...policyFold.handles].sort()).toEqual(typesOf('policy').sort());
  });
});

const later = <E extends PolicyEvent>(event: E, by: number): E => ({
  ...event,
  position: event.position + by,
});

const history = fc
  .array(
    fc.record({
      kind: fc.constantFrom('propose', 'endorse', 'publish'),
      name: fc.constantFrom<Named>('a', 'b', 'c'),
      by: fc.constantFrom('gwen', 'george', 'grace'),
    }),
    { maxLength: 20 },
  )
  .map((steps) =>
    steps.map(({ kind, name, by }, index): PolicyEvent => {
      if (kind === 'propose') return proposed(name, index + 2);
      return kind === 'endorse' ? endorsed(name, index + 2, by) : published(name, index + 2, [by, 'ida']);
    }),
  );

describe('whatever happens to policies', () => {
  test('exactly one of them is in force once there is one', () => {
    fc.assert(
      fc.property(history, (events) => {
        const statuses = Object.values(standing(boot, ...events));
        expect(statuses.filter((status) => status === 'in-force')).toHaveLength(1);
      }),
    );
  });

  test('an event that comes twice changes nothing', () => {
    fc.assert(
      fc.property(history, fc.nat(), (events, at) => {
        const all = [boot, ...events];
        const index = at % all.length;
        const twice = [...all.slice(0, index + 1), ...all.slice(index)];
        expect(rowsAfter(twice)).toEqual(rowsAfter(all));
      }),
    );
  });
});
