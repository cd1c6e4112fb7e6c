import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { signingKeyOf } from '@guildhall/broker';
import { waitFor } from '@guildhall/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SignJWT, createLocalJWKSet, importJWK, jwtVerify } from 'jose';
import type { JSONWebKeySet, JWK } from 'jose';
import { problemsOf } from './check-log.js';
import { typesOf } from './flow/words.js';
import { AtWork, announced, decisionOf, recorded } from './support/at-work.js';
import { sha256 } from './support/canonical.js';
import { Guild, startOf } from './support/guild.js';
import { textOf } from './support/log-event.js';
import type { JsonObject, LogEvent } from './support/log-event.js';
import { granted, refused } from './support/participant.js';
import { deployment, reversibleDeployment } from './support/tasks.js';

const WORKER = 'deployer-3';
/** Who confirms what it announces. */
const WATCHER = 'carol';

let guild: Guild;
beforeAll(async () => {
  guild = await Guild.start();
}, 60_000);
afterAll(() => guild[Symbol.asyncDispose]());

/** A worker that has begun a task, and what it was answered. */
const begins = async (task: JsonObject): Promise<{ work: AtWork; answer: JsonObject; digest: string }> => {
  const asked = await guild.askedFor(task);
  granted(await guild.approve('bob', 'engineering-director', asked));
  granted(await guild.approve('carol', 'security-lead', asked));
  const { result } = granted(await guild.command(WORKER, 'permit.start', startOf(asked)));
  return { work: new AtWork(guild, WORKER, asked.taskId), answer: result, digest: asked.permitDigest };
};

const deploy = (seq: number, taskId: string) => ({ seq, action: 'deploy', target: `service:${taskId}` });
const restore = (seq: number, taskId: string) => ({ seq, action: 'restore', target: `service:${taskId}` });

/** What the log says of the work from its start on. */
const workOf = async (taskId: string): Promise<LogEvent[]> => {
  const story = await guild.story(taskId);
  return story.slice(story.findIndex(({ type }) => type === 'permit.execution-started') + 1);
};

const positionsOf = (events: readonly LogEvent[], ...types: string[]): number[] =>
  events.filter(({ type }) => types.includes(type)).map(({ position }) => position);

describe('a token', () => {
  /** The key that the worker logs in with, as it has it. */
  const ownKey = () => {
    const creds = readFileSync(join(guild.system.home, 'creds', `${WORKER}.creds`), 'utf8');
    const [seed = ''] = /^SU[A-Z2-7]{56}$/m.exec(creds) ?? [];
    return signingKeyOf(seed);
  };

  /** What a tool knows that has nothing but the published keys. */
  const verify = async (token: string, keys: JsonObject) => {
    const published = createLocalJWKSet(keys as unknown as JSONWebKeySet);
    const checks = { issuer: 'guildhall', typ: 'guildhall-permit+jwt', algorithms: ['Ed25519'] };
    return (await jwtVerify(token, published, checks)).payload;
  };

  test('of the start and of each heartbeat is verified offline, with the proof of who it was given to', async () => {
    const { work, answer, digest } = await begins(deployment('token-1'));
    const keys = granted(await guild.query('judy', 'directory.jwks')).result;
    const claims = await verify(textOf(answer, 'token'), keys);
    expect(claims).toMatchObject({
      sub: WORKER,
      permitDigest: digest,
      authorization_details: [
        {
          type: 'guildhall_permit',
          taskId: 'token-1',
          actions: ['deploy'],
          resources: ['service:token-1'],
          environment: 'production',
        },
      ],
    });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(120);

    const proof = await new SignJWT({ jti: claims.jti ?? '', sha256: sha256('PUT /token-1') })
      .setProtectedHeader({ alg: 'Ed25519', typ: 'guildhall-proof+jwt' })
      .setIssuedAt()
      .sign(ownKey().privateKey);
    const { jwk } = claims['cnf'] as { jwk: JWK };
    expect((await jwtVerify(proof, await importJWK(jwk, 'Ed25519'))).payload).toMatchObject({
      jti: claims.jti,
      sha256: sha256('PUT /token-1'),
    });

    const { result } = granted(await work.heartbeat());
    const next = await verify(textOf(result, 'token'), keys);
    expect(next.jti).not.toBe(claims.jti);
    expect({ ...next, jti: 0, iat: 0, nbf: 0, exp: 0 }).toEqual({
      ...claims,
      jti: 0,
      iat: 0,
      nbf: 0,
      exp: 0,
    });

    const [head, , signature] = textOf(result, 'token').split('.');
    const forged = Buffer.from(JSON.stringify({ ...next, sub: 'scout-0' })).toString('base64url');
    await expect(verify(`${head}.${forged}.${signature}`, keys)).rejects.toThrow('signature verification');

    granted(await work.complete(0));
    expect(granted(await work.heartbeat()).result).toEqual({ taskId: 'token-1', continue: false });
    // Neither the tokens nor the heartbeats are in the log.
    expect(typesOf(await workOf('token-1'))).toEqual(['permit.completed', 'permit.closed']);
  });
});

