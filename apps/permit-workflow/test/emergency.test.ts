import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { alertSubject } from '@guildhall/contracts';
import type {
  Alert,
  CommandName,
  CommandPayload,
  CommandResults,
  PolicyPublished,
  Reply,
  WorkerRegistered,
} from '@guildhall/contracts';
import { startNats, waitFor } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import type { NatsConnection } from '@nats-io/transport-node';
import { golden } from '../../../libs/contracts/test/golden.js';
import { ask, pastOf, serve } from './support/service.js';
import type { Past, Served } from './support/service.js';

jest.setTimeout(60_000);

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

let nats: TestNats;
let past: Past;
let service: Served;
const connections = new Map<string, NatsConnection>();
const alerts: Alert[] = [];

const send = <N extends CommandName & keyof CommandResults>(
  caller: string,
  name: N,
  payload: CommandPayload<N>,
): Promise<Reply<CommandResults[N]>> => {
  const nc = connections.get(caller);
  if (!nc) throw new Error(`${caller} is not connected`);
  return ask(nc, caller, name, payload);
};

const request = (caller: string, emergencyId: string, workerId: string, incident = `INC-${emergencyId}`) =>
  send(caller, 'emergency.request', { emergencyId, incident, workerId, reason: 'It burns, and burns on.' });
const approve = (emergencyId: string) => send('ivan', 'emergency.approve', { emergencyId });
const review = (emergencyId: string) =>
  send('carol', 'emergency.review', {
    emergencyId,
    report: 'A configuration change had removed the payment routes.',
    lessons: 'Routes are part of the canary from now on.',
  });

const codeOf = (reply: Reply): string => (reply.ok ? 'ok' : reply.error.code);

const storyOf = async (emergencyId: string): Promise<string[]> =>
  (await past.read('emergency', emergencyId, { fresh: true })).events.map(({ type }) => type);

/** One master and one worker for each story, of owners who own nothing else: no review is owed by another story. */
const burning = async (name: string): Promise<{ master: string; worker: string }> => {
  const { definition } = golden('worker.registered').body as WorkerRegistered;
  const [master, worker] = [`${name}-master`, `${name}-worker`];
  await past.happened(
    'worker-registry',
    worker,
    {
      type: 'worker.registered',
      data: {
        definition: { ...definition, workerId: worker, owners: [`${name}-owner`] },
        sha256: 'd'.repeat(64),
      },
    },
    { type: 'worker.certified', data: { level: 2, basis: 'bootstrap', probation: true } },
  );
  await past.happened('worker-registry', master, {
    type: 'master.registered',
    data: { masterId: master, level: 3, owners: [`${name}-owner`] },
  });
  connections.set(master, await nats.connectAs(master, 'master'));
  return { master, worker };
};

const enrol = async (id: string, role: 'operator' | 'incident-commander' | 'security-lead') => {
  const { personal } = golden('directory.enrolled').body as { personal: never };
  await past.happened('permit-workflow', id, {
    type: 'directory.enrolled',
    data: { roles: [role], personal },
  });
  connections.set(id, await nats.connectAs(id, role === 'operator' ? 'operator' : 'person'));
};

beforeAll(async () => {
  nats = await startNats();
  past = await pastOf(nats);
  await past.happened('risk-assessment', 'default', {
    type: 'policy.published',
    data: golden('policy.published').body as PolicyPublished,
  });
  await enrol('oscar', 'operator');
  await enrol('ivan', 'incident-commander');
  await enrol('carol', 'security-lead');
  const listening = connections.get('oscar');
  listening?.subscribe('alert.>', {
    callback: (_, message) => {
      alerts.push(message.json<Alert>());
    },
  });
  await listening?.flush();
  service = await serve(nats);
});

afterAll(async () => {
  await service.close();
  await nats[Symbol.asyncDispose]();
});

