import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type {
  CommandName,
  CommandPayload,
  CommandResults,
  PolicyPublished,
  Terms,
} from '@guildhall/contracts';
import { jetStreamTimers } from '@guildhall/event-store';
import type { Timers } from '@guildhall/event-store';
import { timerSetSubject } from '@guildhall/contracts';
import { startNats, waitFor } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { decodeJwt } from 'jose';
import { golden } from '../../../libs/contracts/test/golden.js';
import { assessment, digest, sha, task, terms } from '../../../libs/permit/test/factories.js';
import {
  BOB_AND_CAROL,
  approvalRecorded,
  approved,
  issued,
  requested,
  reviewStarted,
  started,
} from '../../../libs/permit/test/story.js';
import { ask, pastOf, serve } from './support/service.js';
import type { Past, Served } from './support/service.js';

jest.setTimeout(60_000);

const MINUTE = 60_000;
const after = (ms: number): string => new Date(Date.now() + ms).toISOString();

let nats: TestNats;
let past: Past;
let service: Served;
let jsm: JetStreamManager;
let timers: Timers;
let worker: NatsConnection;
let operator: NatsConnection;
let lead: NatsConnection;

/** By it a worker is lost after 2 s, and what it did has to be undone in 1 s. */
const HASTY = { version: '2', sha256: sha('9') };

/** Terms of a level 3 permit in production that is watched closely, and can be undone by a machine. */
const termsOf = (taskId: string, changes: Partial<Terms> = {}): Terms => {
  const scope = { resources: ['service:api'], actions: ['deploy'], rollbackActions: ['restore'] };
  return terms(3, { taskId, request: task({ taskId, scope }), scope, trust: 'monitored', ...changes });
};

/** A permit that people have given, good for an hour, or for so long. */
const permitted = async (taskId: string, changes: Partial<Terms> = {}, ms = 60 * MINUTE): Promise<void> => {
  const of = termsOf(taskId, changes);
  await past.happened(
    'permit-workflow',
    taskId,
    requested(of),
    reviewStarted('bob'),
    approvalRecorded('bob', 'engineering-director', 'leadership', of),
    approvalRecorded('carol', 'security-lead', 'leadership', of),
    approved(of),
    issued([...BOB_AND_CAROL], { notBefore: after(-60 * MINUTE), notAfter: after(ms) }, of),
  );
};

const as =
  <N extends CommandName & keyof CommandResults>(name: N, caller: string, of: () => NatsConnection) =>
  async (payload: CommandPayload<N>): Promise<CommandResults[N]> => {
    const reply = await ask(of(), caller, name, payload);
    if (!reply.ok) throw new Error(`${reply.error.code}: ${reply.error.message}`);
    return reply.result;
  };

const start = (taskId: string) =>
  as(
    'permit.start',
    'deployer-3',
    () => worker,
  )({
    taskId,
    environment: 'production',
    definition: sha('d'),
    artifact: sha('f'),
    inputs: [{ name: 'image', sha256: sha('a') }],
  });
const propose = as('execution.propose', 'deployer-3', () => worker);
const record = as('execution.record', 'deployer-3', () => worker);
const heartbeat = as('execution.heartbeat', 'deployer-3', () => worker);
const complete = as('permit.complete', 'deployer-3', () => worker);
const reportRollback = as('execution.report-rollback', 'deployer-3', () => worker);
const assign = as('execution.assign-rollback', 'olivia', () => operator);
const revoke = as('permit.revoke', 'olivia', () => operator);
const confirm = as('execution.confirm', 'carol', () => lead);

const deploy = { action: 'deploy', target: 'service:api', inputDigest: sha('1') };
const restore = { action: 'restore', target: 'service:api', inputDigest: sha('2') };

const typesOf = async (taskId: string): Promise<string[]> =>
  (await past.story(taskId)).map(({ type }) => type).slice(6);

const enrolled = (roles: string[]) => ({
  type: 'directory.enrolled' as const,
  data: { ...(golden('directory.enrolled').body as object), roles },
});

