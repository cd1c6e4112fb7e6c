import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { RECIPIENT, STREAMS } from '@guildhall/contracts';
import type { AlertKind, DeadLetter, Severity } from '@guildhall/contracts';
import { jetStreamAlerts } from '@guildhall/event-store';
import { publishAlert } from '@guildhall/messaging';
import { startNats, waitFor } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { serve } from '../../../libs/messaging/test/serve.js';
import type { Served } from '../../../libs/messaging/test/serve.js';
import type { Schedule } from '../src/webhooks/schedule.js';
import { WebhookSender } from '../src/webhooks/sender.js';
import type { Webhook } from '../src/webhooks/webhook.js';
import { WebhooksController } from '../src/webhooks/webhooks.controller.js';
import { SECRET, webhook } from './support/alerts.js';
import { startReceiver } from './support/receiver.js';
import type { Receiver } from './support/receiver.js';
import { RUNTIME } from '@guildhall/messaging';
import type { Runtime } from '@guildhall/messaging';

const DURABLE = 'audit-projection-webhooks';

let nats: TestNats;
let jsm: JetStreamManager;
let served: Served[] = [];
let receivers: Receiver[] = [];

beforeAll(async () => {
  nats = await startNats();
  jsm = await jetstreamManager(await nats.admin(), { checkAPI: false });
  // So that no test waits for long until what was taken is delivered again.
  await jsm.consumers.update(STREAMS.alerts, DURABLE, { ack_wait: nanos(1_000) });
});
afterAll(() => nats[Symbol.asyncDispose]());
beforeEach(() => {
  served = [];
  receivers = [];
});
afterEach(async () => {
  for (const { close } of served) await close();
  for (const receiver of receivers) await receiver[Symbol.asyncDispose]();
});

const QUICK: Schedule = { attempts: 4, first: 200, factor: 2, longest: 1_000 };
const WITHIN_MS = 1_000;

const receiving = async (): Promise<Receiver> => {
  const receiver = await startReceiver();
  receivers.push(receiver);
  return receiver;
};

const senderOf = (runtime: Runtime, webhooks: readonly Webhook[], schedule = QUICK): WebhookSender =>
  new WebhookSender({ ...runtime, webhooks, chance: () => 0, schedule, within: WITHIN_MS });

/** The service, as far as webhooks go. */
const running = async (webhooks: readonly Webhook[], schedule = QUICK): Promise<Served> => {
  const made = await serve(nats, 'audit-projection', WebhooksController, [
    {
      provide: WebhookSender,
      inject: [RUNTIME],
      useFactory: (runtime: Runtime) => senderOf(runtime, webhooks, schedule),
    },
  ]);
  served.push(made);
  return made;
};

let count = 0;

/** Raises an alert as a service would; its id is a new one. */
const raise = async (kind: AlertKind = 'permit-revoked', severity: Severity = 'warning'): Promise<string> => {
  const id = `t${++count}`;
  const nc = await nats.service('permit-workflow');
  await publishAlert(nc, {
    kind,
    id,
    severity,
    at: new Date().toISOString(),
    summary: `${id}: The permit is revoked.`,
    position: count,
    cause: `e-${count}`,
  });
  await nc.close();
  return id;
};

/** What a receiver has got, as the subject of each. */
const subjects = ({ received }: Receiver): string[] =>
  received.map(({ body }) => (JSON.parse(body) as { subject: string }).subject);

const got = (receiver: Receiver, times: number): Promise<unknown> =>
  waitFor(() => receiver.received.length >= times, { within: 20_000, what: `${times} requests` });

const lettersOf = async (): Promise<DeadLetter[]> => {
  const letters: DeadLetter[] = [];
  const { state } = await jsm.streams.info(STREAMS.deadLetters);
  for (let seq = Math.max(1, state.first_seq); seq <= state.last_seq; seq++) {
    const message = await jsm.streams.getMessage(STREAMS.deadLetters, { seq });
    if (message) letters.push(message.json<DeadLetter>());
  }
  return letters;
};

const letterAbout = (subject: string): Promise<DeadLetter> =>
  waitFor(async () => (await lettersOf()).find((letter) => letter.subject === subject), {
    within: 20_000,
    what: `the dead letter of ${subject}`,
  });

const idle = (): Promise<unknown> =>
  waitFor(
    async () => {
      const { num_pending, num_ack_pending } = await jsm.consumers.info(STREAMS.alerts, DURABLE);
      return num_pending === 0 && num_ack_pending === 0;
    },
    { within: 20_000, what: 'the webhooks of all alerts' },
  );

const two = (first: Receiver, second: Receiver, more: Partial<Webhook> = {}): Webhook[] => [
  webhook(first.url, { id: 'aa', name: 'webhook 1' }),
  webhook(second.url, { id: 'bb', name: 'webhook 2', ...more }),
];

test('an alert goes to everybody who wants it, signed', async () => {
  const [all, some] = [await receiving(), await receiving()];
  await running(two(all, some, { severity: 'critical', format: 'slack' }));
  const first = await raise();
  const second = await raise('violation', 'critical');
  await got(all, 2);
  await got(some, 1);
  await idle();
  expect(subjects(all).sort()).toEqual([first, second].sort());
  expect(some.received.map(({ body }) => (JSON.parse(body) as { text: string }).text)).toEqual([
    `critical: violation: ${second}: The permit is revoked.`,
  ]);
  expect(all.received[0]?.headers['webhook-signature']).toMatch(/^v1,/);
  expect(nats.denied).toEqual([]);
});

