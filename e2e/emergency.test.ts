import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { problemsOf } from './check-log.js';
import { typesOf } from './flow/words.js';
import { AtWork } from './support/at-work.js';
import { Guild, startOf } from './support/guild.js';
import type { Asked } from './support/guild.js';
import { textOf } from './support/log-event.js';
import type { JsonObject } from './support/log-event.js';
import { granted, refused } from './support/participant.js';
import { incidentResponse } from './support/tasks.js';

const MASTER = 'development-master';
const WORKER = 'deployer-2';
const REPORT = {
  report: 'The connection pool of the checkout was exhausted, and it was started again.',
  lessons: 'The pool has an alert of its own from now on.',
};

let guild: Guild;
beforeAll(async () => {
  guild = await Guild.start();
}, 60_000);
afterAll(() => guild[Symbol.asyncDispose]());

const request = (emergencyId: string, incident: string) =>
  guild.command(MASTER, 'emergency.request', {
    emergencyId,
    incident,
    workerId: WORKER,
    reason: 'Checkout is down for a segment of customers.',
  });

const by = (who: string, verb: string, emergencyId: string, more: JsonObject = {}) =>
  guild.command(who, `emergency.${verb}`, { emergencyId, ...more });

/** A running emergency: when it ends. */
const approved = async (emergencyId: string, incident: string): Promise<string> => {
  expect(granted(await request(emergencyId, incident)).result['state']).toBe('REQUESTED');
  const { result } = granted(await by('ivan', 'approve', emergencyId));
  expect(result['state']).toBe('APPROVED');
  return textOf(result, 'expiresAt');
};

/** A permit of the emergency that a commander gave. */
const issued = async (taskId: string, emergencyId: string): Promise<Asked> => {
  const asked = await guild.askedFor(incidentResponse(taskId, emergencyId), MASTER);
  granted(await guild.approve('ivan', 'incident-commander', asked));
  return asked;
};

test('an emergency from incident to review', async () => {
  await guild.publish(MASTER, incidentResponse('too-early', 'em-1'));
  const early = await guild.ear.first(
    'the refusal of too-early',
    ({ type, data }) => type === 'task.refused' && data['taskId'] === 'too-early',
  );
  expect(early.data).toMatchObject({ errors: [{ pointer: '/emergencyId' }] });

  granted(await request('em-1', 'INC-42'));
  expect(refused(await by('carol', 'approve', 'em-1')).code).toBe('FORBIDDEN');
  const { result } = granted(await by('ivan', 'approve', 'em-1'));
  const expiresAt = textOf(result, 'expiresAt');
  const certified = await guild.ear.event('worker.emergency-certified', WORKER);
  expect(certified.data).toMatchObject({ emergencyId: 'em-1', expiresAt });

  // It is certified for level 2: it gets this because of the emergency alone.
  const asked = await guild.askedFor(incidentResponse('stop-1', 'em-1'), MASTER);
  expect(asked.event.data['terms']).toMatchObject({
    level: 3,
    workerId: WORKER,
    trust: 'supervised',
    plan: [{ stage: 'incident', roles: { 'incident-commander': 1 } }],
    assessment: { path: 'emergency' },
  });
  expect(refused(await guild.approve('carol', 'security-lead', asked)).code).toBe('FORBIDDEN');
  granted(await guild.approve('ivan', 'incident-commander', asked));
  const given = await guild.ear.event('permit.issued', 'stop-1');
  expect(given.data).toMatchObject({
    approvedBy: [{ approver: 'ivan', role: 'incident-commander' }],
    window: { notAfter: expiresAt },
    trust: 'supervised',
  });

  granted(await guild.command(WORKER, 'permit.start', startOf(asked)));
  const work = new AtWork(guild, WORKER, 'stop-1');
  const restart = { seq: 1, action: 'restart', target: 'service:stop-1' };
  granted(await work.propose(restart));
  // She owns the worker.
  expect(refused(await guild.command('olivia', 'execution.confirm', { taskId: 'stop-1', seq: 1 })).code).toBe(
    'SEPARATION_OF_DUTIES',
  );
  expect(await work.do(restart, 'ivan')).toEqual(['waiting', 'permitted']);
  expect(granted(await work.complete(1)).result['state']).toBe('CLOSED');

  expect(refused(await by('carol', 'review', 'em-1', REPORT)).code).toBe('INVALID_STATE');
  granted(await by('ivan', 'end', 'em-1'));
  expect((await guild.ear.event('worker.emergency-ended', WORKER)).data).toMatchObject({
    emergencyId: 'em-1',
  });
  expect(typesOf(await guild.story('stop-1'))).toEqual([
    'task.assessed',
    'assignment.made',
    'permit.requested',
    'refusal.refused',
    'permit.review-started',
    'permit.approval-recorded',
    'permit.approved',
    'permit.issued',
    'permit.execution-started',
    'execution.action-proposed',
    'refusal.refused',
    'execution.action-confirmed',
    'execution.action-recorded',
    'permit.completed',
    'permit.closed',
  ]);
});

test('another one is refused until the first is reviewed by somebody who had no part in it', async () => {
  expect(refused(await request('em-2', 'INC-43')).code).toBe('REVIEW_DEBT');
  // Neither another master of the same owner, nor another worker for the same incident.
  for (const [master, incident] of [
    ['security-master', 'INC-43'],
    ['cicd-master', 'INC-42'],
  ])
    expect(
      refused(
        await guild.command(`${master}`, 'emergency.request', {
          emergencyId: 'em-2',
          incident,
          workerId: 'deployer-3',
          reason: 'Checkout is down once more.',
        }),
      ).code,
    ).toBe('REVIEW_DEBT');

  expect(refused(await by('ivan', 'review', 'em-1', REPORT)).code).toBe('FORBIDDEN');
  expect(granted(await by('carol', 'review', 'em-1', REPORT)).result['state']).toBe('REVIEWED');
  await approved('em-2', 'INC-43');
  expect(typesOf(await guild.entity('emergency', 'em-1'))).toEqual([
    'emergency.requested',
    'emergency.approved',
    'emergency.ended',
    'emergency.reviewed',
  ]);
});

test('what is permitted in an emergency that ends is revoked, whether it was begun or not', async () => {
  const begun = await issued('stop-2', 'em-2');
  granted(await guild.command(WORKER, 'permit.start', startOf(begun)));
  const unused = await issued('stop-3', 'em-2');
  const waiting = await guild.askedFor(incidentResponse('stop-4', 'em-2'), MASTER);
  granted(await by('ivan', 'end', 'em-2'));

  const ended = await guild.ear.event('emergency.ended', 'em-2');
  for (const taskId of ['stop-2', 'stop-3']) {
    const revoked = await guild.ear.event('permit.revoked', taskId);
    expect(revoked.data).toMatchObject({ severity: 'warning', reason: { kind: 'emergency-over' } });
    expect(revoked.headers['ce-causationid']).toBe(ended.headers['ce-id']);
    await guild.ear.event('permit.closed', taskId);
  }
  expect((await guild.ear.event('permit.rejected', 'stop-4')).data).toMatchObject({
    reason: { kind: 'emergency-over' },
  });
  expect(granted(await new AtWork(guild, WORKER, 'stop-2').heartbeat()).result['continue']).toBe(false);
  expect(refused(await guild.command(WORKER, 'permit.start', startOf(unused))).code).toBe('INVALID_STATE');
  expect(refused(await guild.approve('ivan', 'incident-commander', waiting)).code).toBe('INVALID_STATE');
});

test('the log is whole', async () => {
  expect(problemsOf(await guild.log())).toEqual([]);
});