beforeAll(async () => {
  nats = await startNats();
  past = await pastOf(nats);
  const policy = golden('policy.published').body as PolicyPublished;
  const { document } = policy;
  const durations = { ...document.durations, heartbeat: 'PT2S', rollback: 'PT1S' };
  await past.happened(
    'risk-assessment',
    'default',
    { type: 'policy.published', data: { ...policy, sha256: terms(3).assessment.policy.sha256 } },
    {
      type: 'policy.published',
      data: { ...policy, document: { ...document, durations }, sha256: HASTY.sha256 },
    },
  );
  const { definition } = golden('worker.registered').body as { definition: object };
  const artifact = { name: 'deployer', sha256: sha('f') };
  await past.happened(
    'worker-registry',
    'deployer-3',
    {
      type: 'worker.registered',
      data: { definition: { ...definition, concurrency: 100, artifact }, sha256: sha('d') },
    } as never,
    { type: 'worker.certified', data: { level: 3, basis: 'bootstrap', probation: true } } as never,
  );
  await past.happened('worker-registry', 'development-master', {
    type: 'master.registered',
    data: { level: 3, owners: ['olivia'] },
  } as never);
  await past.happened('permit-workflow', 'olivia', enrolled(['operator']) as never);
  await past.happened('permit-workflow', 'carol', enrolled(['security-lead']) as never);
  jsm = await jetstreamManager(await nats.admin(), { checkAPI: false });
  timers = jetStreamTimers(await nats.service('permit-workflow'), { report: () => undefined });
  worker = await nats.connectAs('deployer-3', 'worker');
  operator = await nats.connectAs('olivia', 'operator');
  lead = await nats.connectAs('carol', 'person');
  service = await serve(nats);
});

afterAll(async () => {
  await service.close();
  await nats[Symbol.asyncDispose]();
});

