import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { provision } from '@guildhall/broker';
import { HEADERS, STREAMS, contextOf } from '@guildhall/contracts';
import type { EventOf, Reversibility, Summary, Terms, TypesOf } from '@guildhall/contracts';
import { jetStreamStore } from '@guildhall/event-store';
import type { EventStore } from '@guildhall/event-store';
import { publishAlert } from '@guildhall/messaging';
import { alertsOf } from '@guildhall/audit';
import { startNats, waitFor } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { serve } from '../../../libs/messaging/test/serve.js';
import type { Served } from '../../../libs/messaging/test/serve.js';
import { AlertsController } from '../src/alerts/alerts.controller.js';
import { assessmentOf, hash, termsOf } from './support/samples.js';

const DURABLE = 'audit-projection-alerts';
const PERMITS = 'permit-workflow';

let nats: TestNats;
let jsm: JetStreamManager;
let log: EventStore;
let served: Served[] = [];

const connect = async (): Promise<void> => {
  jsm = await jetstreamManager(await nats.admin(), { checkAPI: false });
  log = await jetStreamStore(await nats.service(PERMITS), { service: PERMITS, report: () => undefined });
};

beforeAll(async () => {
  nats = await startNats();
  await connect();
  // So that no test waits for long until what was taken is delivered again.
  await jsm.consumers.update(STREAMS.events, DURABLE, { ack_wait: nanos(500) });
});
afterAll(() => nats[Symbol.asyncDispose]());
afterEach(async () => {
  for (const { close } of served) await close();
  served = [];
});

/** The service, as far as alerts go: it needs no view for them. */
const running = async (): Promise<Served> => {
  const made = await serve(nats, 'audit-projection', AlertsController);
  served.push(made);
  return made;
};

type PermitEvent = EventOf<TypesOf<'permit' | 'execution'>>;

/** What permit-workflow would have appended, in one append for each list. */
const happened = async (taskId: string, ...appends: PermitEvent[][]) => {
  const recorded = [];
  const versions = { permit: 0, execution: 0 };
  let expected = 0;
  for (const events of appends) {
    const meta = {
      source: PERMITS,
      actor: 'carol',
      correlation: taskId,
      causation: `carol:${taskId}-${expected}`,
      time: new Date().toISOString(),
    };
    const writes = (['permit', 'execution'] as const).map((context) => ({
      context,
      entity: taskId,
      expected: versions[context],
      events: events.filter(({ type }) => contextOf(type) === context),
    }));
    recorded.push(
      ...(await log.append(
        writes.filter((write) => write.events.length > 0),
        meta,
      )),
    );
    for (const { context, events: own } of writes) versions[context] += own.length;
    expected += events.length;
  }
  return recorded;
};

const REVOKED: PermitEvent = {
  type: 'permit.revoked',
  data: { by: 'carol', severity: 'critical', reason: { kind: 'person', text: 'The freeze has begun.' } },
};

interface Held {
  subject: string;
  id: string | undefined;
  body: Record<string, unknown>;
}

/** What the stream holds about a task, in order. */
const held = async (taskId: string): Promise<Held[]> => {
  const found: Held[] = [];
  const { state } = await jsm.streams.info(STREAMS.alerts);
  for (let seq = state.first_seq; seq <= state.last_seq && seq > 0; seq++) {
    const message = await jsm.streams.getMessage(STREAMS.alerts, { seq });
    if (message?.subject.endsWith(`.${taskId}`))
      found.push({
        subject: message.subject,
        id: message.header.get(HEADERS.messageId),
        body: message.json(),
      });
  }
  return found;
};

/** Resolves once every event that makes alerts was dealt with. */
const settled = (): Promise<unknown> =>
  waitFor(
    async () => {
      const { num_pending, num_ack_pending } = await jsm.consumers.info(STREAMS.events, DURABLE);
      return num_pending === 0 && num_ack_pending === 0;
    },
    { within: 15_000, what: 'the alerts of all events' },
  );

describe('an event that makes an alert', () => {
  test('has one in the stream, which names its place in the log', async () => {
    await running();
    const [event] = await happened('t1', [REVOKED]);
    await settled();
    const stored = await jsm.streams.getMessage(STREAMS.events, { seq: event?.position ?? 0 });
    expect(await held('t1')).toEqual([
      {
        subject: 'alert.permit-revoked.t1',
        id: `${event?.id ?? ''}:permit-revoked`,
        body: {
          kind: 'permit-revoked',
          severity: 'critical',
          at: new Date(stored?.timestamp ?? 0).toISOString(),
          summary: 't1: carol revokes the permit (critical): "The freeze has begun".',
          position: event?.position,
          links: [
            { rel: 'event', href: 'evt.permit.revoked.t1.1' },
            { rel: 'permit', href: 'permit.get?taskId=t1' },
            { rel: 'story', href: 'task.story?taskId=t1' },
          ],
        },
      },
    ]);
    expect(nats.denied).toEqual([]);
  });

  test('has one in the stream also where the broker was killed before anybody took it', async () => {
    const [event] = await happened('t2', [REVOKED]);
    await nats.restart();
    await connect();
    await running();
    await settled();
    expect((await held('t2')).map(({ id }) => id)).toEqual([`${event?.id ?? ''}:permit-revoked`]);
  });
});

