import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { digestOf } from '@guildhall/contracts';
import type { EventData, EventOf, Outcome, Recorded, Role, Sealed, Service } from '@guildhall/contracts';
import { sha256 } from '@guildhall/event-store';
import { policiesProvider } from '@guildhall/messaging';
import { standIns, startNats, waitFor } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { golden } from '../../../libs/contracts/test/golden.js';
import { serve } from '../../../libs/messaging/test/serve.js';
import type { Served } from '../../../libs/messaging/test/serve.js';
import { assessment, definition, inDays, task } from '../../../libs/worker/test/builders.js';
import { Directory } from '../src/directory.js';
import { MatchingController } from '../src/matching.controller.js';
import { registryProvider } from '../src/registry.js';
import { TrustController } from '../src/trust.controller.js';
import { WorkerController } from '../src/worker.controller.js';

jest.setTimeout(60_000);

const SEALED: Sealed = { sealed: { person: 'x', key: 'k', alg: 'A256GCM', iv: 'aXY', text: 'dGV4dA' } };
const PEOPLE: Record<string, Role[]> = {
  oscar: ['operator'],
  olivia: ['developer'],
  carol: ['security-lead'],
};
const TRUST = { monitoredAfter: 6, autonomousAfter: 4, autonomousNotBefore: 'P30D', countedPerPermit: 3 };

let nats: TestNats;
let served: Served;
const { storeOf, ask, ...others } = standIns(() => nats);

/** Writes what another service writes because of `actor`. */
const happened = async (
  service: Service,
  entity: string,
  event: EventOf,
  actor = 'somebody',
): Promise<Recorded> => {
  const [recorded] = await others.happened({ service, actor }, entity, event);
  if (!recorded) throw new Error(`${event.type} is not on record`);
  return recorded;
};

const start = async (): Promise<void> => {
  const controllers = [WorkerController, MatchingController, TrustController];
  served = await serve(nats, 'worker-registry', controllers, [Directory, policiesProvider, registryProvider]);
};
const stop = async (): Promise<void> => {
  await served.close();
  expect(served.fatal).toEqual([]);
  expect(served.incidents).toEqual([]);
};

/** What is on record of a worker beyond that it is registered. */
const written = async (workerId: string) => {
  const { events } = await (await storeOf('worker-registry')).read('worker', workerId, { fresh: true });
  return events.slice(1).map(({ type, data }) => ({ type, data }));
};
const writtenOnce = async (workerId: string, length: number) => {
  await waitFor(async () => (await written(workerId)).length >= length);
  return written(workerId);
};

const registered = async (workerId: string): Promise<void> => {
  const reply = await ask('oscar', 'worker.register', { definition: definition({ workerId }) });
  expect(reply.ok).toBe(true);
};

const started = async (workerId: string, taskId: string, actions: number): Promise<void> => {
  await happened('permit-workflow', taskId, { type: 'permit.execution-started', data: { workerId } });
  await happened('permit-workflow', taskId, {
    type: 'execution.action-recorded',
    data: {
      workerId,
      actions: Array.from({ length: actions }, (_, index) => ({
        seq: index + 1,
        action: 'deploy',
        target: 'service:api',
        inputDigest: 'c'.repeat(64),
        status: 'done' as const,
      })),
    },
  });
};
const completed = (workerId: string, taskId: string, outcome: Outcome = 'success'): Promise<Recorded> =>
  happened('permit-workflow', taskId, { type: 'permit.completed', data: { outcome, lastSeq: 0 } }, workerId);
const worked = async (workerId: string, taskId: string, actions: number): Promise<Recorded> => {
  await started(workerId, taskId, actions);
  return completed(workerId, taskId);
};
const violated = (workerId: string, taskId: string, rule: string): Promise<Recorded> =>
  happened(
    'permit-workflow',
    taskId,
    { type: 'permit.violation-detected', data: { rule, onViolation: 'revoke', text: 'As it should not.' } },
    workerId,
  );

/** The same once more, as the broker gives it out where nobody has acknowledged it. */
const again = async (event: Recorded): Promise<void> => {
  const meta = {
    source: 'worker-registry',
    actor: event.actor,
    correlation: event.correlation,
    causation: event.id,
    time: new Date().toISOString(),
  };
  const other = new TrustController({ store: await storeOf('worker-registry') });
  await other.follow({ event, redelivered: true, meta, now: meta.time });
};

