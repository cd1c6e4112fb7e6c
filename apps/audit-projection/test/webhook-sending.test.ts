import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { issuesOf, Alert } from '@guildhall/contracts';
import fc from 'fast-check';
import { Webhook as Verifier } from 'standardwebhooks';
import { attemptOf, timerOf } from '../src/webhooks/attempt-key.js';
import { Lane } from '../src/webhooks/lane.js';
import { messageOf } from '../src/webhooks/message.js';
import { SCHEDULE, pauseAfter } from '../src/webhooks/schedule.js';
import { send } from '../src/webhooks/send.js';
import { WebhookSender } from '../src/webhooks/sender.js';
import { signatureHeaders } from '../src/webhooks/sign.js';
import { wants } from '../src/webhooks/wants.js';
import { SECRET, raised, webhook } from './support/alerts.js';
import { startReceiver } from './support/receiver.js';
import type { Behaviour, Receiver } from './support/receiver.js';

const NOW = '2026-03-01T12:00:08.250Z';

describe('the signature', () => {
  test("is that of the specification's example", () => {
    const at = new Date(1614265330 * 1000).toISOString();
    const body = '{"test": 2432232314}';
    expect(signatureHeaders({ id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at, body }, SECRET)).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  test('is that of the platform for any body', () => {
    const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (body) => {
        const headers = signatureHeaders({ id: 'a', at: NOW, body }, SECRET);
        const signed = createHmac('sha256', key).update(`a.1772366408.${body}`).digest('base64');
        expect(headers['webhook-signature']).toBe(`v1,${signed}`);
      }),
    );
  });

  test('is left out where there is no secret', () => {
    expect(signatureHeaders({ id: 'a', at: NOW, body: '' }, undefined)).toEqual({
      'webhook-id': 'a',
      'webhook-timestamp': '1772366408',
    });
  });
});

describe('what is sent', () => {
  test('is a CloudEvent, with the alert as its data', () => {
    const { contentType, body } = messageOf(raised(), 'cloudevents');
    const event = JSON.parse(body) as { data: unknown };
    expect(contentType).toBe('application/cloudevents+json; charset=utf-8');
    expect(event).toEqual({
      specversion: '1.0',
      id: 'e-17:permit-revoked',
      source: '/guildhall/audit-projection',
      type: 'guildhall.alert.permit-revoked.v1',
      subject: 't1',
      time: '2026-03-01T12:00:07.000Z',
      datacontenttype: 'application/json',
      data: raised().alert,
    });
    expect(issuesOf(Alert, event.data)).toEqual([]);
  });

  test('to Slack is what it shows; nobody is mentioned by what somebody wrote', () => {
    const summary = 't1: <!channel> & more';
    const alert = raised('approval-requested', { summary, to: ['vp', 'cto'] });
    expect(JSON.parse(messageOf(alert, 'slack').body)).toEqual({
      text: 'warning: approval-requested: t1: &lt;!channel&gt; &amp; more',
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: 'warning: approval-requested' } },
        { type: 'section', text: { type: 'plain_text', text: summary } },
        {
          type: 'context',
          elements: [
            { type: 'plain_text', text: 't1 · 2026-03-01T12:00:07.000Z · position 17 · for vp, cto' },
          ],
        },
      ],
    });
  });

  test('has an id without the character that separates it from what is signed beside it', () => {
    const at = { ...raised(), messageId: 't1:2026-03-01T12:00:07.000Z:dead-letter' };
    expect(JSON.parse(messageOf(at, 'cloudevents').body)).toMatchObject({
      id: 't1:2026-03-01T12:00:07_000Z:dead-letter',
    });
  });
});

test('an address has what it asks for: these kinds, and nothing less severe', () => {
  const has = (more: Parameters<typeof webhook>[1]) => wants(webhook('https://a.example', more), raised());
  expect(has({})).toBe(true);
  expect(has({ severity: 'warning', kinds: ['violation', 'permit-revoked'] })).toBe(true);
  expect(has({ severity: 'critical' })).toBe(false);
  expect(has({ kinds: ['violation'] })).toBe(false);
});

