import { describe, expect, test } from '@jest/globals';
import { addDuration, isReading, meetOfGlobs } from '@guildhall/contracts';
import type { Environment, EventOf, Level, Terms, Window } from '@guildhall/contracts';
import fc from 'fast-check';
import {
  emptyOverlaps,
  evolveOverlaps,
  mayOverlap,
  overlapping,
  spanOf,
  uncoordinated,
} from '../src/index.js';
import type { OverlapEvent, OverlapIndex, OverlapQuery } from '../src/index.js';
import { askedSpan } from '../src/overlap/claim.js';
import { at, digest, task, terms } from './factories.js';

type Happening = EventOf<OverlapEvent['type']>;

const termsOf = (taskId: string, changes: Partial<Terms> & { environment?: Environment } = {}): Terms => {
  const { environment = 'production', ...others } = changes;
  return terms(3, { taskId, request: task({ taskId, environment }), ...others });
};

const asked = (of: Terms, reviewBy = at(60)): Happening => ({
  type: 'permit.requested',
  data: { terms: of, permitDigest: digest(of), reviewBy },
});

const given = (of: Terms, window: Window): Happening => ({
  type: 'permit.issued',
  data: {
    terms: of,
    permitDigest: digest(of),
    approvedBy: [],
    window,
    tokenBudget: 1,
    trust: 'supervised',
  },
});

/** The log of these events, one a minute from `at(0)`, from position 1. */
const logOf = (events: readonly (readonly [string, Happening])[]): OverlapEvent[] =>
  events.map(([entity, event], index) => ({
    ...event,
    id: `id-${index}`,
    context: 'permit',
    entity,
    version: 1,
    position: index + 1,
    time: at(index),
    actor: 'somebody',
    correlation: entity,
    causation: 'a cause',
  }));

const indexOf = (...events: (readonly [string, Happening])[]): OverlapIndex =>
  logOf(events).reduce(evolveOverlaps, emptyOverlaps());

const query = (changes: Partial<OverlapQuery> = {}): OverlapQuery => ({
  taskId: 'new',
  environment: 'production',
  resources: ['service:api'],
  span: spanOf({ notBefore: at(0), notAfter: at(10_000) }),
  ...changes,
});

const met = (index: OverlapIndex, changes: Partial<OverlapQuery> = {}): string[] =>
  overlapping(index, query(changes)).map(({ taskId }) => taskId);

const WINDOW = { notBefore: at(100), notAfter: at(200) };

describe('what can be in the way of another', () => {
  test.each<[string, boolean, Terms]>([
    ['changes something', true, termsOf('t1')],
    ['is below level 2', false, termsOf('t1', { level: 1 })],
    ['only reads', false, termsOf('t1', { scope: { resources: ['db:x'], actions: ['read', 'observe'] } })],
    [
      'could undo something',
      true,
      termsOf('t1', { scope: { resources: ['db:x'], actions: ['read'], rollbackActions: ['deploy'] } }),
    ],
  ])('what %s: %s', (_, may, of) => {
    expect(mayOverlap(of)).toBe(may);
    expect(met(indexOf(['t1', asked(of)]), { resources: of.scope.resources })).toEqual(may ? ['t1'] : []);
  });
});

describe('permits in the way', () => {
  test('are told in the order of their requests, with their places', () => {
    const index = indexOf(['t9', asked(termsOf('t9'))], ['t1', asked(termsOf('t1'))]);
    expect(overlapping(index, query())).toEqual([
      { taskId: 't9', position: 1 },
      { taskId: 't1', position: 2 },
    ]);
  });

  test('are others', () => {
    const index = indexOf(['t1', asked(termsOf('t1'))]);
    expect(met(index, { taskId: 't1' })).toEqual([]);
  });

  test('are in the same environment', () => {
    const index = indexOf(
      ['t1', asked(termsOf('t1', { environment: 'staging' }))],
      ['t2', asked(termsOf('t2'))],
    );
    expect([met(index), met(index, { environment: 'staging' }), met(index, { environment: 'dev' })]).toEqual([
      ['t2'],
      ['t1'],
      [],
    ]);
  });

  test.each<['rejected' | 'expired' | 'revoked' | 'completed' | 'closed']>([
    ['rejected'],
    ['expired'],
    ['revoked'],
    ['completed'],
    ['closed'],
  ])('are none once %s', (end) => {
    const index = indexOf(['t1', asked(termsOf('t1'))], ['t2', asked(termsOf('t2'))]);
    // Of these only the type is looked at.
    const ended = logOf([['t1', { type: `permit.${end}`, data: {} } as Happening]]);
    expect(met(ended.map((event) => ({ ...event, position: 3 })).reduce(evolveOverlaps, index))).toEqual([
      't2',
    ]);
  });

  test('leave nothing behind', () => {
    const index = indexOf(
      ['t1', asked(termsOf('t1', { scope: { resources: ['db:a/b/c', 'db:**'], actions: ['deploy'] } }))],
      ['t1', { type: 'permit.expired', data: {} } as Happening],
    );
    expect([index.claims.size, index.environments]).toEqual([
      0,
      new Map([['production', { children: new Map() }]]),
    ]);
  });
});