describe('a service that dies with an event taken', () => {
  // So that only what the service looks at can keep it from raising an alert twice.
  beforeAll(async () => {
    await jsm.streams.update(STREAMS.alerts, { duplicate_window: nanos(100) });
  });
  afterAll(async () => {
    await jsm.streams.update(STREAMS.alerts, { duplicate_window: nanos(3_600_000) });
  });

  /** Takes the next event, does what `before` says, and is gone without another word, as after a SIGKILL. */
  const dying = async (before: (nc: Awaited<ReturnType<TestNats['service']>>) => Promise<void>) => {
    const nc = await nats.service('audit-projection');
    const consumer = await jetstream(nc).consumers.get(STREAMS.events, DURABLE);
    const taken = await consumer.next({ expires: 5_000 });
    expect(taken).not.toBeNull();
    await before(nc);
    await nc.close();
  };

  test('before it raised the alert: its successor does', async () => {
    const [event] = await happened('t3', [REVOKED]);
    await dying(() => Promise.resolve());
    await running();
    await settled();
    expect((await held('t3')).map(({ id }) => id)).toEqual([`${event?.id ?? ''}:permit-revoked`]);
  });

  test('after it raised the alert: its successor does not do so again', async () => {
    const [event] = await happened('t4', [REVOKED]);
    await dying(async (nc) => {
      const [alert] = event ? alertsOf(event) : [];
      if (alert && event) await publishAlert(nc, { ...alert, cause: event.id });
    });
    await running();
    await settled();
    expect((await held('t4')).map(({ id }) => id)).toEqual([`${event?.id ?? ''}:permit-revoked`]);
  });
});

test('when an approval opens the next stage, those who could approve there are told', async () => {
  const terms = termsOf(assessmentOf('t5', 4, 'critical'), 'development-master', 'architect-4');
  const approval = (approver: string, role: 'security-lead' | 'architect'): PermitEvent => ({
    type: 'permit.approval-recorded',
    data: { approver, role, stage: 'review', permitDigest: hash('e') },
  });
  await running();
  await happened(
    't5',
    [
      {
        type: 'permit.requested',
        data: { terms, permitDigest: hash('e'), reviewBy: '2026-03-03T12:00:00.000Z' },
      },
    ],
    [{ type: 'permit.review-started', data: { by: 'carol' } }, approval('carol', 'security-lead')],
    [approval('heidi', 'architect')],
  );
  await settled();
  expect((await held('t5')).map(({ subject, body }) => [subject, body['to'], body['summary']])).toEqual([
    [
      'alert.approval-requested.t5',
      ['security-lead', 'architect'],
      't5: A level 4 permit for architect-4 waits for security-lead and architect, then vp, cto, ciso and cab, until 2026-03-03 12:00 UTC.',
    ],
    [
      'alert.approval-requested.t5',
      ['vp', 'cto', 'ciso', 'cab'],
      't5: The permit now waits for vp, cto, ciso and cab.',
    ],
  ]);
});

test('when an approval no longer counts, others are told, unless the place is taken again at once', async () => {
  const terms = termsOf(assessmentOf('t8', 3, 'high'), 'development-master', 'architect-4');
  const place = (approver: string, role: 'engineering-director' | 'security-lead') => ({
    approver,
    role,
    stage: 'approval',
  });
  const recorded = (...by: Parameters<typeof place>): PermitEvent => ({
    type: 'permit.approval-recorded',
    data: { ...place(...by), permitDigest: hash('e') },
  });
  const voided = (...by: Parameters<typeof place>): PermitEvent => ({
    type: 'permit.approval-voided',
    data: { ...place(...by), reason: { kind: 'role-lost' } },
  });
  await running();
  await happened(
    't8',
    [
      {
        type: 'permit.requested',
        data: { terms, permitDigest: hash('e'), reviewBy: '2026-03-03T12:00:00.000Z' },
      },
    ],
    [{ type: 'permit.review-started', data: { by: 'bob' } }, recorded('bob', 'engineering-director')],
    [voided('bob', 'engineering-director'), recorded('zoe', 'engineering-director')],
    [voided('zoe', 'engineering-director'), recorded('carol', 'security-lead')],
    [recorded('peter', 'engineering-director')],
  );
  await settled();
  expect((await held('t8')).map(({ body }) => body['summary'])).toEqual([
    't8: A level 3 permit for architect-4 waits for engineering-director and security-lead, until 2026-03-03 12:00 UTC.',
    't8: Another engineering-director is needed, because the approval of zoe no longer counts.',
  ]);
});