describe('one attempt', () => {
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(async () => {
    await receiver[Symbol.asyncDispose]();
  });

  const stopping = new AbortController().signal;
  const sent = (within = 5_000) => send(webhook(receiver.url), raised(), { now: NOW, within, stopping });

  test('is delivered, and whoever gets it can verify it with the library of the specification', async () => {
    const at = new Date().toISOString();
    expect(await send(webhook(receiver.url), raised(), { now: at, within: 5_000, stopping })).toEqual({
      outcome: 'delivered',
    });
    const [{ headers, body } = { headers: {}, body: '' }] = receiver.received;
    expect(new Verifier(SECRET).verify(body, headers as Record<string, string>)).toMatchObject({
      subject: 't1',
    });
    expect(() => new Verifier(SECRET).verify(`${body} `, headers as Record<string, string>)).toThrow();
    expect(headers).toMatchObject({
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'webhook-id': 'e-17:permit-revoked',
      'user-agent': 'guildhall',
    });
  });

  const answers: [Behaviour, Awaited<ReturnType<typeof send>>][] = [
    [200, { outcome: 'delivered' }],
    [299, { outcome: 'delivered' }],
    [301, { outcome: 'never', reason: 'answered 301' }],
    [400, { outcome: 'never', reason: 'answered 400' }],
    [410, { outcome: 'never', reason: 'answered 410' }],
    [429, { outcome: 'again', reason: 'answered 429' }],
    [500, { outcome: 'again', reason: 'answered 500' }],
    [
      { status: 429, headers: { 'retry-after': '120' } },
      { outcome: 'again', reason: 'answered 429', after: 120_000 },
    ],
    [
      { status: 503, headers: { 'retry-after': 'Sun, 01 Mar 2026 12:00:10 GMT' } },
      { outcome: 'again', reason: 'answered 503', after: 1_750 },
    ],
    [
      { status: 429, headers: { 'retry-after': 'soon' } },
      { outcome: 'again', reason: 'answered 429' },
    ],
    [
      { status: 302, headers: { location: 'http://127.0.0.1:1/elsewhere' } },
      { outcome: 'never', reason: 'answered 302' },
    ],
  ];
  test.each(answers)('that is answered with %j', async (behaviour, expected) => {
    receiver.behave(behaviour);
    expect(await sent()).toEqual(expected);
    expect(receiver.received).toHaveLength(1);
  });

  test('that is not answered', async () => {
    receiver.behave('hangs');
    expect(await sent(200)).toEqual({ outcome: 'again', reason: 'did not answer within 0.2 s' });
  });

  test('that is cut short', async () => {
    receiver.behave('hangs');
    const stop = new AbortController();
    const sending = send(webhook(receiver.url), raised(), {
      now: NOW,
      within: 60_000,
      stopping: stop.signal,
    });
    stop.abort();
    expect(await sending).toEqual({ outcome: 'unsent', reason: 'was not sent: the service stopped' });
  });

  test('where nobody listens', async () => {
    await receiver.die();
    expect(await sent()).toEqual({ outcome: 'again', reason: 'could not be reached (ECONNREFUSED)' });
  });
});

describe('the pause between attempts', () => {
  test('grows, and ends at an hour; after some hours it is given up', () => {
    const pauses = Array.from({ length: SCHEDULE.attempts - 1 }, (_, n) => pauseAfter(n + 1, SCHEDULE, 1));
    expect(pauses.slice(0, 7)).toEqual([5_000, 15_000, 45_000, 135_000, 405_000, 1_215_000, 3_600_000]);
    expect(pauses.reduce((sum, pause) => sum + pause, 0) / 3_600_000).toBeCloseTo(5.5, 1);
  });

  test('is never less than half of it, nor less than what the receiver asks for, nor more than the longest', () => {
    const chance = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), chance, fc.nat(10_000_000), (attempt, random, asked) => {
        const pause = pauseAfter(attempt, SCHEDULE, random, asked);
        expect(pause).toBeGreaterThanOrEqual(pauseAfter(attempt, SCHEDULE, 1) / 2 - 1);
        expect(pause).toBeGreaterThanOrEqual(Math.min(asked, SCHEDULE.longest));
        expect(pause).toBeLessThanOrEqual(SCHEDULE.longest);
      }),
    );
  });
});

