import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { STREAMS, alertSubject, timerCausation } from '@guildhall/contracts';
import type { EventOf, Summary, TypesOf } from '@guildhall/contracts';
import { StoreError, isExcused } from '@guildhall/event-store';
import type { EventStore, Meta, Timer } from '@guildhall/event-store';
import type { TimerRequest } from '@guildhall/messaging';
import { manualTimers, memoryStore, startNats, waitFor } from '@guildhall/testing';
import type { ManualTimers, MemoryStore, TestNats } from '@guildhall/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { at, digest, terms } from '../../../libs/permit/test/factories.js';
import {
  ACTIVE,
  EXECUTING,
  REQUESTED,
  UNDER_REVIEW,
  WINDOW,
  amended,
  closed,
  completed,
  rejected,
  requested,
  sponsored,
} from '../../../libs/permit/test/story.js';
import { DeadlineController } from '../src/deadline.controller.js';
import { LogFacts } from '../src/log-facts.js';
import { Permits } from '../src/permits.js';
import { POLICIES } from './support/policy.js';

let nats: TestNats;
let nc: NatsConnection;
let jsm: JetStreamManager;
beforeAll(async () => {
  nats = await startNats();
  nc = await nats.service('permit-workflow');
  jsm = await jetstreamManager(await nats.admin(), { checkAPI: false });
});
afterAll(() => nats[Symbol.asyncDispose]());

const SUMMARY: Summary = {
  taskId: 't1',
  workerId: 'deployer-3',
  requestedBy: 'development-master',
  level: 3,
  outcome: 'rejected',
  approvedBy: [],
  actions: 0,
  violations: 0,
};

const REVIEW_BY = at(2 * 24 * 60);
const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

const metaOf = (causation: string, time: string, actor = 'somebody'): Meta => ({
  source: 'permit-workflow',
  actor,
  correlation: 't1',
  causation,
  traceparent: TRACE,
  time,
});

/** A timer that is due, as the transport hands it on. */
const requestOf = (timer: Timer, now: string): TimerRequest => ({
  timer,
  now,
  meta: () => metaOf(timerCausation(timer, timer.due), now, 'timer'),
});

const controllerOn = (store: EventStore, timers: Pick<ManualTimers, 'set' | 'clear'>): DeadlineController =>
  new DeadlineController(
    { timers: timers as ManualTimers, nc },
    new Permits({ store }, new LogFacts({ store }), POLICIES),
    POLICIES,
  );

const HEARD: readonly string[] = [
  'permit.requested',
  'permit.amended',
  'permit.sponsored',
  'permit.issued',
  'permit.rejected',
  'permit.expired',
  'permit.closed',
];

interface World extends AsyncDisposable {
  store: MemoryStore;
  timers: ManualTimers;
  controller: DeadlineController;
  /** Appends events of permit t1, as one cause; resolves once they have been reacted to. */
  happens: (...events: EventOf<TypesOf<'permit'>>[]) => Promise<void>;
  /** What was written after what the test had happen. */
  written: () => object[];
}

/** The controller with its log and its timers, and a clock that stands at `at(0)`. */
const world = (set?: ManualTimers['set']): World => {
  const store = memoryStore();
  const timers = manualTimers(at(0));
  const clear: ManualTimers['clear'] = (key) => timers.clear(key);
  const controller = controllerOn(store, set ? { set, clear } : timers);
  let handled = 0;
  const reacting = store.react('permit-workflow-deadlines', async (event, { redelivered }) => {
    await controller.follow({ event, redelivered, now: timers.now, meta: metaOf(event.id, timers.now) });
    handled += 1;
  });
  const hearing = timers.react('permit-workflow-timers', (timer) =>
    controller.hear(requestOf(timer, timers.now)),
  );
  let wanted = 0;
  let own = 0;
  return {
    store,
    timers,
    controller,
    happens: async (...events) => {
      const { version } = await store.read('permit', 't1');
      await store.append(
        [{ context: 'permit', entity: 't1', expected: version, events }],
        metaOf(`test:${version}`, timers.now),
      );
      own = store.log.length;
      wanted += events.filter(({ type }) => HEARD.includes(type)).length;
      await waitFor(() => handled === wanted);
    },
    written: () => store.log.slice(own),
    [Symbol.asyncDispose]: async () => {
      await reacting.stop();
      await hearing.stop();
    },
  };
};

const timer = (kind: string, due: string): Timer => ({
  context: 'permit',
  entity: 't1',
  kind,
  due,
  traceparent: TRACE,
});

