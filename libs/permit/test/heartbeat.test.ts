import { describe, expect, test } from '@jest/globals';
import type { Constraint, Heartbeat } from '@guildhall/contracts';
import { at } from './factories.js';
import { ACTIVE, given, happens, issued, nothing, refused, revoked, startedWith, WINDOW } from './story.js';
import {
  beat,
  closedWith,
  granted,
  heartbeatLost,
  monitored,
  revokedFor,
  undoable,
  violated,
  WINDOW_OF_WORK,
  working,
} from './work-story.js';

const stopped = revoked({ by: 'ivan', severity: 'critical', reason: { kind: 'person' } });
const RATE: Constraint = { id: 'max_error_rate', value: 0.01, onViolation: 'rollback-and-revoke' };
const rate = 'Of 20 requests 2% failed, and 1% may.';

describe('a heartbeat', () => {
  test.each<[string, Partial<Heartbeat>]>([
    ['says nothing', {}],
    ['keeps to the limit', { errorRate: 0.01, requests: 1000 }],
    ['is above it with too few requests', { errorRate: 0.5, requests: 19 }],
    ['is above it with nobody knows how many', { errorRate: 0.5 }],
  ])('that %s is no event', (_, input) => {
    expect(given(...working(monitored(RATE))).when(beat(input))).toStrictEqual(nothing);
  });

  test('with too high an error rate takes the permit back, and has what was done undone', () => {
    expect(given(...working(undoable(RATE))).when(beat({ errorRate: 0.02, requests: 20 }))).toStrictEqual(
      happens(
        violated({ rule: 'max_error_rate', onViolation: 'rollback-and-revoke', text: rate }),
        revokedFor(rate),
        granted(at(25)),
      ),
    );
  });

  test.each([
    ['undone by people', 'complex'],
    ['not undone', 'irreversible'],
    ['harmless', 'full'],
  ] as const)('closes the permit at once where what was done is %s', (_, reversibility) => {
    const of = undoable(RATE);
    const history = working({ ...of, request: { ...of.request, reversibility } });
    expect(given(...history).when(beat({ errorRate: 0.02, requests: 20 }))).toStrictEqual(
      happens(
        violated({ rule: 'max_error_rate', onViolation: 'rollback-and-revoke', text: rate }),
        revokedFor(rate),
        closedWith({ violations: 1 }),
      ),
    );
  });

  test.each<[string, Constraint | undefined, Partial<Heartbeat>, string]>([
    [
      'max_tokens',
      { id: 'max_tokens', value: 1000 },
      { tokens: 1001 },
      '1001 tokens are used, and 1000 may be.',
    ],
    [
      'max_latency_p95_ms',
      { id: 'max_latency_p95_ms', value: 250 },
      { latencyP95Ms: 251 },
      'The 95th percentile is 251 ms, and may be 250 ms.',
    ],
    ['max_duration_s', { id: 'max_duration_s', value: 539 }, {}, 'The 539 s that it may take are over.'],
    ['budget', undefined, { tokens: 25_001 }, '25001 tokens are used of a budget of 25000.'],
  ])('is judged by %s', (rule, constraint, input, text) => {
    const history = working(monitored(...(constraint ? [constraint] : [])));
    expect(given(...history).when(beat(input))).toStrictEqual(
      happens(
        violated({ rule, onViolation: 'revoke', text }),
        revokedFor(text),
        closedWith({ violations: 1 }),
      ),
    );
  });

  test.each<[string, Constraint, Partial<Heartbeat>]>([
    ['max_tokens', { id: 'max_tokens', value: 1000 }, { tokens: 1000 }],
    ['max_latency_p95_ms', { id: 'max_latency_p95_ms', value: 250 }, { latencyP95Ms: 250 }],
    ['max_duration_s', { id: 'max_duration_s', value: 540.001 }, {}],
    ['budget', { id: 'max_actions', value: 1 }, { tokens: 25_000 }],
    ['time_window', { id: 'time_window', value: `${at(10)}/${at(11)}` }, {}],
  ])('may be at %s', (_, constraint, input) => {
    expect(given(...working(monitored(constraint))).when(beat(input))).toStrictEqual(nothing);
  });

  test('of which a limit is still broken is no news, and of another it is', () => {
    const latency: Constraint = { id: 'max_latency_p95_ms', value: 250, onViolation: 'reject' };
    const breach = violated({
      rule: 'max_latency_p95_ms',
      onViolation: 'reject',
      text: 'The 95th percentile is 300 ms, and may be 250 ms.',
    });
    const history = working(monitored(latency, { ...RATE, onViolation: 'reject' }));
    const bad = { latencyP95Ms: 300 };
    expect(given(...history).when(beat(bad))).toStrictEqual(happens(breach));
    expect(given(...history, breach).when(beat({ latencyP95Ms: 400 }))).toStrictEqual(nothing);
    expect(given(...history, breach).when(beat({ ...bad, errorRate: 0.02, requests: 20 }))).toStrictEqual(
      happens(violated({ rule: 'max_error_rate', onViolation: 'reject', text: rate })),
    );
  });

  test.each([
    ['its window', [], WINDOW.notAfter, `The permit was good until before ${WINDOW.notAfter}.`],
    [
      'the time that a limit says',
      [{ id: 'time_window', value: `${at(0)}/${at(10)}` }],
      at(10),
      `It is outside of ${at(0)}/${at(10)}.`,
    ],
  ])('after %s takes the permit back as such', (_, constraints, now, text) => {
    expect(given(...working(monitored(...constraints))).when(beat({}, { now }))).toStrictEqual(
      happens(
        violated({ rule: 'time_window', onViolation: 'revoke', text }),
        revoked({ severity: 'warning', reason: { kind: 'window-over', text } }),
        closedWith({ violations: 1, endedAt: now }),
      ),
    );
  });

  test('after its window ends the work, also where a limit of the time was broken before and nothing came of it', () => {
    const hours: Constraint = { id: 'time_window', value: `${at(0)}/${at(9)}`, onViolation: 'reject' };
    const outside = `It is outside of ${at(0)}/${at(9)}.`;
    const history = working(
      monitored(hours),
      violated({ rule: 'time_window', onViolation: 'reject', text: outside }),
    );
    expect(given(...history).when(beat())).toStrictEqual(nothing);
    const text = `The permit was good until before ${WINDOW.notAfter}.`;
    const now = WINDOW.notAfter;
    for (const command of [beat({}, { now }), heartbeatLost(now), { type: 'lapse', now } as const])
      expect(given(...history).when(command)).toStrictEqual(
        happens(
          violated({ rule: 'time_window', onViolation: 'revoke', text }),
          revoked({ severity: 'warning', reason: { kind: 'window-over', text } }),
          closedWith({ violations: 2, endedAt: now }),
        ),
      );
  });

  test.each([
    ['taken back', working(undoable(), stopped, granted(at(20)))],
    ['closed', working(monitored(), stopped, closedWith())],
  ])('under a permit that is %s changes nothing', (_, history) => {
    expect(given(...history).when(beat({ tokens: 1_000_000 }))).toStrictEqual(nothing);
  });

  test.each([
    ['for a permit that is not there', [], beat(), refused('NOT_FOUND', 'There is no permit t1.')],
    [
      'to another worker',
      working(monitored()),
      beat({}, { caller: 'deployer-2' }),
      refused('FORBIDDEN', "The permit is deployer-3's, not deployer-2's."),
    ],
    [
      'before it was started',
      ACTIVE,
      beat(),
      refused('INVALID_STATE', 'The permit is ACTIVE, which allows permit.start, permit.revoke.'),
    ],
  ])('is refused %s', (_, history, command, decision) => {
    expect(given(...history).when(command)).toStrictEqual(decision);
  });
});