/** How closely the worker is watched by what matching says. */
const watchedIn = async (workerId: string, taskId: string): Promise<unknown> => {
  const { capability: _, ...rest } = task({ taskId, environment: 'dev', workerId });
  await happened('risk-assessment', taskId, {
    type: 'task.assessed',
    data: {
      request: rest,
      requestedBy: 'asking-master',
      receivedAt: new Date().toISOString(),
      assessment: assessment(0, { taskId }),
    },
  });
  const store = await storeOf('worker-registry');
  const made = async () => (await store.read('assignment', taskId, { fresh: true })).events[0];
  await waitFor(async () => (await made()) !== undefined);
  const event = await made();
  return event?.type === 'assignment.made' ? event.data.trust : event?.data;
};

const counted = (taskId: string, successes: number) => ({
  type: 'worker.successes-counted',
  data: { taskId, successes },
});
const raised = (to: string, successes: number) => ({ type: 'worker.trust-raised', data: { to, successes } });

beforeAll(async () => {
  nats = await startNats();
  for (const [id, roles] of Object.entries(PEOPLE))
    await happened('permit-workflow', id, { type: 'directory.enrolled', data: { roles, personal: SEALED } });
  const { document } = golden('policy.published').body as EventData<'policy.published'>;
  const policy = { ...document, trust: TRUST };
  await happened('risk-assessment', 'default', {
    type: 'policy.published',
    data: { document: policy, sha256: assessment(0).policy.sha256, basis: 'bootstrap' },
  });
  await happened('worker-registry', 'asking-master', {
    type: 'master.registered',
    data: { masterId: 'asking-master', level: 3, owners: ['olivia'] },
  });
  await start();
});
afterAll(async () => {
  await stop();
  await nats[Symbol.asyncDispose]();
});

describe('the trust in a worker', () => {
  test('grows with permits that are completed with success, as far as each counts', async () => {
    await registered('growing-1');
    await started('growing-1', 'grow-failed', 3);
    await again(await completed('growing-1', 'grow-failed', 'failure'));
    await worked('growing-1', 'grow-1', 5);
    await writtenOnce('growing-1', 1);
    expect(await watchedIn('growing-1', 'look-1')).toBe('supervised');
    await worked('growing-1', 'grow-2', 2);
    await writtenOnce('growing-1', 2);
    await worked('growing-1', 'grow-3', 1);
    expect(await writtenOnce('growing-1', 4)).toEqual([
      counted('grow-1', 3),
      counted('grow-2', 2),
      counted('grow-3', 1),
      raised('monitored', 6),
    ]);
    expect(await watchedIn('growing-1', 'look-2')).toBe('monitored');
  });

  test('counts a permit once, however often it is delivered', async () => {
    await registered('once-1');
    const first = await worked('once-1', 'once-1', 3);
    await writtenOnce('once-1', 1);
    await again(first);
    await again(first);
    const second = await worked('once-1', 'once-2', 3);
    const before = await writtenOnce('once-1', 3);
    await again(first);
    await again(second);
    expect(await written('once-1')).toEqual(before);
    expect(before).toEqual([counted('once-1', 3), counted('once-2', 3), raised('monitored', 6)]);
  });

  test('goes on after a restart, with what happened meanwhile', async () => {
    await registered('lasting-1');
    await worked('lasting-1', 'last-1', 3);
    await writtenOnce('lasting-1', 1);
    await stop();
    await worked('lasting-1', 'last-2', 3);
    await start();
    expect(await writtenOnce('lasting-1', 3)).toEqual([
      counted('last-1', 3),
      counted('last-2', 3),
      raised('monitored', 6),
    ]);
    await worked('lasting-1', 'last-3', 3);
    await writtenOnce('lasting-1', 4);
    await worked('lasting-1', 'last-4', 3);
    await writtenOnce('lasting-1', 5);
    // Far beyond 30 days after anything that this test does.
    served.clock.at = inDays(100_000);
    await worked('lasting-1', 'last-5', 1);
    expect((await writtenOnce('lasting-1', 6)).slice(3)).toEqual([
      counted('last-3', 3),
      counted('last-4', 3),
      raised('autonomous', 6),
    ]);
    delete served.clock.at;
  });

  test('is lost by a bypass, which is a major incident, once', async () => {
    await registered('sly-1');
    await worked('sly-1', 'sly-1', 3);
    await writtenOnce('sly-1', 1);
    await started('sly-1', 'sly-2', 3);
    await again(await violated('sly-1', 'sly-1', 'scope'));
    const cause = await violated('sly-1', 'sly-1', 'unannounced');
    const text = 'As it should not.';
    const expected = [
      counted('sly-1', 3),
      {
        type: 'worker.incident-reported',
        data: { severity: 'major', kind: 'bypass', text, taskId: 'sly-1' },
      },
      { type: 'worker.trust-reset', data: { reason: { kind: 'bypass', text } } },
    ];
    expect(await writtenOnce('sly-1', 3)).toEqual(expected);
    await again(cause);
    // What it had done before does not count any more.
    await again(await completed('sly-1', 'sly-2'));
    expect(await written('sly-1')).toEqual(expected);
  });

  test('is reset by who may', async () => {
    await registered('watched-1');
    await worked('watched-1', 'watch-1', 3);
    await worked('watched-1', 'watch-2', 3);
    await writtenOnce('watched-1', 3);
    const payload = { workerId: 'watched-1', reason: 'It is looked into.' };
    expect(await ask('olivia', 'worker.reset-trust', payload)).toMatchObject({
      error: { code: 'FORBIDDEN' },
    });
    expect(await ask('carol', 'worker.reset-trust', payload)).toEqual({
      ok: true,
      result: {
        workerId: 'watched-1',
        definition: digestOf(definition({ workerId: 'watched-1' }), sha256),
        level: 0,
        status: 'active',
        trust: 'supervised',
      },
      position: expect.any(Number),
    });
    expect((await written('watched-1')).slice(3)).toEqual([
      {
        type: 'worker.trust-reset',
        data: { reason: { kind: 'person', text: 'It is looked into.' }, by: 'carol' },
      },
    ]);
  });
});