describe('the work under a permit', () => {
  test('is announced, done, put on record and completed, with a token throughout', async () => {
    await permitted('w1');
    const begun = await start('w1');
    expect(begun).toEqual({
      taskId: 'w1',
      state: 'EXECUTING',
      permitDigest: digest(termsOf('w1')),
      duty: 'work',
      heartbeatWithin: 'PT30S',
      token: expect.any(String),
      tokenExpiresAt: expect.any(String),
    });
    expect(decodeJwt(begun.token ?? '')).toMatchObject({ sub: 'deployer-3' });
    expect(await propose({ taskId: 'w1', seq: 1, ...deploy })).toEqual({
      taskId: 'w1',
      seq: 1,
      decision: 'permitted',
    });
    const alive = await heartbeat({ taskId: 'w1', tokens: 10 });
    expect(alive).toMatchObject({ taskId: 'w1', continue: true, duty: 'work' });
    expect(decodeJwt(alive.token ?? '').jti).not.toBe(decodeJwt(begun.token ?? '').jti);
    expect(await record({ taskId: 'w1', actions: [{ seq: 1, ...deploy, status: 'done' }] })).toEqual({
      taskId: 'w1',
      lastSeq: 1,
      continue: true,
      duty: 'work',
    });
    expect(await complete({ taskId: 'w1', outcome: 'success', lastSeq: 1 })).toMatchObject({
      state: 'CLOSED',
    });
    expect(await typesOf('w1')).toEqual([
      'permit.execution-started',
      'execution.action-proposed',
      'execution.action-recorded',
      'permit.completed',
      'permit.closed',
    ]);
  });

  test('that was announced twice is announced once, and answered as the log has it by then', async () => {
    await permitted('w2');
    await start('w2');
    expect(await propose({ taskId: 'w2', seq: 1, ...deploy })).toMatchObject({ decision: 'permitted' });
    expect(await propose({ taskId: 'w2', seq: 1, ...deploy })).toMatchObject({ decision: 'permitted' });
    await revoke({ taskId: 'w2', reason: 'The service is on fire.' });
    expect(await propose({ taskId: 'w2', seq: 1, ...deploy })).toMatchObject({ decision: 'refused' });
    expect((await typesOf('w2')).filter((type) => type === 'execution.action-proposed')).toHaveLength(1);
  });

  test('that is taken back has to stop at once, whatever is to be done about it now', async () => {
    await permitted('w7');
    await start('w7');
    await propose({ taskId: 'w7', seq: 1, ...deploy });
    await revoke({ taskId: 'w7', reason: 'The service is on fire.' });
    expect(await heartbeat({ taskId: 'w7', tokens: 0 })).toEqual({
      taskId: 'w7',
      continue: false,
      duty: 'rollback',
      token: expect.any(String),
      tokenExpiresAt: expect.any(String),
    });
    const stop = { taskId: 'w7', lastSeq: 1, continue: false, duty: 'rollback' };
    expect(await record({ taskId: 'w7', actions: [{ seq: 1, ...deploy, status: 'done' }] })).toEqual(stop);
    expect(await propose({ taskId: 'w7', seq: 2, ...restore })).toMatchObject({ decision: 'permitted' });
    const undone = { taskId: 'w7', actions: [{ seq: 2, ...restore, status: 'done' as const }] };
    const goOn = { taskId: 'w7', lastSeq: 2, continue: true, duty: 'rollback' };
    expect([await record(undone), await record(undone)]).toEqual([goOn, goOn]);
    expect(await record({ taskId: 'w7', actions: [{ seq: 1, ...deploy, status: 'done' }] })).toEqual({
      ...stop,
      lastSeq: 2,
    });
    await reportRollback({ taskId: 'w7', outcome: 'done' });
    expect(await record(undone)).toEqual({ taskId: 'w7', lastSeq: 2, continue: false });
  });

  test('waits for a confirmation where the worker is supervised', async () => {
    await permitted('w3', { trust: 'supervised' });
    await start('w3');
    expect(await propose({ taskId: 'w3', seq: 1, ...deploy })).toMatchObject({ decision: 'waiting' });
    expect(await confirm({ taskId: 'w3', seq: 1 })).toEqual({ taskId: 'w3', state: 'EXECUTING' });
    expect(await propose({ taskId: 'w3', seq: 1, ...deploy })).toMatchObject({ decision: 'permitted' });
  });

  test('out of its scope is refused, and takes the permission back', async () => {
    await permitted('w4');
    await start('w4');
    expect(await propose({ taskId: 'w4', seq: 1, ...deploy, target: 'service:billing' })).toMatchObject({
      decision: 'refused',
    });
    expect(await typesOf('w4')).toEqual([
      'permit.execution-started',
      'permit.violation-detected',
      'permit.revoked',
      'execution.rollback-granted',
    ]);
  });

  test('is undone under a token for that and nothing else, once it has failed', async () => {
    await permitted('w5');
    await start('w5');
    expect(await complete({ taskId: 'w5', outcome: 'failure', lastSeq: 0 })).toMatchObject({
      state: 'COMPLETED',
    });
    const alive = await heartbeat({ taskId: 'w5', tokens: 0 });
    expect(alive).toMatchObject({ continue: false, duty: 'rollback' });
    expect(decodeJwt(alive.token ?? '')['authorization_details']).toMatchObject([{ actions: ['restore'] }]);
    expect(await propose({ taskId: 'w5', seq: 1, ...restore })).toMatchObject({ decision: 'permitted' });
    await record({ taskId: 'w5', actions: [{ seq: 1, ...restore, status: 'done' }] });
    expect(await reportRollback({ taskId: 'w5', outcome: 'done' })).toEqual({
      taskId: 'w5',
      state: 'CLOSED',
    });
    expect(await heartbeat({ taskId: 'w5', tokens: 0 })).toEqual({ taskId: 'w5', continue: false });
  });

  test('that is over gets no token, whatever was answered when it began', async () => {
    await permitted('w6');
    const payload = JSON.stringify({
      taskId: 'w6',
      environment: 'production',
      definition: sha('d'),
      artifact: sha('f'),
      inputs: [{ name: 'image', sha256: sha('a') }],
    });
    const sameAgain = async () => {
      const made = headers();
      made.set('Nats-Msg-Id', 'start-w6');
      const reply = await worker.request('cmd.deployer-3.permit.start', payload, {
        headers: made,
        timeout: 5_000,
      });
      return reply.json();
    };
    expect(await sameAgain()).toMatchObject({ ok: true, result: { token: expect.any(String) } });
    await complete({ taskId: 'w6', outcome: 'success', lastSeq: 0 });
    expect(await sameAgain()).toEqual({
      ok: true,
      position: expect.any(Number),
      result: { taskId: 'w6', state: 'EXECUTING', permitDigest: digest(termsOf('w6')) },
    });
  });
});

const isClosed = (taskId: string) => async (): Promise<boolean> =>
  (await past.story(taskId)).some(({ type }) => type === 'permit.closed');
const isRevoked = (taskId: string) => async (): Promise<boolean> =>
  (await past.story(taskId)).some(({ type }) => type === 'permit.revoked');

