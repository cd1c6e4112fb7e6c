import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RECIPIENT, STREAMS } from '@guildhall/contracts';
import type { Alert, DeadLetter } from '@guildhall/contracts';
import { startNats, waitFor } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { jetStreamAlerts, jetStreamDeadLetters } from '../src/index.js';
import type { AlertDelivery, Alerts, Incident, RaisedAlert } from '../src/index.js';

const DURABLE = 'audit-projection-webhooks';

let nats: TestNats;
let nc: NatsConnection;
let alerts: Alerts;
const told: DeadLetter[] = [];
const incidents: Incident[] = [];

beforeAll(async () => {
  nats = await startNats();
  nc = await nats.service('audit-projection');
  const onDead = (letter: DeadLetter): Promise<void> => {
    told.push(letter);
    return Promise.resolve();
  };
  alerts = jetStreamAlerts(nc, { report: (incident) => incidents.push(incident), onDead });
});
afterAll(() => nats[Symbol.asyncDispose]());

const alert: Alert = {
  kind: 'permit-revoked',
  severity: 'critical',
  at: '2026-03-01T12:00:07.000Z',
  summary: 't1: The permit is revoked.',
  position: 7,
  links: [],
};

const publish = async (body: unknown, msgID: string): Promise<number> => {
  const ack = await jetstream(nc).publish('alert.permit-revoked.t1', JSON.stringify(body), { msgID });
  return ack.seq;
};

test('an alert comes as it was raised; what is none is passed over, and reported', async () => {
  const heard: [RaisedAlert, AlertDelivery][] = [];
  const reacting = alerts.react(DURABLE, (raised, delivery) => {
    heard.push([raised, delivery]);
    return Promise.resolve();
  });
  const junk = [await publish('junk', 'e0'), await publish({ ...alert, kind: 'moon-landing' }, 'e1')];
  const sequence = await publish(alert, 'e2:permit-revoked');
  const raised = { sequence, messageId: 'e2:permit-revoked', kind: 'permit-revoked', id: 't1', alert };
  await waitFor(() => heard.length > 0, { what: 'the alert' });
  await reacting.stop();
  expect(heard).toEqual([[raised, {}]]);
  expect(incidents).toEqual(
    junk.map((at) => ({
      kind: 'interrupted',
      cause: new Error(`what ALERTS holds at ${at} is no alert, and nobody is told of it`),
    })),
  );
  expect(await alerts.at(sequence)).toEqual(raised);
  expect(await alerts.at(sequence + 1_000)).toBeUndefined();
  expect(nats.denied).toEqual([]);
});

test('for each recipient that does not get it there is one letter, which is for that one alone', async () => {
  const sequence = await publish(alert, 'e3:permit-revoked');
  const raised = await alerts.at(sequence);
  if (!raised) throw new Error('the alert is not there');
  const why = { durable: DURABLE, attempts: 12, reason: 'answered 500', at: '2026-03-01T18:00:00.000Z' };
  for (const recipient of ['aa', 'bb', 'aa']) await alerts.setAside(raised, { ...why, recipient });
  const letters = (await (await jetStreamDeadLetters(nc)).before(undefined, 10)).map(({ letter }) => letter);
  expect(letters.map(({ headers }) => headers[RECIPIENT])).toEqual([['bb'], ['aa']]);
  expect(letters).toMatchObject([
    { service: 'audit-projection', stream: STREAMS.alerts, sequence, attempts: 12, reason: 'answered 500' },
    { subject: 'alert.permit-revoked.t1' },
  ]);
  expect(told.map(({ id }) => id)).toEqual([letters[1]?.id, letters[0]?.id, letters[1]?.id]);

  const asked: AlertDelivery[] = [];
  const reacting = alerts.react(DURABLE, (_raised, delivery) => {
    asked.push(delivery);
    return Promise.resolve();
  });
  await waitFor(() => asked.length > 0, { what: 'the alert itself' });
  const [letter] = letters;
  if (letter) await reacting.retry(letter);
  await reacting.stop();
  expect(asked).toEqual([{}, { recipient: 'bb' }]);
});

test('an alert that is no more has no letter', async () => {
  const gone: RaisedAlert = { sequence: 4_711, messageId: 'e', kind: alert.kind, id: 't1', alert };
  const before = told.length;
  await alerts.setAside(gone, {
    durable: DURABLE,
    recipient: 'aa',
    attempts: 1,
    reason: 'gone',
    at: alert.at,
  });
  expect(told).toHaveLength(before);
  const admin = await jetstreamManager(await nats.admin(), { checkAPI: false });
  expect((await admin.streams.info(STREAMS.deadLetters)).state.messages).toBe(2);
});