test('a timer says which attempt it is, and nothing else is taken for one', () => {
  const attempt = { sequence: 4711, webhook: 'abc0123456', attempt: 3 };
  expect(attemptOf(timerOf(attempt))).toEqual(attempt);
  expect(attemptOf({ ...timerOf(attempt), context: 'permit' })).toBeUndefined();
  expect(attemptOf({ ...timerOf(attempt), kind: 'window' })).toBeUndefined();
  expect(attemptOf({ ...timerOf(attempt), entity: 't1' })).toBeUndefined();
});

describe('what is not sent because of us', () => {
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await startReceiver();
    receiver.behave('hangs');
  });
  afterEach(async () => {
    await receiver[Symbol.asyncDispose]();
  });

  /** A sender, which attempts it has set timers for, and what it has given up. */
  const sending = () => {
    const stop = new AbortController();
    const timers: { attempt: number | undefined; due: string }[] = [];
    const aside: string[] = [];
    const sender = new WebhookSender({
      webhooks: [webhook(receiver.url)],
      alerts: {
        at: () => Promise.resolve(raised()),
        setAside: (_alert, { reason }) => Promise.resolve(void aside.push(reason)),
      },
      timers: {
        set: (timer) => {
          timers.push({ attempt: attemptOf(timer)?.attempt, due: timer.due });
          return Promise.resolve();
        },
      },
      report: () => undefined,
      now: () => NOW,
      chance: () => 1,
      schedule: SCHEDULE,
      within: 60_000,
      stopping: stop.signal,
    });
    const attempt = (number: number) => sender.again({ sequence: 7, webhook: 'abc0', attempt: number });
    return { sender, attempt, timers, aside, stop: () => stop.abort() };
  };

  test('costs no attempt where too many are on their way: it is the same one again, after its pause', async () => {
    const { sender, attempt, timers, aside, stop } = sending();
    const onTheirWay = Array.from({ length: 16 }, () => sender.toAll(raised()));
    await attempt(2);
    await attempt(SCHEDULE.attempts);
    expect(timers).toEqual([
      { attempt: 2, due: '2026-03-01T12:00:23.250Z' },
      { attempt: SCHEDULE.attempts, due: '2026-03-01T13:00:08.250Z' },
    ]);
    await expect(sender.toOne(raised(), 'abc0')).rejects.toThrow('is slow: too many are on their way to it');
    stop();
    await Promise.all(onTheirWay);
    expect(aside).toEqual([]);
  });

  test('costs no attempt where the service stops meanwhile, also not the last one', async () => {
    const { attempt, timers, aside, stop } = sending();
    const cut = [attempt(1), attempt(SCHEDULE.attempts)];
    stop();
    await Promise.all(cut);
    expect(timers.map((timer) => timer.attempt)).toEqual([1, SCHEDULE.attempts]);
    expect(aside).toEqual([]);
  });

  test('is given up all the same where the receiver fails the last attempt', async () => {
    receiver.behave(500);
    const { attempt, timers, aside } = sending();
    await attempt(SCHEDULE.attempts - 1);
    await attempt(SCHEDULE.attempts);
    expect(timers.map((timer) => timer.attempt)).toEqual([SCHEDULE.attempts]);
    expect(aside).toEqual(['webhook 1, http://127.0.0.1 answered 500']);
  });
});

describe('what goes to one address', () => {
  const task = () => {
    let finish: () => void = () => undefined;
    const done = new Promise<void>((resolve) => {
      finish = resolve;
    });
    return { run: () => done.then(() => 'done'), finish: () => finish() };
  };

  test('is some at once, some that wait, and no more', async () => {
    const lane = new Lane(1, 1);
    const [first, second] = [task(), task()];
    const results = [lane.run(first.run), lane.run(second.run)];
    expect(await lane.run(task().run)).toBeUndefined();
    first.finish();
    second.finish();
    expect(await Promise.all(results)).toEqual(['done', 'done']);
    expect(await lane.run(() => Promise.resolve('again'))).toBe('again');
  });

  test('goes on where one of them fails', async () => {
    const lane = new Lane(1, 1);
    const failed = lane.run(() => Promise.reject(new Error('lost')));
    const next = lane.run(() => Promise.resolve('next'));
    await expect(failed).rejects.toThrow('lost');
    expect(await next).toBe('next');
  });
});