describe('an incident of a worker', () => {
  const issuedFor = async (taskId: string, environment: 'staging' | 'production'): Promise<void> => {
    const issued = golden('permit.issued').body as EventData<'permit.issued'>;
    const request = { ...issued.terms.request, environment };
    await happened('permit-workflow', taskId, {
      type: 'permit.issued',
      data: { ...issued, terms: { ...issued.terms, request } },
    });
  };
  const refused = (workerId: string, about: string, more: Partial<EventData<'refusal.refused'>> = {}) =>
    happened('permit-workflow', `f${randomUUID()}`, {
      type: 'refusal.refused',
      data: {
        command: 'permit.start',
        caller: workerId,
        code: 'HARD_BLOCK',
        rule: 'HB3',
        about,
        message: 'A permit for production is void in staging.',
        details: [],
        ...more,
      },
    });
  const incident = (kind: string, text: string, more: object) => ({
    type: 'worker.incident-reported',
    data: { severity: 'major', kind, text, ...more },
  });

  test('is a hard block that it runs into in production itself', async () => {
    await registered('barred-1');
    await issuedFor('barred-staging', 'staging');
    await issuedFor('barred-1', 'production');
    await again(await refused('barred-1', 'barred-staging'));
    await again(await refused('barred-1', 'barred-1', { code: 'OUT_OF_WINDOW' }));
    await again(await refused('barred-1', 'barred-1', { command: 'worker.publish-bid' }));
    await again(await refused('olivia', 'barred-1'));
    const cause = await refused('barred-1', 'barred-1');
    const expected = [
      incident('hard-block', 'A permit for production is void in staging.', { taskId: 'barred-1' }),
    ];
    expect(await writtenOnce('barred-1', 1)).toEqual(expected);
    await again(cause);
    expect(await written('barred-1')).toEqual(expected);
    expect(await written('olivia')).toEqual([]);
  });

  test('is a rollback that fails in its hands', async () => {
    await registered('clumsy-1');
    const failed = (data: EventData<'execution.rollback-failed'>) =>
      happened('permit-workflow', 'clumsy-1', { type: 'execution.rollback-failed', data });
    await again(await failed({ kind: 'no-worker' }));
    await failed({ kind: 'timeout', workerId: 'clumsy-1' });
    expect(await writtenOnce('clumsy-1', 1)).toEqual([
      incident('failed-rollback', 'It was not undone in time.', { taskId: 'clumsy-1' }),
    ]);
  });

  test('is reported by who may', async () => {
    await registered('reported-1');
    const payload = {
      workerId: 'reported-1',
      kind: 'customer-outage',
      text: 'The search was down.',
    } as const;
    expect(await ask('olivia', 'worker.report-incident', payload)).toMatchObject({
      error: { code: 'FORBIDDEN' },
    });
    expect(await ask('oscar', 'worker.report-incident', payload)).toMatchObject({ ok: true });
    expect(await written('reported-1')).toEqual([
      incident('customer-outage', 'The search was down.', { by: 'oscar' }),
    ]);
  });
});