test('a revocation that is before the announcement in the log always wins', async () => {
  const races = Array.from({ length: 12 }, (_, index) => `race-${index}`);
  for (const taskId of races) {
    await permitted(taskId);
    await start(taskId);
    const [proposed] = await Promise.all([
      propose({ taskId, seq: 1, ...deploy }),
      revoke({ taskId, reason: 'The service is on fire.' }),
    ]);
    const types = await typesOf(taskId);
    const [announced, revoked] = ['execution.action-proposed', 'permit.revoked'].map((type) =>
      types.indexOf(type),
    );
    const wasFirst = announced !== -1 && (announced ?? 0) < (revoked ?? 0);
    expect({ taskId, permitted: proposed.decision === 'permitted' && !wasFirst }).toEqual({
      taskId,
      permitted: false,
    });
  }
});

const isIdle = (stream: string, durable: string) => async (): Promise<boolean> => {
  const { num_pending, num_ack_pending } = await jsm.consumers.info(stream, durable);
  return num_pending + num_ack_pending === 0;
};

describe('a worker that says nothing any more', () => {
  const LATER = 40_000;

  beforeAll(async () => {
    await service.close();
    service = await serve(nats);
  });

  const begins = async (taskId: string): Promise<void> => {
    await permitted(taskId);
    await start(taskId);
    await waitFor(isIdle('EVENTS', 'permit-workflow-work'));
  };

  /** The timer, which the service has set to half a minute from when it heard of the worker, goes off. */
  const timeIsUp = (taskId: string): Promise<void> =>
    timers.set({ context: 'execution', entity: taskId, kind: 'heartbeat', due: after(0) });

  test('is lost after 30 s, and its permission taken back', async () => {
    await begins('h1');
    await heartbeat({ taskId: 'h1', tokens: 0 });
    service.clock.offset = LATER;
    await timeIsUp('h1');
    await waitFor(isRevoked('h1'));
    expect((await past.story('h1')).slice(7)).toMatchObject([
      { type: 'permit.violation-detected', actor: 'timer', data: { rule: 'heartbeat-lost' } },
      {
        type: 'permit.revoked',
        actor: 'timer',
        data: { severity: 'critical', reason: { kind: 'violation' } },
      },
      { type: 'execution.rollback-granted', actor: 'timer' },
    ]);
  });

  test('is lost as soon as its policy says, and so is the time to undo what it did', async () => {
    service.clock.offset = 0;
    await permitted('s1', { assessment: assessment(3, { taskId: 's1', policy: HASTY }) });
    expect(await start('s1')).toMatchObject({ duty: 'work', heartbeatWithin: 'PT2S' });
    await heartbeat({ taskId: 's1', tokens: 0 });
    await waitFor(isClosed('s1'));
    const [begun, lost, revoked, granted, failed] = (await past.story('s1')).slice(6);
    expect([begun, lost, granted, failed]).toMatchObject([
      { type: 'permit.execution-started', data: { heartbeatWithin: 'PT2S', rollbackWithin: 'PT1S' } },
      { type: 'permit.violation-detected', data: { text: 'The worker has not been heard of for 2 s.' } },
      { type: 'execution.rollback-granted' },
      { type: 'execution.rollback-failed', data: { kind: 'timeout' } },
    ]);
    const moments = [begun, revoked, failed].map((event) => Date.parse(event?.time ?? ''));
    const [silence = 0, undoing = 0] = moments
      .slice(1)
      .map((moment, index) => moment - (moments[index] ?? 0));
    expect(silence).toBeGreaterThanOrEqual(2_000);
    expect(undoing).toBeGreaterThanOrEqual(1_000);
  });

  test('is lost where its first sign of life never comes', async () => {
    service.clock.offset = 0;
    await begins('h2');
    service.clock.offset = LATER;
    await timeIsUp('h2');
    await waitFor(isRevoked('h2'));
  });

  test('is not lost where nobody was there to hear it, but later, where it says nothing all the same', async () => {
    service.clock.offset = 0;
    await begins('h3');
    await begins('h4');
    await service.close();
    await timeIsUp('h3');
    await timeIsUp('h4');
    service = await serve(nats, LATER);
    await waitFor(isIdle('TIMERS', 'permit-workflow-timers'));
    expect(await heartbeat({ taskId: 'h3', tokens: 0 })).toMatchObject({ continue: true });
    service.clock.offset = LATER + 20_000;
    expect(await heartbeat({ taskId: 'h3', tokens: 0 })).toMatchObject({ continue: true });
    service.clock.offset = 2 * LATER;
    await timeIsUp('h3');
    await timeIsUp('h4');
    await waitFor(isRevoked('h4'));
    await waitFor(isIdle('TIMERS', 'permit-workflow-timers'));
    expect(await typesOf('h3')).toEqual(['permit.execution-started']);
  });
});