// Half and four fifths of two days.
const REMINDERS = [timer('reminder-50', at(1_440)), timer('reminder-80', at(2_304))];

const byTimer = (kind: string, due: string) => ({
  entity: 't1',
  actor: 'timer',
  correlation: 't1',
  causation: `timer:timer.due.permit.t1.${kind}:${due}`,
  traceparent: TRACE,
  time: due,
});

describe('each deadline has a timer', () => {
  test.each([
    ['of the review', REQUESTED, [...REMINDERS, timer('review', REVIEW_BY)]],
    [
      'of the window asked for, where it ends before the review',
      [requested(terms(3, { window: { notBefore: at(0), notAfter: at(90) } }))],
      [timer('reminder-50', at(45)), timer('reminder-80', at(72)), timer('window', at(90))],
    ],
  ])('%s, once it is asked for', async (_, history, expected) => {
    await using here = world();
    await here.happens(...history);
    expect(here.timers.pending).toEqual(expected);
  });

  test('of the shorter review, once somebody answers for the haste; of the longer one, where that is void', async () => {
    await using here = world();
    await here.happens(...REQUESTED);
    await here.timers.moveTo(at(10));
    await here.happens(sponsored('dave', 'vp', at(70)));
    expect(here.timers.pending).toEqual([
      timer('reminder-50', at(40)),
      timer('reminder-80', at(58)),
      timer('review', at(70)),
    ]);
    const other = terms(3, { tokenBudget: 30_000 });
    await here.happens(
      amended({ terms: other, permitDigest: digest(other), reason: { kind: 'override' }, voided: [] }),
    );
    expect(here.timers.pending).toEqual([...REMINDERS, timer('review', REVIEW_BY)]);
  });

  test('of the shorter review, also where the request is delivered again', async () => {
    await using here = world();
    await here.happens(...REQUESTED);
    const [event] = here.store.log;
    if (!event) throw new Error('nothing has happened');
    await here.timers.moveTo(at(10));
    await here.happens(sponsored('dave', 'vp', at(70)));
    const before = here.timers.pending;
    const meta = metaOf(event.id, at(11));
    await here.controller.follow({ event, redelivered: true, now: at(11), meta });
    expect(before).toContainEqual(timer('review', at(70)));
    expect(here.timers.pending).toEqual(before);
  });

  test('of the window, once it is issued', async () => {
    await using here = world();
    await here.happens(...ACTIVE);
    expect(here.timers.pending).toEqual([timer('window', WINDOW.notAfter)]);
  });

  test.each([
    ['rejected', [...REQUESTED, rejected({ reason: { kind: 'rejected' }, summary: SUMMARY })]],
    [
      'rejected while its window was the next to end',
      [
        requested(terms(3, { window: { notBefore: at(0), notAfter: at(90) } })),
        rejected({ reason: { kind: 'withdrawn' }, summary: SUMMARY }),
      ],
    ],
    [
      'closed',
      [
        ...EXECUTING,
        completed({ outcome: 'success', lastSeq: 0 }),
        closed({ ...SUMMARY, outcome: 'success' }),
      ],
    ],
  ])('which is cleared once it is %s', async (_, history) => {
    await using here = world();
    await here.happens(...history);
    expect(here.timers.pending).toEqual([]);
  });

  test('which is set again where it could not be set', async () => {
    const tried: Timer[] = [];
    await using here = world((each) => {
      tried.push(each);
      return tried.length < 3
        ? Promise.reject(new StoreError('unavailable', 'the broker is away'))
        : Promise.resolve();
    });
    await here.happens(...REQUESTED);
    const review = timer('review', REVIEW_BY);
    expect(tried).toEqual([review, review, review, ...REMINDERS]);
  });
});