describe('an emergency', () => {
  test('is asked for, approved, ended and reviewed; until then those of it start no other', async () => {
    const { master, worker } = await burning('one');
    expect(await request(master, 'em-1', worker)).toMatchObject({
      ok: true,
      result: { emergencyId: 'em-1', state: 'REQUESTED' },
    });
    const before = Date.now();
    const approved = await approve('em-1');
    if (!approved.ok) throw new Error(approved.error.message);
    const { expiresAt = '', ...result } = approved.result;
    expect(result).toEqual({ emergencyId: 'em-1', state: 'APPROVED' });
    expect(Date.parse(expiresAt) - before - HOUR).toBeGreaterThanOrEqual(0);
    expect(Date.parse(expiresAt) - Date.now() - HOUR).toBeLessThanOrEqual(0);
    expect(codeOf(await request(master, 'em-2', worker))).toBe('REVIEW_DEBT');
    expect(await send('ivan', 'emergency.end', { emergencyId: 'em-1' })).toMatchObject({
      ok: true,
      result: { emergencyId: 'em-1', state: 'ENDED', expiresAt },
    });
    expect(codeOf(await request(master, 'em-2', worker))).toBe('REVIEW_DEBT');
    expect(codeOf(await review('em-1'))).toBe('ok');
    expect(codeOf(await request(master, 'em-2', worker))).toBe('ok');
    expect(await storyOf('em-1')).toEqual([
      'emergency.requested',
      'emergency.approved',
      'emergency.ended',
      'emergency.reviewed',
    ]);
  });

  test('lapses where no commander agrees in time', async () => {
    const { master, worker } = await burning('two');
    // By the clock of the machine, it lapses in a second.
    service.clock.offset = SECOND - 15 * MINUTE;
    expect(codeOf(await request(master, 'em-lapsing', worker))).toBe('ok');
    service.clock.offset = 0;
    await waitFor(async () => (await storyOf('em-lapsing')).length === 2);
    expect(await storyOf('em-lapsing')).toEqual(['emergency.requested', 'emergency.lapsed']);
    expect(codeOf(await approve('em-lapsing'))).toBe('INVALID_STATE');
  });

  test('ends when its time is over, and is said to be overdue for review', async () => {
    const { master, worker } = await burning('three');
    service.clock.offset = SECOND - 72 * HOUR;
    expect(codeOf(await request(master, 'em-over', worker))).toBe('ok');
    expect(codeOf(await approve('em-over'))).toBe('ok');
    service.clock.offset = 0;
    await waitFor(() => alerts.length > 0, { within: 20_000 });
    expect(await storyOf('em-over')).toEqual([
      'emergency.requested',
      'emergency.approved',
      'emergency.ended',
    ]);
    const { position } = (await past.read('emergency', 'em-over')).events.at(-1) ?? {};
    const [alert] = alerts;
    expect(alert).toEqual({
      kind: 'review-debt',
      severity: 'warning',
      at: expect.any(String),
      summary:
        'The emergency em-over (INC-em-over) has not been reviewed in time: until it is, three-master, ' +
        'three-worker and their owners can start no other.',
      position,
      links: [{ rel: 'emergency', href: 'emergency.list' }],
      to: ['security-lead'],
    });
    expect(alertSubject('review-debt', 'em-over')).toBe('alert.review-debt.em-over');
    expect(codeOf(await review('em-over'))).toBe('ok');
  });

  test('is approved once where two that owe each other a review are approved at the same time', async () => {
    const { master, worker } = await burning('four');
    const ids = ['em-a', 'em-b', 'em-c', 'em-d'];
    for (const id of ids) expect(codeOf(await request(master, id, worker, 'INC-4'))).toBe('ok');
    const codes = (await Promise.all(ids.map(approve))).map(codeOf).sort();
    expect(codes).toEqual(['REVIEW_DEBT', 'REVIEW_DEBT', 'REVIEW_DEBT', 'ok']);
  });

  test('is not for everybody, and each refusal on grounds of right is on record', async () => {
    const { master, worker } = await burning('five');
    expect(codeOf(await request('ivan', 'em-5', worker))).toBe('FORBIDDEN');
    expect(codeOf(await request(master, 'em-5', 'nobody'))).toBe('NOT_FOUND');
    expect(codeOf(await request('oscar', 'em-5', worker))).toBe('ok');
    expect(codeOf(await send('oscar', 'emergency.approve', { emergencyId: 'em-5' }))).toBe('FORBIDDEN');
    expect(codeOf(await request(master, 'em-5', worker))).toBe('ALREADY_EXISTS');
    expect(codeOf(await review('em-5'))).toBe('INVALID_STATE');
    expect(codeOf(await approve('em-unknown'))).toBe('NOT_FOUND');
  });
});