describe('a limit of 1% on errors', () => {
  const rate = (errorRate: number, requests: number) => ({ errorRate, requests });

  test('that 2% break takes the permit back; what was done is undone under a grant for that alone', async () => {
    const taskId = 'errors-1';
    const { work } = await begins(reversibleDeployment(taskId));
    expect(await work.do(deploy(1, taskId), WATCHER)).toEqual(['waiting', 'permitted']);
    // Too few to be a rate, and too little to be too much.
    expect(granted(await work.heartbeat(rate(0.02, 19))).result['continue']).toBe(true);
    expect(granted(await work.heartbeat(rate(0.01, 1000))).result['continue']).toBe(true);
    const told = granted(await work.heartbeat(rate(0.02, 1000))).result;
    expect(told).toMatchObject({ continue: false, duty: 'rollback' });

    const broken = (await workOf(taskId)).slice(3);
    expect(broken).toMatchObject([
      {
        type: 'permit.violation-detected',
        data: { rule: 'max_error_rate', onViolation: 'rollback-and-revoke' },
      },
      { type: 'permit.revoked', data: { severity: 'critical', reason: { kind: 'violation' } } },
      { type: 'execution.rollback-granted', data: { workerId: WORKER, actions: ['restore'] } },
    ]);
    const [first = 0] = broken.map(({ position }) => position);
    expect(broken.map(({ position }) => position)).toEqual([first, first + 1, first + 2]);

    expect(decisionOf(await work.propose(deploy(2, taskId)))).toBe('refused');
    expect(await work.do(restore(2, taskId), WATCHER)).toEqual(['waiting', 'permitted']);
    expect(granted(await work.say('execution.report-rollback', { outcome: 'done' })).result['state']).toBe(
      'CLOSED',
    );
    const end = await workOf(taskId);
    expect(end.at(-1)).toMatchObject({ type: 'permit.closed', data: { summary: { outcome: 'revoked' } } });
    expect(typesOf(end).filter((type) => type === 'execution.rolled-back')).toHaveLength(1);
    expect(decisionOf(await work.propose(restore(3, taskId)))).toBe('refused');
  });
});