describe('the time of a permit', () => {
  const windowed = termsOf('t1', { window: WINDOW });

  test.each([
    ['ends where it begins', { notBefore: at(200), notAfter: at(300) }, []],
    ['begins where it ends', { notBefore: at(0), notAfter: at(100) }, []],
    ['has a moment in it', { notBefore: at(199), notAfter: at(300) }, ['t1']],
    ['is no time at all', { notBefore: at(150), notAfter: at(150) }, []],
  ])('is half-open: one that %s', (_, window, expected) => {
    expect(met(indexOf(['t1', asked(windowed)]), { span: spanOf(window) })).toEqual(expected);
  });

  test('goes from the request to the end of the review and its duration, where it begins with the issue', () => {
    const of = termsOf('t1', { window: { for: 'PT1H' } });
    expect(askedSpan(of, at(0), at(60))).toEqual(spanOf({ notBefore: at(0), notAfter: at(120) }));
    const index = indexOf(['t1', asked(of)]);
    expect(
      [119, 120].map((from) => met(index, { span: spanOf({ notBefore: at(from), notAfter: at(999) }) })),
    ).toEqual([['t1'], []]);
  });

  test('is shorter where the review is, until the terms change', () => {
    const of = termsOf('t1', { window: { for: 'PT1H' } });
    const sponsored: Happening = {
      type: 'permit.sponsored',
      data: { by: 'dave', role: 'vp', permitDigest: digest(of), reviewBy: at(30) },
    };
    const amended: Happening = {
      type: 'permit.amended',
      data: { terms: of, permitDigest: digest(of), reason: { kind: 'override' }, voided: [] },
    };
    const metFrom = (minutes: number, ...events: Happening[]) =>
      met(indexOf(['t1', asked(of)], ...events.map((event) => ['t1', event] as const)), {
        span: spanOf({ notBefore: at(minutes), notAfter: at(999) }),
      });
    expect([metFrom(89, sponsored), metFrom(90, sponsored)]).toEqual([['t1'], []]);
    expect([metFrom(119, sponsored, amended), metFrom(120, sponsored, amended)]).toEqual([['t1'], []]);
    // By another sponsor, after the first one was voided.
    const again = { ...sponsored, data: { ...sponsored.data, by: 'erin', reviewBy: at(25) } };
    expect([metFrom(119, sponsored, again, amended), metFrom(120, sponsored, again, amended)]).toEqual([
      ['t1'],
      [],
    ]);
  });

  test('is that of its window once it is issued, and its place that of the request', () => {
    const of = termsOf('t1', { window: { for: 'PT1H' } });
    const index = indexOf(['t1', asked(of)], ['t1', given(of, { notBefore: at(5), notAfter: at(65) })]);
    expect(overlapping(index, query({ span: spanOf({ notBefore: at(64), notAfter: at(65) }) }))).toEqual([
      { taskId: 't1', position: 1 },
    ]);
    expect(met(index, { span: spanOf({ notBefore: at(65), notAfter: at(999) }) })).toEqual([]);
  });

  test('stays what it was when the terms change', () => {
    const of = termsOf('t1', { window: WINDOW });
    const amended: Happening = {
      type: 'permit.amended',
      data: { terms: of, permitDigest: digest(of), reason: { kind: 'override' }, voided: [] },
    };
    expect(indexOf(['t1', asked(of)], ['t1', amended]).claims).toEqual(indexOf(['t1', asked(of)]).claims);
  });
});