test('a receiver that hangs keeps nobody else waiting', async () => {
  const [hangs, works] = [await receiving(), await receiving()];
  hangs.behave('hangs');
  const patient = { ...QUICK, attempts: 50, first: 2_000, longest: 4_000 };
  await running(two(hangs, works), patient);
  const ids: string[] = [];
  for (let n = 0; n < 40; n++) ids.push(await raise());
  await got(works, 40);
  expect(subjects(works).sort()).toEqual([...ids].sort());
  hangs.behave(200);
  await waitFor(() => new Set(subjects(hangs)).size === 40, { within: 30_000, what: 'all of them' });
});

test('a receiver that fails has it later, under the same id', async () => {
  const receiver = await receiving();
  receiver.behave(500);
  const { incidents } = await running([webhook(receiver.url)]);
  const id = await raise();
  await got(receiver, 2);
  receiver.behave(204);
  await got(receiver, 3);
  await idle();
  expect(subjects(receiver)).toEqual([id, id, id]);
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(incidents).toEqual([]);
});

test('a receiver that asks for time has it', async () => {
  const receiver = await receiving();
  receiver.behave({ status: 429, headers: { 'retry-after': '2' } });
  await running([webhook(receiver.url)], { ...QUICK, longest: 60_000 });
  await raise();
  await got(receiver, 1);
  const asked = Date.now();
  receiver.behave(204);
  await got(receiver, 2);
  expect(Date.now() - asked).toBeGreaterThan(1_900);
});

test('what could not be delivered is tried again by whoever comes next', async () => {
  const receiver = await receiving();
  receiver.behave('cuts');
  const first = await running([webhook(receiver.url)], { ...QUICK, first: 1_000, longest: 2_000 });
  const id = await raise();
  await idle();
  await first.close();
  served = [];
  const before = receiver.received.length;
  receiver.behave(204);
  await running([webhook(receiver.url)]);
  // What was not settled before comes as well.
  await waitFor(() => subjects(receiver).slice(before).includes(id), { what: 'the alert again' });
});

test('a service that stops does not wait for a receiver that hangs', async () => {
  const receiver = await receiving();
  receiver.behave('hangs');
  const first = await running([webhook(receiver.url)]);
  await raise();
  await got(receiver, 1);
  const asked = Date.now();
  await first.close();
  served = [];
  expect(Date.now() - asked).toBeLessThan(WITHIN_MS);
});

describe('what is not delivered in the end', () => {
  test('is a dead letter for the one who has not got it, and tells nobody a secret', async () => {
    const [works, fails] = [await receiving(), await receiving()];
    fails.behave(500);
    const { incidents } = await running(two(works, fails));
    const id = await raise();
    const letter = await letterAbout(`alert.permit-revoked.${id}`);
    expect(letter).toMatchObject({
      service: 'audit-projection',
      durable: DURABLE,
      stream: STREAMS.alerts,
      attempts: QUICK.attempts,
      reason: 'webhook 2 answered 500',
      id: expect.stringMatching(/^a[0-9a-f]{20}$/),
    });
    expect(letter.headers[RECIPIENT]).toEqual(['bb']);
    expect(fails.received).toHaveLength(QUICK.attempts);
    expect(works.received).toHaveLength(1);
    const said = JSON.stringify([letter, incidents.map(({ cause }) => String(cause))]);
    expect(said).not.toContain(SECRET);
    expect(said).not.toContain(fails.url);
    expect(incidents).toMatchObject([{ kind: 'interrupted' }]);
  });

  test('is one at once where the receiver does not want it', async () => {
    const receiver = await receiving();
    receiver.behave(410);
    await running([webhook(receiver.url)]);
    const id = await raise();
    expect(await letterAbout(`alert.permit-revoked.${id}`)).toMatchObject({
      attempts: 1,
      reason: 'webhook 1, http://127.0.0.1 answered 410',
    });
    expect(receiver.received).toHaveLength(1);
  });

  test('is no dead letter where it tells of one: there would be no end to them', async () => {
    const receiver = await receiving();
    receiver.behave(410);
    const { incidents } = await running([webhook(receiver.url)]);
    const id = await raise('dead-letter');
    await waitFor(() => incidents.length > 0, { what: 'the report' });
    await idle();
    expect((await lettersOf()).filter(({ subject }) => subject.endsWith(`.${id}`))).toEqual([]);
  });

  test('is delivered once more to that one alone, where somebody asks for it', async () => {
    const [works, fails] = [await receiving(), await receiving()];
    const webhooks = two(works, fails);
    fails.behave(410);
    const { runtime, close } = await running(webhooks);
    const id = await raise();
    const letter = await letterAbout(`alert.permit-revoked.${id}`);
    const controller = new WebhooksController(senderOf(runtime, webhooks));
    const retrying = jetStreamAlerts(runtime.nc, runtime.taking).react(DURABLE, (alert, delivery) =>
      controller.hear({ alert, ...delivery, now: runtime.now() }),
    );
    await expect(retrying.retry(letter)).rejects.toThrow('webhook 2 answered 410');
    fails.behave(204);
    await retrying.retry(letter);
    expect(subjects(fails)).toEqual([id, id, id]);
    expect(subjects(works)).toEqual([id]);
    const gone = { ...letter, headers: { ...letter.headers, [RECIPIENT]: ['cc'] } };
    await expect(retrying.retry(gone)).rejects.toThrow('GUILDHALL_WEBHOOKS any more');
    await retrying.stop();
    await close();
    served = [];
  });
});