describe('work under a permit', () => {
  const WINDOW = { notBefore: '2026-03-01T12:00:00.000Z', notAfter: '2026-03-02T12:00:00.000Z' };
  const started = (taskId: string, changes: Partial<Terms> = {}, reversibility?: Reversibility) => {
    const terms = { ...termsOf(assessmentOf(taskId, 3, 'high'), 'cicd-master', 'deployer-3'), ...changes };
    const request = { ...terms.request, ...(reversibility ? { reversibility } : {}) };
    return [
      [
        {
          type: 'permit.issued',
          data: {
            terms: { ...terms, request },
            permitDigest: hash('e'),
            approvedBy: [],
            window: WINDOW,
            tokenBudget: 25_000,
            trust: 'supervised',
          },
        },
      ],
      [{ type: 'permit.execution-started', data: { workerId: 'deployer-3' } }],
    ] satisfies PermitEvent[][];
  };
  const deploy = { action: 'deploy', target: 'service:api/eu', inputDigest: hash('9') };
  const announced: PermitEvent = {
    type: 'execution.action-proposed',
    data: { workerId: 'deployer-3', seq: 1, ...deploy, needsConfirmation: true },
  };
  const done: PermitEvent = {
    type: 'execution.action-recorded',
    data: { workerId: 'deployer-3', actions: [{ seq: 1, ...deploy, status: 'done' }] },
  };
  const summary = (taskId: string): Summary => ({
    taskId,
    workerId: 'deployer-3',
    requestedBy: 'cicd-master',
    level: 3,
    outcome: 'revoked',
    approvedBy: [],
    actions: 1,
    violations: 0,
  });
  const closed = (taskId: string): PermitEvent => ({
    type: 'permit.closed',
    data: { summary: summary(taskId) },
  });
  const kinds = async (taskId: string): Promise<unknown[]> =>
    (await held(taskId)).map(({ body }) => [body['kind'], body['to']]);

  test('that waits for a confirmation tells who could know what it is about, and nobody once it has ended', async () => {
    await running();
    await happened('t20', ...started('t20'), [announced]);
    await happened('t21', ...started('t21'), [REVOKED, closed('t21')], [announced]);
    await settled();
    expect(await kinds('t20')).toEqual([
      ['confirmation-requested', ['engineering-director', 'security-lead']],
    ]);
    expect((await kinds('t21')).flat()).not.toContain('confirmation-requested');
  });

  test('that has ended and that nobody undoes tells operators, each time once', async () => {
    await running();
    const granted: PermitEvent = {
      type: 'execution.rollback-granted',
      data: { workerId: 'deployer-3', actions: ['rollback'], until: WINDOW.notAfter },
    };
    const scope = { resources: ['service:api/**'], actions: ['deploy'], rollbackActions: ['rollback'] };
    await happened('t22', ...started('t22', {}, 'irreversible'), [done], [REVOKED, closed('t22')]);
    await happened('t23', ...started('t23', { scope }), [done], [REVOKED]);
    await happened('t24', ...started('t24', { scope }), [done], [REVOKED, granted]);
    await happened('t25', ...started('t25', {}, 'full'), [done], [REVOKED, closed('t25')]);
    await settled();
    const needed = async (taskId: string): Promise<unknown[]> =>
      (await held(taskId))
        .filter(({ body }) => body['kind'] === 'rollback-needed')
        .map(({ body }) => body['severity']);
    expect(await needed('t22')).toEqual(['critical']);
    expect(await needed('t23')).toEqual(['critical']);
    expect(await needed('t24')).toEqual(['warning']);
    expect(await needed('t25')).toEqual([]);
  });
});

test('haste that somebody answers for is told to everybody who could approve, once', async () => {
  const terms = termsOf(assessmentOf('t30', 4, 'critical'), 'development-master', 'architect-4');
  const approval = (approver: string, role: 'security-lead' | 'architect'): PermitEvent => ({
    type: 'permit.approval-recorded',
    data: { approver, role, stage: 'review', permitDigest: hash('e') },
  });
  await running();
  await happened(
    't30',
    [
      {
        type: 'permit.requested',
        data: { terms, permitDigest: hash('e'), reviewBy: '2026-03-03T12:00:00.000Z' },
      },
    ],
    [
      {
        type: 'permit.sponsored',
        data: {
          by: 'erin',
          role: 'cto',
          permitDigest: hash('e'),
          reviewBy: '2026-03-01T13:00:00.000Z',
        },
      },
    ],
    [{ type: 'permit.review-started', data: { by: 'carol' } }, approval('carol', 'security-lead')],
    [approval('heidi', 'architect')],
  );
  await settled();
  expect((await held('t30')).map(({ body }) => body['to'])).toEqual([
    ['security-lead', 'architect'],
    ['security-lead', 'architect', 'vp', 'cto', 'ciso', 'cab'],
  ]);
});

test('a log that is older than its alerts sends none of what was', async () => {
  await jsm.consumers.delete(STREAMS.events, DURABLE);
  await happened('t6', [REVOKED]);
  await provision(await nats.admin());
  await running();
  await happened('t7', [REVOKED]);
  await settled();
  expect([(await held('t6')).length, (await held('t7')).length]).toEqual([0, 1]);
});