describe('a coordination plan', () => {
  const overriding = (plan?: string) =>
    termsOf('t1', {
      overlaps: ['t10', 't2'],
      request: task({
        overrides: [
          {
            softBlock: 'parallel-operations',
            justification: 'Both releases belong together.',
            ...(plan === undefined ? {} : { plan }),
          },
        ],
      }),
    });

  test.each([
    ['is not needed where nothing is in the way', termsOf('t1'), []],
    ['is missing', termsOf('t1', { overlaps: ['t2'] }), ['t2']],
    ['is missing from the override', overriding(), ['t10', 't2']],
    ['leaves one out', overriding('First t1, then t2; t100 is none of them.'), ['t10']],
    ['names them all', overriding('After t2 (or t10).'), []],
  ])('%s', (_, of, expected) => {
    expect(uncoordinated(of)).toEqual(expected);
  });
});

// What 3.3 says, said once more without a line of the index.

const SEGMENTS = ['a', 'b', '*'] as const;
const glob = fc
  .tuple(
    fc.constantFrom('db', 'service'),
    fc.array(fc.constantFrom(...SEGMENTS), { maxLength: 3 }),
    fc.boolean(),
  )
  .map(
    ([kind, path, rest]) => `${kind}:${[...path, ...(rest || path.length === 0 ? ['**'] : [])].join('/')}`,
  );
const window = fc
  .tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 10 }))
  .map(([from, minutes]): Window => ({ notBefore: at(from), notAfter: at(from + minutes) }));

const wish = fc.record({
  id: fc.constantFrom('p1', 'p2', 'p3', 'p4', 'p5', 'p6'),
  environment: fc.constantFrom<Environment>('staging', 'production'),
  resources: fc.uniqueArray(glob, { minLength: 1, maxLength: 4 }),
  actions: fc.constantFrom(['deploy'], ['read'], ['read', 'deploy']),
  level: fc.constantFrom<Level>(1, 2, 3, 4),
  window: fc.oneof(window, fc.constantFrom({ for: 'PT5M' }, { for: 'PT15M' })),
});
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ does: fc.constant('ask' as const), wish }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('give' as const), wish, window }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('end' as const), wish }) },
);

interface Naive {
  terms: Terms;
  span: Window;
  position: number;
}

const REVIEW_BY = at(25);

const asWindow = (of: Terms, minutes: number): Window =>
  'for' in of.window
    ? { notBefore: at(minutes), notAfter: addDuration(REVIEW_BY, of.window.for) }
    : of.window;

const meets = (a: Naive, b: Omit<Naive, 'position'>): boolean =>
  [a, b].every(
    ({ terms: { level, scope } }) => level >= 2 && scope.actions.some((action) => !isReading(action)),
  ) &&
  a.terms.request.environment === b.terms.request.environment &&
  a.terms.scope.resources.some((one) =>
    b.terms.scope.resources.some((other) => meetOfGlobs(one, other) !== undefined),
  ) &&
  a.span.notBefore < b.span.notAfter &&
  b.span.notBefore < a.span.notAfter;

describe('the index', () => {
  test('says what comparing each with each says, and each event twice is as good as once', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), wish, (steps, last) => {
        const naive = new Map<string, Naive>();
        const events: (readonly [string, Happening])[] = [];
        const happens = (id: string, event: Happening): void => {
          events.push([id, event]);
        };
        for (const each of steps) {
          const { id, actions, resources, ...rest } = each.wish;
          const of = termsOf(id, { ...rest, scope: { resources, actions: [...actions] } });
          const known = naive.get(id);
          if (each.does === 'end') {
            happens(id, { type: 'permit.closed', data: {} } as Happening);
            naive.delete(id);
          } else if (each.does === 'ask' && !known) {
            naive.set(id, { terms: of, span: asWindow(of, events.length), position: events.length + 1 });
            happens(id, asked(of, REVIEW_BY));
          } else if (each.does === 'give') {
            const terms = known?.terms ?? of;
            naive.set(id, { terms, span: each.window, position: known?.position ?? events.length + 1 });
            happens(id, given(terms, each.window));
          }
        }
        const index = emptyOverlaps();
        for (const event of logOf(events)) evolveOverlaps(evolveOverlaps(index, event), event);
        const { id, actions, resources, ...rest } = last;
        const of = termsOf(id, { ...rest, scope: { resources, actions: [...actions] } });
        const span = asWindow(of, events.length);
        const expected = [...naive]
          .filter(([other, permit]) => other !== id && meets(permit, { terms: of, span }))
          .map(([taskId, { position }]) => ({ taskId, position }))
          .sort((a, b) => a.position - b.position);
        const found = mayOverlap(of)
          ? overlapping(index, {
              taskId: id,
              environment: of.request.environment,
              resources,
              span: spanOf(span),
            })
          : [];
        expect(found).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });
});