describe('when a timer is due', () => {
  test('a permit that people are asked for is rejected', async () => {
    await using here = world();
    await here.happens(...REQUESTED);
    await here.timers.moveTo(REVIEW_BY);
    expect(here.written()).toMatchObject([
      {
        type: 'permit.rejected',
        data: { reason: { kind: 'review-timeout' } },
        ...byTimer('review', REVIEW_BY),
      },
    ]);
  });

  test('a permit that nobody has used expires', async () => {
    await using here = world();
    await here.happens(...ACTIVE);
    await here.timers.moveTo(WINDOW.notAfter);
    expect(here.written()).toMatchObject([{ type: 'permit.expired', ...byTimer('window', WINDOW.notAfter) }]);
  });

  test('a permit at work is revoked and closed in one append', async () => {
    await using here = world();
    await here.happens(...EXECUTING);
    await here.timers.moveTo(WINDOW.notAfter);
    const same = byTimer('window', WINDOW.notAfter);
    expect(here.written()).toMatchObject([
      { type: 'permit.violation-detected', data: { rule: 'time_window' }, ...same },
      { type: 'permit.revoked', data: { reason: { kind: 'window-over' } }, ...same },
      { type: 'permit.closed', ...same },
    ]);
  });

  test('a permit that has met its deadline is left alone, and its next one stands', async () => {
    await using here = world();
    await here.happens(requested(terms(3), at(60)), ...ACTIVE.slice(1));
    // As if the event that set it had been delivered once more.
    await here.timers.set(timer('review', at(60)));
    await here.timers.moveTo(at(60));
    expect(here.written()).toEqual([]);
    expect(here.timers.pending).toEqual([timer('window', WINDOW.notAfter)]);
  });

  test('too early, it is set again to the right time', async () => {
    await using here = world();
    await here.happens(...REQUESTED);
    await here.timers.set(timer('review', at(30)));
    await here.timers.moveTo(at(30));
    expect(here.written()).toEqual([]);
    expect(here.timers.pending).toEqual([...REMINDERS, timer('review', REVIEW_BY)]);
    await here.timers.moveTo(REVIEW_BY);
    expect(here.written()).toMatchObject([{ type: 'permit.rejected' }]);
  });

  test('twice, or after another, nothing more happens', async () => {
    await using here = world();
    await here.happens(...ACTIVE);
    await here.timers.moveTo(WINDOW.notAfter);
    const before = here.written();
    const { controller } = here;
    await controller.hear(requestOf(timer('window', WINDOW.notAfter), WINDOW.notAfter));
    await controller.hear(requestOf(timer('window', WINDOW.notAfter), at(9 * 24 * 60)));
    await here.timers.moveTo(at(9 * 24 * 60));
    expect(before).toHaveLength(1);
    expect(here.written()).toEqual(before);
    expect(here.timers.pending).toEqual([]);
  });

  test('while others keep changing the permit, it comes again', async () => {
    await using here = world();
    await here.happens(...ACTIVE);
    const busy = controllerOn(
      { ...here.store, append: () => Promise.reject(new StoreError('conflict', 'another was first')) },
      here.timers,
    );
    await expect(
      busy.hear(requestOf(timer('window', WINDOW.notAfter), WINDOW.notAfter)),
    ).rejects.toMatchObject({ kind: 'conflict' });
  });

  test('what is refused is no conflict, which would be tried for ever', async () => {
    const refusal = { code: 'INVALID_STATE' as const, message: 'The permit allows no such thing.' };
    const refusing = new Permits({ store: memoryStore() }, new LogFacts({ store: memoryStore() }), POLICIES);
    refusing.decide = () => Promise.resolve({ refusal });
    const controller = new DeadlineController({ timers: manualTimers(at(0)), nc }, refusing, POLICIES);
    const failure: unknown = await controller
      .hear(requestOf(timer('window', WINDOW.notAfter), WINDOW.notAfter))
      .catch((error: unknown) => error);
    expect(failure).toEqual(new Error(refusal.message));
    expect(isExcused(failure)).toBe(false);
  });
});

/**
 * What was raised about permit t1, oldest first. The stream is the same for all tests and remembers what it took, so that
 * no two of them may be reminded at the same moment.
 */
const raised = async (): Promise<object[]> => {
  const found: object[] = [];
  for (let seq = 1; ;) {
    const next = { seq, next_by_subj: alertSubject('review-reminder', 't1') };
    const message = await jsm.streams.getMessage(STREAMS.alerts, next);
    if (!message) return found;
    found.push(message.json());
    seq = message.seq + 1;
  }
};