describe('an action', () => {
  test('out of scope is refused, and what is said about the work afterwards is kept', async () => {
    const taskId = 'scope-1';
    const { work } = await begins(deployment(taskId, { reversibility: 'full' }));
    granted(await work.propose(deploy(1, taskId)));
    granted(await guild.command(WATCHER, 'execution.confirm', { taskId, seq: 1 }));
    granted(await work.record(deploy(1, taskId)));
    granted(await work.propose(deploy(2, taskId)));
    granted(await work.record(deploy(2, taskId), 'rejected'));
    const elsewhere = { seq: 3, action: 'deploy', target: 'service:billing' };
    expect(granted(await work.propose(elsewhere)).result).toEqual({
      taskId,
      seq: 3,
      decision: 'refused',
      reason: expect.stringContaining('service:billing is not in the scope'),
    });
    const events = await workOf(taskId);
    expect(events.slice(5)).toMatchObject([
      { type: 'permit.violation-detected', data: { rule: 'scope', seq: 3 } },
      { type: 'permit.revoked', data: { reason: { kind: 'violation' } } },
      { type: 'permit.closed', data: { summary: { outcome: 'revoked', actions: 2, violations: 1 } } },
    ]);
    expect(granted(await work.record(elsewhere, 'rejected')).result).toEqual({
      taskId,
      lastSeq: 3,
      continue: false,
    });
    expect((await workOf(taskId)).at(-1)).toMatchObject({
      type: 'execution.action-recorded',
      data: { late: true },
    });
  });

  test('has its number: the same again is answered again, another one is a gap, and no other content', async () => {
    const taskId = 'order-1';
    const { work } = await begins(deployment(taskId, { reversibility: 'full' }));
    const first = deploy(1, taskId);
    expect(refused(await work.propose(deploy(2, taskId))).code).toBe('SEQUENCE_GAP');
    expect(decisionOf(await work.propose(first))).toBe('waiting');
    expect(decisionOf(await work.propose(first))).toBe('waiting');
    expect(refused(await work.propose(deploy(2, taskId))).code).toBe('SEQUENCE_GAP');
    const changed = { ...announced(first), inputDigest: 'b'.repeat(64) };
    expect(decisionOf(await work.say('execution.propose', changed))).toBe('refused');
    expect(await workOf(taskId)).toMatchObject([
      { type: 'execution.action-proposed' },
      { type: 'permit.violation-detected', data: { rule: 'changed', seq: 1 } },
      { type: 'permit.revoked' },
      { type: 'permit.closed' },
    ]);
    const follows = async () =>
      (await guild.entity('worker', WORKER)).filter(({ headers }) => headers['ce-correlationid'] === taskId);
    await waitFor(async () => (await follows()).length > 1);
    expect(await follows()).toMatchObject([
      { type: 'worker.incident-reported', data: { severity: 'major', kind: 'bypass', taskId } },
      { type: 'worker.trust-reset', data: { reason: { kind: 'bypass' } } },
    ]);
  });

  test('that was done before it was confirmed is on record, and a violation', async () => {
    const taskId = 'leave-1';
    const { work } = await begins(deployment(taskId, { reversibility: 'full' }));
    granted(await work.propose(deploy(1, taskId)));
    const { result } = granted(await work.say('execution.record', recorded(deploy(1, taskId))));
    expect(result).toEqual({ taskId, lastSeq: 1, continue: false });
    const events = await workOf(taskId);
    expect(events.slice(1)).toMatchObject([
      { type: 'execution.action-recorded' },
      { type: 'permit.violation-detected', data: { rule: 'unconfirmed', seq: 1 } },
      { type: 'permit.revoked' },
      { type: 'permit.closed' },
    ]);
    const [at = 0] = positionsOf(events, 'execution.action-recorded');
    expect(positionsOf(events, 'permit.violation-detected', 'permit.revoked', 'permit.closed')).toEqual([
      at + 1,
      at + 2,
      at + 3,
    ]);
  });
});

test('a record that is missing in the end is a violation', async () => {
  const { work } = await begins(deployment('end-1', { reversibility: 'full' }));
  granted(await work.propose(deploy(1, 'end-1')));
  expect(granted(await work.complete(1)).result['state']).toBe('CLOSED');
  expect((await workOf('end-1')).slice(1)).toMatchObject([
    { type: 'permit.violation-detected', data: { rule: 'missing-record', seq: 1 } },
    { type: 'permit.revoked' },
    { type: 'permit.closed' },
  ]);
});

test('the log is whole', async () => {
  expect(problemsOf(await guild.log())).toEqual([]);
});