describe('a worker that is not heard of', () => {
  const text = 'The worker has not been heard of for 30 s.';
  const lost = violated({ rule: 'heartbeat-lost', onViolation: 'revoke', text });

  test('has its permit taken back', () => {
    expect(given(...working(monitored())).when(heartbeatLost())).toStrictEqual(
      happens(lost, revokedFor(text), closedWith({ violations: 1 })),
    );
  });

  test('may come back to undo what it did', () => {
    expect(given(...working(undoable())).when(heartbeatLost())).toStrictEqual(
      happens(
        violated({ rule: 'heartbeat-lost', onViolation: 'rollback-and-revoke', text }),
        revokedFor(text),
        granted(at(25)),
      ),
    );
  });

  const after = (ms: number): string => new Date(Date.parse(at(1)) + ms).toISOString();

  test.each([
    ['2 s', 'PT2S', 2_000],
    ['3600 s', 'PT1H', 3_600_000],
    ['30 s', undefined, 30_000],
  ])('is lost after the %s that its start says, or nothing does', (words, heartbeatWithin, ms) => {
    const begun = startedWith(heartbeatWithin === undefined ? {} : { heartbeatWithin });
    const history = [issued('policy', WINDOW_OF_WORK, monitored()), begun];
    const said = `The worker has not been heard of for ${words}.`;
    const broken = violated({ rule: 'heartbeat-lost', onViolation: 'revoke', text: said });
    const endedAt = after(ms);
    expect(given(...history).when(heartbeatLost(after(ms - 1)))).toStrictEqual(nothing);
    expect(given(...history).when(heartbeatLost(endedAt))).toStrictEqual(
      happens(broken, revokedFor(said), closedWith({ violations: 1, endedAt })),
    );
  });

  test('is out of its window first', () => {
    expect(given(...working(monitored())).when(heartbeatLost(WINDOW.notAfter))).toMatchObject({
      events: [
        { data: { rule: 'time_window' } },
        { data: { reason: { kind: 'window-over' } } },
        { type: 'permit.closed' },
      ],
    });
  });

  test('is lost, however little comes of a limit of time that it has broken', () => {
    const long: Constraint = { id: 'max_duration_s', value: 60, onViolation: 'reject' };
    const broken = violated({
      rule: 'max_duration_s',
      onViolation: 'reject',
      text: 'The 60 s that it may take are over.',
    });
    const ending = [revokedFor(text), closedWith({ violations: 2 })];
    expect(given(...working(monitored(long), broken)).when(heartbeatLost())).toStrictEqual(
      happens(lost, ...ending),
    );
    expect(given(...working(monitored(long))).when(heartbeatLost())).toStrictEqual(
      happens(broken, lost, ...ending),
    );
  });

  test.each([
    ['that has just begun', working(monitored()), new Date(Date.parse(at(1)) + 29_999).toISOString()],
    ['before its start', ACTIVE, at(10)],
    ['after its end', working(monitored(), stopped, closedWith()), at(10)],
    ['that nobody knows', [], at(10)],
  ])('%s changes nothing', (_, history, now) => {
    expect(given(...history).when(heartbeatLost(now))).toStrictEqual(nothing);
  });
});