describe('people are reminded', () => {
  beforeEach(async () => {
    await jsm.streams.purge(STREAMS.alerts);
  });

  const reminder = (due: string, more: object) => ({
    kind: 'review-reminder',
    at: due,
    position: 1,
    links: [
      { rel: 'permit', href: 'permit.get?taskId=t1' },
      { rel: 'story', href: 'task.story?taskId=t1' },
    ],
    ...more,
  });

  test('of a permit that waits, when half and when four fifths of their time are over', async () => {
    await using here = world();
    await here.happens(...REQUESTED);
    await here.timers.moveTo(at(1_440));
    const half = reminder(at(1_440), {
      severity: 'info',
      summary: `t1: it waits for engineering-director, security-lead, and half of the time until ${REVIEW_BY} is over.`,
      to: ['engineering-director', 'security-lead'],
    });
    expect(await raised()).toEqual([half]);
    await here.timers.moveTo(at(2_304));
    expect(await raised()).toEqual([
      half,
      reminder(at(2_304), {
        severity: 'warning',
        summary: `t1: it waits for engineering-director, security-lead, and four fifths of the time until ${REVIEW_BY} is over.`,
        to: ['engineering-director', 'security-lead'],
      }),
    ]);
    expect(here.written()).toEqual([]);
  });

  test('not again of what is over of their time, once the terms are amended', async () => {
    await using here = world();
    await here.happens(requested(terms(3), at(300)));
    await here.timers.moveTo(at(160));
    expect(await raised()).toHaveLength(1);
    const other = terms(3, { tokenBudget: 30_000 });
    await here.happens(
      amended({ terms: other, permitDigest: digest(other), reason: { kind: 'override' }, voided: [] }),
    );
    expect(here.timers.pending).toEqual([timer('reminder-80', at(240)), timer('review', at(300))]);
    expect(await raised()).toHaveLength(1);
  });

  test('nor when a sponsor had less time, that an amendment gives back', async () => {
    await using here = world();
    await here.happens(requested(terms(3), at(400)));
    await here.timers.moveTo(at(230));
    await here.happens(sponsored('dave', 'vp', at(290)));
    const other = terms(3, { tokenBudget: 30_000 });
    await here.happens(
      amended({ terms: other, permitDigest: digest(other), reason: { kind: 'override' }, voided: [] }),
    );
    expect(here.timers.pending).toEqual([timer('reminder-80', at(320)), timer('review', at(400))]);
  });

  test('once, however often the timer comes', async () => {
    await using here = world();
    await here.happens(requested(terms(3), at(100)));
    const again = requestOf(timer('reminder-50', at(50)), at(51));
    await here.controller.hear(again);
    await here.controller.hear(again);
    expect(await raised()).toHaveLength(1);
  });

  test('also of the place of an approval that no longer counts', async () => {
    await using here = world();
    // Nobody is enrolled in this log, and so nobody holds a role.
    await here.happens(requested(terms(3), at(200)), ...UNDER_REVIEW.slice(1));
    await here.timers.moveTo(at(100));
    expect(here.written()).toMatchObject([
      { type: 'permit.approval-voided', data: { approver: 'bob', reason: { kind: 'role-lost' } } },
    ]);
    expect(await raised()).toMatchObject([{ to: ['engineering-director', 'security-lead'] }]);
  });

  test('not too early, and not of what waits for nobody', async () => {
    await using here = world();
    await here.happens(...REQUESTED);
    await here.timers.set(timer('reminder-80', at(30)));
    await here.timers.moveTo(at(30));
    expect(here.timers.pending).toEqual([...REMINDERS, timer('review', REVIEW_BY)]);
    await here.happens(rejected({ reason: { kind: 'rejected' }, summary: SUMMARY }));
    expect(here.timers.pending).toEqual([]);
    await here.controller.hear(requestOf(timer('reminder-80', at(2_304)), at(2_304)));
    expect(await raised()).toEqual([]);
  });
});

describe('what has ended is put away', () => {
  const ended = { ...SUMMARY, endedAt: at(10) };
  const IN_A_DAY = at(10 + 1_440);

  test.each([
    ['rejected', [...REQUESTED, rejected({ reason: { kind: 'rejected' }, summary: ended })]],
    ['expired', [...ACTIVE, { type: 'permit.expired' as const, data: { summary: ended } }]],
    ['closed', [...EXECUTING, completed({ outcome: 'success', lastSeq: 0 }), closed(ended)]],
  ])('a day after it was %s, as the policy says', async (_, history) => {
    await using here = world();
    await here.happens(...history);
    expect(here.timers.pending).toContainEqual(timer('archive', IN_A_DAY));
    await here.timers.moveTo(IN_A_DAY);
    expect(here.written()).toMatchObject([
      { type: 'permit.archived', data: {}, ...byTimer('archive', IN_A_DAY) },
    ]);
    expect(here.timers.pending).not.toContainEqual(expect.objectContaining({ kind: 'archive' }));
  });

  test('not too early: then the timer is set again', async () => {
    await using here = world();
    await here.happens(...REQUESTED, rejected({ reason: { kind: 'rejected' }, summary: ended }));
    await here.timers.set(timer('archive', at(30)));
    await here.timers.moveTo(at(30));
    expect(here.written()).toEqual([]);
    expect(here.timers.pending).toEqual([timer('archive', IN_A_DAY)]);
  });
});