describe('work that takes too long', () => {
  const isTold = (taskId: string) => async (): Promise<boolean> =>
    (await past.story(taskId)).some(({ type }) => type === 'permit.violation-detected');

  test('is judged when its time is over, though nobody says anything; nothing of it is permitted then', async () => {
    await service.close();
    service = await serve(nats);
    await permitted('d1', { constraints: [{ id: 'max_duration_s', value: 2, onViolation: 'reject' }] });
    await permitted('d2', { constraints: [{ id: 'max_duration_s', value: 2 }] });
    await start('d1');
    await start('d2');
    expect(await propose({ taskId: 'd1', seq: 1, ...deploy })).toMatchObject({ decision: 'permitted' });
    await waitFor(isTold('d1'));
    await waitFor(isRevoked('d2'));
    const [begun, , broken] = (await past.story('d1')).slice(6);
    expect(broken).toMatchObject({
      actor: 'timer',
      data: { rule: 'max_duration_s', onViolation: 'reject' },
    });
    expect(Date.parse(broken?.time ?? '') - Date.parse(begun?.time ?? '')).toBeLessThan(3_000);
    expect(await propose({ taskId: 'd1', seq: 1, ...deploy })).toMatchObject({ decision: 'refused' });
    expect(await heartbeat({ taskId: 'd1', tokens: 0 })).toEqual({ taskId: 'd1', continue: false });
    expect(await typesOf('d1')).toEqual([
      'permit.execution-started',
      'execution.action-proposed',
      'permit.violation-detected',
    ]);
  });
});

describe('what nobody undoes in time', () => {
  test("is somebody else's to undo from the end of the emergency that lent its worker the level", async () => {
    await service.close();
    service = await serve(nats);
    const of = termsOf('r2');
    const burning = { ...of, assessment: { ...of.assessment, path: 'emergency' as const } };
    await permitted('r2', burning, 5 * MINUTE);
    await past.happened('permit-workflow', 'r2', started);
    await revoke({ taskId: 'r2', reason: 'The service is on fire.' });
    await waitFor(isIdle('EVENTS', 'permit-workflow-work'));
    const timer = { context: 'execution', entity: 'r2', kind: 'rollback' };
    const set = await jsm.streams.getMessage('TIMERS', { last_by_subj: timerSetSubject(timer) });
    const { due = '' } = set?.json<{ due?: string }>() ?? {};
    // Not when it is too late for everybody.
    expect((await past.story('r2')).at(-1)?.data).toMatchObject({ until: due });
    service.clock.offset = 6 * MINUTE;
    await timers.set({ ...timer, due: after(0) });
    const isWithdrawn = async (): Promise<boolean> =>
      (await typesOf('r2')).includes('execution.rollback-withdrawn');
    await waitFor(isWithdrawn);
    expect((await past.story('r2')).at(-1)).toMatchObject({
      type: 'execution.rollback-withdrawn',
      actor: 'timer',
      data: { workerId: 'deployer-3', kind: 'emergency-over' },
    });
  });

  test('has failed to be undone, and is closed', async () => {
    await service.close();
    service = await serve(nats);
    await permitted('r1');
    await start('r1');
    await complete({ taskId: 'r1', outcome: 'failure', lastSeq: 0 });
    await waitFor(isIdle('EVENTS', 'permit-workflow-work'));
    service.clock.offset = 20 * MINUTE;
    await timers.set({ context: 'execution', entity: 'r1', kind: 'rollback', due: after(0) });
    const closed = async (): Promise<boolean> =>
      (await past.story('r1')).some(({ type }) => type === 'permit.closed');
    await waitFor(closed);
    expect((await past.story('r1')).slice(9)).toMatchObject([
      {
        type: 'execution.rollback-failed',
        actor: 'timer',
        data: { kind: 'timeout', workerId: 'deployer-3' },
      },
      { type: 'permit.closed', actor: 'timer' },
    ]);
  });
});

