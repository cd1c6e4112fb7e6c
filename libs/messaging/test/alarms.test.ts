import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { DeadLetter } from '@guildhall/contracts';
import { StoreError } from '@guildhall/event-store';
import { waitFor } from '@guildhall/testing';
import { Alarms } from '../src/alarms.js';
import type { NewAlert } from '../src/index.js';

const NOW = '2026-11-21T09:00:00.000Z';
const GAP = new StoreError('integrity', 'permit t1: version 2 is missing');

const alarms = (atMostEvery: number, position = (): Promise<number> => Promise.resolve(17)) => {
  const raised: NewAlert[] = [];
  const raise = async (alert: NewAlert): Promise<void> => {
    await nextTurn();
    raised.push(alert);
  };
  const made = new Alarms({
    service: 'permit-workflow',
    raise,
    publish: raise,
    now: () => NOW,
    position,
    atMostEvery,
  });
  return { raised, alarms: made };
};

const integrity = (summary: string, position = 17): NewAlert => ({
  kind: 'log-integrity',
  id: 'permit-workflow',
  severity: 'critical',
  at: NOW,
  summary,
  position,
});

const ONCE = 'permit-workflow found in the log what must not be there: permit t1: version 2 is missing';
const TWICE =
  'permit-workflow found in the log what must not be there (2 times since the alert before): permit t1: version 2 is missing';

describe('the integrity of the log', () => {
  test('is an alert at once, wherever in the cause it is', async () => {
    const { raised, alarms: at } = alarms(60_000);
    at.hear({ kind: 'interrupted', cause: new Error('it failed', { cause: GAP }) });
    await waitFor(() => raised.length > 0);
    await at.stop();
    expect(raised).toEqual([integrity(ONCE)]);
  });

  test('is another one after the time between two, with the count, and then no more', async () => {
    const { raised, alarms: at } = alarms(20);
    for (let count = 0; count < 3; count++) at.hear({ kind: 'reaction-failed', cause: GAP });
    await waitFor(() => raised.length === 2);
    await at.stop();
    expect(raised).toEqual([integrity(ONCE), integrity(TWICE)]);
  });

  test('is one at the end, for what was not said yet', async () => {
    const { raised, alarms: at } = alarms(60_000);
    for (let count = 0; count < 3; count++) at.hear({ kind: 'unreadable-event', cause: GAP });
    await at.stop();
    expect(raised).toEqual([integrity(ONCE), integrity(TWICE)]);
  });

  test('is waited for at the end, and what is heard after it is said too', async () => {
    const { raised, alarms: at } = alarms(60_000);
    at.hear({ kind: 'interrupted', cause: GAP });
    await at.stop();
    expect(raised).toEqual([integrity(ONCE)]);
    at.hear({ kind: 'interrupted', cause: GAP });
    await waitFor(() => raised.length > 1);
    expect(raised).toEqual([integrity(ONCE), integrity(ONCE)]);
    await at.stop();
  });

  test('is one also where nobody can say how far the log is', async () => {
    const { raised, alarms: at } = alarms(60_000, () => Promise.reject(new Error('away')));
    at.hear({ kind: 'interrupted', cause: GAP });
    await waitFor(() => raised.length > 0);
    expect(raised).toEqual([integrity(ONCE, 0)]);
    await at.stop();
  });
});

test('an outage, a conflict and a failure of a reaction are no alerts', async () => {
  const { raised, alarms: at } = alarms(60_000);
  at.hear({ kind: 'interrupted', cause: new StoreError('unavailable', 'away') });
  at.hear({ kind: 'reaction-failed', cause: new StoreError('conflict', 'first') });
  at.hear({ kind: 'reaction-failed', cause: new Error('broken') });
  at.hear({ kind: 'reaction-failed', cause: 'broken' });
  await at.stop();
  expect(raised).toEqual([]);
});

describe('a dead letter', () => {
  const letter: DeadLetter = {
    service: 'permit-workflow',
    durable: 'permit-workflow-tasks',
    id: 'x1',
    stream: 'EVENTS',
    sequence: 12,
    subject: 'evt.assignment.made.t1.1',
    headers: {},
    body: 'e30=',
    attempts: 5,
    reason: 'task t1 was assigned without being assessed',
    firstAt: NOW,
    at: '2026-11-21T09:00:01.500Z',
  };

  test('is an alert that leads to it and to its event', async () => {
    const { raised, alarms: at } = alarms(60_000);
    await at.tellOf(letter);
    expect(raised).toEqual([
      {
        kind: 'dead-letter',
        id: 'x1',
        severity: 'warning',
        at: '2026-11-21T09:00:01.500Z',
        summary:
          'permit-workflow gave up evt.assignment.made.t1.1, given out 5 times: task t1 was assigned without being assessed',
        position: 12,
        links: [
          { rel: 'event', href: 'evt.assignment.made.t1.1' },
          { rel: 'dead-letter', href: 'dead-letter.list' },
        ],
        cause: 'permit-workflow-tasks:x1',
      },
    ]);
  });

  test('of a task request says how far the log is', async () => {
    const { raised, alarms: at } = alarms(60_000);
    const subject = 'task.requested.cicd-master';
    await at.tellOf({ ...letter, stream: 'INTAKE', subject });
    expect(raised).toMatchObject([
      { position: 17, links: [{ rel: 'dead-letter', href: 'dead-letter.list' }] },
    ]);
  });

  test('is told of where it is filed; the incident says no more than the log of the service', async () => {
    const { raised, alarms: at } = alarms(60_000);
    at.hear({ kind: 'dead-letter', cause: GAP, letter });
    await at.stop();
    expect(raised).toEqual([]);
  });

  test('that cannot be told of is not passed over in silence', async () => {
    const away = new StoreError('unavailable', 'ALERTS is away');
    const at = new Alarms({
      service: 'permit-workflow',
      raise: () => Promise.resolve(),
      publish: () => Promise.reject(away),
      now: () => NOW,
      position: () => Promise.resolve(17),
    });
    await expect(at.tellOf(letter)).rejects.toBe(away);
  });
});
