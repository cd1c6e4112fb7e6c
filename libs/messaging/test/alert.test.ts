import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { provision } from '@guildhall/broker';
import { Alert, MAX_ALERT_SUMMARY, STREAMS, alertSubject, issuesOf, parseInput } from '@guildhall/contracts';
import type { Incident } from '@guildhall/event-store';
import { startNats } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { publishAlert, raise, wasRaised } from '../src/index.js';
import type { NewAlert } from '../src/index.js';

let nats: TestNats;
let admin: NatsConnection;
let jsm: JetStreamManager;
let nc: NatsConnection;
let incidents: Incident[] = [];
beforeAll(async () => {
  nats = await startNats();
  admin = await nats.admin();
  jsm = await jetstreamManager(admin, { checkAPI: false });
  // The one service that may also look at what was raised.
  nc = await nats.service('audit-projection');
});
afterAll(() => nats[Symbol.asyncDispose]());
beforeEach(() => {
  incidents = [];
});

const report = (incident: Incident): void => {
  incidents.push(incident);
};

const OVERLOAD: Omit<NewAlert, 'id'> = {
  kind: 'intake-overload',
  severity: 'warning',
  at: '2026-11-21T10:00:00.000Z',
  summary: 'cicd-master has 800 of 1000 tasks waiting.',
  position: 41,
};

interface Held {
  subject: string;
  id: string;
  body: unknown;
}

/** What the stream holds about `id`. */
const held = async (id: string): Promise<Held[]> => {
  const found: Held[] = [];
  const { state } = await jsm.streams.info(STREAMS.alerts, { subjects_filter: `alert.*.${id}` });
  for (let seq = state.first_seq; seq <= state.last_seq && seq > 0; seq++) {
    const message = await jsm.streams.getMessage(STREAMS.alerts, { seq });
    if (message?.subject.endsWith(`.${id}`))
      found.push({
        subject: message.subject,
        id: message.header.get('Nats-Msg-Id'),
        body: message.json(),
      });
  }
  return found;
};

describe('an alert that is raised', () => {
  test('is stored and heard on its subject, with its id, as the schema says', async () => {
    const oscar = await nats.connectAs('oscar', 'operator');
    const heard: unknown[] = [];
    oscar.subscribe('alert.>', {
      callback: (_, message) => {
        heard.push([message.subject, message.headers?.get('Nats-Msg-Id'), message.json()]);
      },
    });
    await oscar.flush();

    await raise({ nc, report }, { ...OVERLOAD, id: 'm1' });

    const subject = alertSubject('intake-overload', 'm1');
    const id = 'm1:2026-11-21T10:00:00.000Z:intake-overload';
    const body = {
      kind: 'intake-overload',
      severity: 'warning',
      at: '2026-11-21T10:00:00.000Z',
      summary: 'cicd-master has 800 of 1000 tasks waiting.',
      position: 41,
      links: [],
    };
    await oscar.flush();
    expect(await held('m1')).toEqual([{ subject, id, body }]);
    expect(heard).toEqual([[subject, id, body]]);
    expect(issuesOf(Alert, body)).toEqual([]);
    expect(incidents).toEqual([]);
  });

  test('twice for one cause is stored once, for another cause again', async () => {
    await raise({ nc, report }, { ...OVERLOAD, id: 'm2', cause: 'first' });
    await raise({ nc, report }, { ...OVERLOAD, id: 'm2', cause: 'first', at: '2026-11-21T10:00:09.000Z' });
    await raise({ nc, report }, { ...OVERLOAD, id: 'm2', cause: 'second' });
    expect((await held('m2')).map(({ id }) => id)).toEqual([
      'first:intake-overload',
      'second:intake-overload',
    ]);
  });

  test('keeps its links, and is cut to what an alert may hold', async () => {
    const links = [{ rel: 'story', href: 'task.story?taskId=t1' }];
    await raise({ nc, report }, { ...OVERLOAD, id: 'm3', links, summary: '!'.repeat(5_000) });
    expect(await held('m3')).toMatchObject([{ body: { links, summary: '!'.repeat(MAX_ALERT_SUMMARY) } }]);
  });

  test('is one line that readers accept, whatever it quotes', async () => {
    const summary = 'It said "no\r\n\u001b[31mALL IS WELL\u202e" and \ud83d, then \u{1f600}.';
    await raise({ nc, report }, { ...OVERLOAD, id: 'm0', summary });
    const [{ body } = { body: undefined }] = await held('m0');
    expect(body).toMatchObject({ summary: 'It said "no [31mALL IS WELL " and  , then \u{1f600}.' });
    expect(parseInput(new TextEncoder().encode(JSON.stringify(body)))).toEqual({ value: body });
  });

  const tooSmall = (size: number) => jsm.streams.update(STREAMS.alerts, { max_msg_size: size });

  test('is tried again where the stream does not take it, and stored once', async () => {
    await tooSmall(1);
    const raised = raise({ nc, report }, { ...OVERLOAD, id: 'm4' });
    await nc.flush();
    await tooSmall(-1);
    await raised;
    expect([await held('m4'), incidents]).toEqual([[expect.objectContaining({})], []]);
  });

  test('in vain is reported; whoever raises it goes on', async () => {
    await tooSmall(1);
    await raise({ nc, report }, { ...OVERLOAD, id: 'm5' });
    await tooSmall(-1);
    expect(await held('m5')).toEqual([]);
    expect(incidents).toEqual([
      {
        kind: 'interrupted',
        cause: expect.objectContaining({
          message:
            'the alert intake-overload about m5 could not be raised: cicd-master has 800 of 1000 tasks waiting.',
          cause: expect.objectContaining({ name: 'StoreError', kind: 'unavailable' }),
        }),
      },
    ]);
  });

  test('about what is no id is reported too', async () => {
    await raise({ nc, report }, { ...OVERLOAD, id: 'm6.x' });
    expect(incidents).toMatchObject([{ kind: 'interrupted', cause: { cause: { name: 'RangeError' } } }]);
  });
});

describe('whether an alert was raised', () => {
  const alert = (cause: string, id: string): NewAlert => ({
    ...OVERLOAD,
    id,
    cause,
    at: new Date().toISOString(),
  });

  test('is known by its cause, however many came after it', async () => {
    const [first, second, third] = [alert('m7-1', 'm7'), alert('m7-2', 'm7'), alert('m7-3', 'm7')];
    for (const one of [first, alert('m8-1', 'm8'), second]) await publishAlert(nc, one);
    expect([await wasRaised(nc, first), await wasRaised(nc, second), await wasRaised(nc, third)]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('is known when the stream itself has forgotten the id', async () => {
    const one = alert('m9-1', 'm9');
    await jsm.streams.update(STREAMS.alerts, { duplicate_window: nanos(100) });
    await publishAlert(nc, one);
    expect(await wasRaised(nc, one)).toBe(true);
    await jsm.streams.update(STREAMS.alerts, { duplicate_window: nanos(3_600_000) });
  });

  test('cannot be known without the stream', async () => {
    await jsm.streams.delete(STREAMS.alerts);
    await expect(wasRaised(nc, alert('e1', 'm9'))).rejects.toMatchObject({
      name: 'StoreError',
      kind: 'unavailable',
    });
    await provision(admin);
  });
});