describe('a worker that has lost its certification', () => {
  const asOther = <N extends CommandName & keyof CommandResults>(name: N) =>
    as(name, 'deployer-9', () => other);
  let other: NatsConnection;
  let owner: NatsConnection;
  const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

  beforeAll(async () => {
    service.clock.offset = 0;
    const { definition } = golden('worker.registered').body as { definition: object };
    await past.happened(
      'worker-registry',
      'deployer-9',
      {
        type: 'worker.registered',
        data: { definition: { ...definition, owners: ['dora'] }, sha256: sha('9') },
      } as never,
      { type: 'worker.certified', data: { level: 3, basis: 'bootstrap', probation: true } } as never,
    );
    await past.happened(
      'worker-registry',
      'scout-9',
      {
        type: 'worker.registered',
        data: { definition: { ...definition, capabilities: ['observe'] }, sha256: sha('8') },
      } as never,
      { type: 'worker.certified', data: { level: 3, basis: 'bootstrap', probation: true } } as never,
    );
    await past.happened('permit-workflow', 'dora', enrolled(['security-lead']) as never);
    other = await nats.connectAs('deployer-9', 'worker');
    owner = await nats.connectAs('dora', 'person');
    await permitted('c1');
    await start('c1');
    await propose({ taskId: 'c1', seq: 1, ...deploy });
    await complete({ taskId: 'c1', outcome: 'failure', lastSeq: 0 });
    await past.happened('worker-registry', 'deployer-3', {
      type: 'worker.certification-suspended',
      data: { kind: 'operator' },
    } as never);
  });

  test('undoes nothing from that moment on, and loses the grant', async () => {
    expect(await heartbeat({ taskId: 'c1', tokens: 0 })).toEqual({ taskId: 'c1', continue: false });
    const again = await start('c1').catch((error: unknown) => error);
    expect(again).toMatchObject({ message: expect.stringContaining('WORKER_NOT_ELIGIBLE') });
    const isWithdrawn = async (): Promise<boolean> =>
      (await typesOf('c1')).includes('execution.rollback-withdrawn');
    await waitFor(isWithdrawn);
    expect((await past.story('c1')).at(-1)).toMatchObject({
      type: 'execution.rollback-withdrawn',
      data: { workerId: 'deployer-3', kind: 'certification' },
    });
  });

  test('does not make way for one that cannot do what the task asks for', async () => {
    expect(await assign({ taskId: 'c1', workerId: 'scout-9' }).catch(messageOf)).toContain(
      'WORKER_NOT_ELIGIBLE: scout-9 lacks the capability deploy',
    );
  });

  test('makes way for another, which goes on with the next number, and evidence is taken from both', async () => {
    await assign({ taskId: 'c1', workerId: 'deployer-9' });
    expect((await past.story('c1')).at(-1)).toMatchObject({
      type: 'execution.rollback-granted',
      data: { workerId: 'deployer-9', trust: 'supervised' },
    });
    expect(await asOther('execution.heartbeat')({ taskId: 'c1', tokens: 0 })).toMatchObject({
      continue: false,
      duty: 'rollback',
      token: expect.any(String),
    });
    const undone = { seq: 2, ...restore };
    const asked = { taskId: 'c1', ...undone };
    expect(await asOther('execution.propose')(asked)).toMatchObject({ decision: 'waiting' });
    // Nobody asked whom it belongs to when the permit was requested.
    const byOwner = await as(
      'execution.confirm',
      'dora',
      () => owner,
    )({ taskId: 'c1', seq: 2 }).catch(messageOf);
    expect(byOwner).toContain('SEPARATION_OF_DUTIES');
    await confirm({ taskId: 'c1', seq: 2 });
    expect(await asOther('execution.propose')(asked)).toMatchObject({ decision: 'permitted' });
    const late = { taskId: 'c1', actions: [{ seq: 1, ...deploy, status: 'failed' as const }] };
    expect(await record(late)).toEqual({ taskId: 'c1', lastSeq: 1, continue: false });
    const done = { taskId: 'c1', actions: [{ ...undone, status: 'done' as const }] };
    expect(await asOther('execution.record')(done)).toEqual({
      taskId: 'c1',
      lastSeq: 2,
      continue: true,
      duty: 'rollback',
    });
    expect(await asOther('execution.report-rollback')({ taskId: 'c1', outcome: 'done' })).toMatchObject({
      state: 'CLOSED',
    });
    expect((await past.story('c1')).at(-1)).toMatchObject({
      data: { summary: { actions: 2, violations: 1 } },
    });
  });
});

test('nothing went wrong on the way', () => {
  expect(service.fatal).toEqual([]);
});
