import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventIdOf, headerProblems, problemsOf, standingOf } from './check-log.js';
import { digest, sha256 } from './support/canonical.js';
import { Ear } from './support/ear.js';
import { Guild, startOf } from './support/guild.js';
import { textOf } from './support/log-event.js';
import type { JsonObject, LogEvent } from './support/log-event.js';
import { granted, refused } from './support/participant.js';
import { deployment, exploration } from './support/tasks.js';

let guild: Guild;
beforeAll(async () => {
  guild = await Guild.start();
}, 60_000);
afterAll(() => guild[Symbol.asyncDispose]());

const MASTER = 'development-master';
const REASON = { reason: 'No longer what we want' };

const namesOf = (events: readonly LogEvent[]): string[] =>
  events.map(({ type, entity, version }) => `${type} ${entity} ${version}`);
const typesOf = (events: readonly LogEvent[]): string[] => events.map(({ type }) => type);
const traceOf = ({ headers }: LogEvent): string => headers['traceparent']?.split('-')[1] ?? '';
const spanOf = ({ headers }: LogEvent): string => headers['traceparent']?.split('-')[2] ?? '';
const hashed = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The refusals on record about a task, by causation. */
const refusalsOf = async (taskId: string): Promise<LogEvent[]> =>
  (await guild.story(taskId)).filter(({ type }) => type === 'refusal.refused');

describe('the production deployment of the seed', () => {
  const taskId = 'seed-production-deployment';
  const trace = '0af7651916cd43dd8448eb211c80319c';
  const traced = { traceparent: `00-${trace}-b7ad6b7169203331-01` };
  let story: LogEvent[];

  test('is assessed, assigned and asked for; two approvals issue it; start and complete close it', async () => {
    const masterHears = await Ear.on(
      (await guild.as(MASTER)).nc,
      'evt.task.>',
      'evt.assignment.>',
      'evt.permit.>',
    );

    const seq = await guild.publish(MASTER, deployment(taskId), traced);
    const [assessed, made, requested] = await Promise.all([
      masterHears.event('task.assessed', taskId),
      masterHears.event('assignment.made', taskId),
      masterHears.event('permit.requested', taskId),
    ]);
    const permitDigest = textOf(requested.data, 'permitDigest');
    const asked = { taskId, permitDigest, event: requested };
    const byBob = granted(await guild.approve('bob', 'engineering-director', asked, { ...traced, id: 'b1' }));
    const byCarol = granted(await guild.approve('carol', 'security-lead', asked, { ...traced, id: 'c1' }));
    const issued = await masterHears.event('permit.issued', taskId);
    const start = startOf(asked);
    const started = granted(
      await guild.command('deployer-3', 'permit.start', start, { ...traced, id: 's1' }),
    );
    const complete = { taskId, outcome: 'success', summary: 'v2.1 is live', lastSeq: 0 };
    const ended = granted(
      await guild.command('deployer-3', 'permit.complete', complete, { ...traced, id: 'e1' }),
    );
    await masterHears.event('permit.closed', taskId);
    story = await guild.story(taskId);

    expect(namesOf(story)).toEqual([
      `task.assessed ${taskId} 1`,
      `assignment.made ${taskId} 1`,
      `permit.requested ${taskId} 1`,
      `permit.review-started ${taskId} 2`,
      `permit.approval-recorded ${taskId} 3`,
      `permit.approval-recorded ${taskId} 4`,
      `permit.approved ${taskId} 5`,
      `permit.issued ${taskId} 6`,
      `permit.execution-started ${taskId} 7`,
      `permit.completed ${taskId} 8`,
      `permit.closed ${taskId} 9`,
    ]);
    expect(namesOf(masterHears.heard)).toEqual(namesOf(story));
    const id = ({ headers }: LogEvent): string => headers['ce-id'] ?? '';
    expect(
      story.map(({ headers }) => [headers['ce-source'], headers['ce-actor'], headers['ce-causationid']]),
    ).toEqual([
      ['/guildhall/risk-assessment', MASTER, `intake:${seq}:${textOf(assessed.data, 'receivedAt')}`],
      ['/guildhall/worker-registry', MASTER, id(assessed)],
      ['/guildhall/permit-workflow', MASTER, id(made)],
      ['/guildhall/permit-workflow', 'bob', 'bob:b1'],
      ['/guildhall/permit-workflow', 'bob', 'bob:b1'],
      ['/guildhall/permit-workflow', 'carol', 'carol:c1'],
      ['/guildhall/permit-workflow', 'carol', 'carol:c1'],
      ['/guildhall/permit-workflow', 'carol', 'carol:c1'],
      ['/guildhall/permit-workflow', 'deployer-3', 'deployer-3:s1'],
      ['/guildhall/permit-workflow', 'deployer-3', 'deployer-3:e1'],
      ['/guildhall/permit-workflow', 'deployer-3', 'deployer-3:e1'],
    ]);
    const positions = story.map(({ position }) => position);
    expect([byBob, byCarol, started, ended]).toEqual([
      { result: { taskId, state: 'UNDER_REVIEW', permitDigest }, position: positions[4] },
      { result: { taskId, state: 'ACTIVE', permitDigest }, position: positions[7] },
      { result: { taskId, state: 'EXECUTING', permitDigest }, position: positions[8] },
      { result: { taskId, state: 'CLOSED', permitDigest }, position: positions[10] },
    ]);
    expect(issued.data['approvedBy']).toEqual([
      { approver: 'bob', role: 'engineering-director' },
      { approver: 'carol', role: 'security-lead' },
    ]);
  });

  test('every event has the headers of 6.3, an id made of its cause, and the trace it came with', () => {
    expect(story.flatMap(headerProblems)).toEqual([]);
    expect(story.map(({ headers }) => headers['ce-id'])).toEqual(
      story.map(({ headers, context }, index) => {
        const cause = headers['ce-causationid'] ?? '';
        const earlier = story.slice(0, index).filter((other) => other.headers['ce-causationid'] === cause);
        return eventIdOf(cause, context, taskId, earlier.length + 1);
      }),
    );
    for (const event of story) {
      expect(event.headers['ce-correlationid']).toBe(taskId);
      expect(event.headers['Nats-Sequence']).toBe(String(event.position));
      expect(traceOf(event)).toBe(trace);
    }
    // Each decision is a span of its own, shared by the events of its append.
    const spans = new Set(story.map(spanOf));
    expect(spans.size).toBe(7);
    expect(spans).not.toContain('b7ad6b7169203331');
  });

  test('was heard live once, with the very bytes and positions of the log', () => {
    const heard = guild.ear.heard.filter(({ headers }) => headers['ce-correlationid'] === taskId);
    const bare = ({ subject, position, body, headers }: LogEvent) => ({
      subject,
      position,
      body,
      id: headers['ce-id'],
    });
    expect(heard.map(bare)).toEqual(story.map(bare));
  });

  test('its digest is that of its terms, which are the same when asked for and when issued', () => {
    const [requested, issued] = ['permit.requested', 'permit.issued'].map(
      (type) => story.find((event) => event.type === type)?.data,
    );
    expect(requested?.['permitDigest']).toBe(digest(requested?.['terms'] ?? null));
    expect(issued?.['permitDigest']).toBe(requested?.['permitDigest']);
    expect(issued?.['terms']).toEqual(requested?.['terms']);
    expect(requested?.['terms']).toMatchObject({
      v: 1,
      taskId,
      request: deployment(taskId),
      requestedBy: MASTER,
      workerId: 'deployer-3',
      level: 3,
      plan: [{ stage: 'leadership', roles: { 'engineering-director': 1, 'security-lead': 1 } }],
      mayNotApprove: ['olivia'],
      overlaps: [],
    });
  });

  test('ends with a summary', () => {
    const stored = (type: string): string =>
      new Date(story.find((event) => event.type === type)?.storedAt ?? 0).toISOString();
    expect(story.at(-1)?.data).toEqual({
      summary: {
        taskId,
        workerId: 'deployer-3',
        requestedBy: MASTER,
        level: 3,
        outcome: 'success',
        approvedBy: ['bob', 'carol'],
        requestedAt: stored('permit.requested'),
        issuedAt: stored('permit.issued'),
        startedAt: stored('permit.execution-started'),
        endedAt: expect.any(String),
        actions: 0,
        violations: 0,
      },
    });
  });

  test('is told by the queries, each up to the position it was asked for', async () => {
    const after = story.at(-1)?.position ?? 0;
    const task = granted(await guild.query(MASTER, 'task.get', { taskId, after }));
    const permit = granted(await guild.query('bob', 'permit.get', { taskId, after }));
    const told = granted(await guild.query('judy', 'task.story', { taskId, after }));
    expect(task.result).toMatchObject({
      taskId,
      status: 'assigned',
      permit: 'CLOSED',
      request: deployment(taskId),
    });
    expect(permit.result).toMatchObject({ taskId, state: 'CLOSED', outcome: 'success', allowed: [] });
    expect((told.result['events'] as JsonObject[]).map(({ position, type }) => ({ position, type }))).toEqual(
      story.map(({ position, type }) => ({ position, type })),
    );
    for (const { position } of [task, permit, told]) expect(position).toBeGreaterThanOrEqual(after);
  });
});

test('a local exploration is issued by policy in four durable writes', async () => {
  await guild.publish(MASTER, exploration('fast-1'));
  const issued = await guild.ear.event('permit.issued', 'fast-1');
  expect(namesOf(await guild.story('fast-1'))).toEqual([
    'task.assessed fast-1 1',
    'assignment.made fast-1 1',
    'permit.issued fast-1 1',
  ]);
  expect(issued.data).toMatchObject({ approvedBy: 'policy' });
  expect(issued.headers['ce-actor']).toBe('policy');
});

describe('a command sent again under its id', () => {
  test('has the first result and position, and writes nothing, whatever has happened since', async () => {
    const asked = await guild.asked('again-1');
    const { taskId } = asked;
    const say = {
      bob: () => guild.approve('bob', 'engineering-director', asked, { id: 'again' }),
      carol: () => guild.approve('carol', 'security-lead', asked, { id: 'again' }),
      start: () => guild.command('deployer-3', 'permit.start', startOf(asked), { id: 'again-start' }),
      revoke: () => guild.command('oscar', 'permit.revoke', { taskId, ...REASON }, { id: 'again' }),
    };
    const first = [];
    for (const again of Object.values(say)) first.push(granted(await again()));
    const before = await guild.story(taskId);

    const second = [];
    for (const again of Object.values(say)) second.push(granted(await again()));

    expect(second).toEqual(first);
    expect(first.map(({ result }) => result['state'])).toEqual([
      'UNDER_REVIEW',
      'ACTIVE',
      'EXECUTING',
      'CLOSED',
    ]);
    expect(await guild.story(taskId)).toEqual(before);
  });

  test('is decided once, however many arrive together', async () => {
    const asked = await guild.asked('again-2');
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => guild.approve('bob', 'engineering-director', asked, { id: 'many' })),
    );
    const [first] = answers;
    expect(answers).toEqual(answers.map(() => first));
    expect(typesOf(await guild.entity('permit', 'again-2'))).toEqual([
      'permit.requested',
      'permit.review-started',
      'permit.approval-recorded',
    ]);
  });

  test('is decided anew where it was refused; its refusal is on record once', async () => {
    const asked = await guild.asked('again-3');
    const stale = { ...asked, permitDigest: 'a'.repeat(64) };
    const code = async (answer: ReturnType<Guild['approve']>) => refused(await answer).code;
    expect(await code(guild.approve('bob', 'engineering-director', stale, { id: 'anew' }))).toBe(
      'STALE_VIEW',
    );
    expect(await code(guild.approve('bob', 'engineering-director', stale, { id: 'anew' }))).toBe(
      'STALE_VIEW',
    );
    expect(await code(guild.approve('bob', 'manager', asked, { id: 'anew' }))).toBe('ROLE_NOT_HELD');
    granted(await guild.approve('bob', 'engineering-director', asked, { id: 'anew' }));
    expect((await refusalsOf('again-3')).map(({ data }) => data['code'])).toEqual(['STALE_VIEW']);
  });

  test('a task withdrawn or overridden twice is so once', async () => {
    await guild.publish(MASTER, exploration('again-4', { estimatedTokens: 20_000 }));
    await guild.ear.event('task.held', 'again-4');
    const override = {
      taskId: 'again-4',
      overrides: [{ softBlock: 'extended-tokens', justification: 'A large parser, read in one go' }],
    };
    const say = {
      override: () => guild.command(MASTER, 'task.override', override, { id: 'o' }),
      withdraw: () => guild.command(MASTER, 'task.withdraw', { taskId: 'again-4', ...REASON }, { id: 'w' }),
    };
    const first = [granted(await say.override()), granted(await say.withdraw())];
    expect([granted(await say.override()), granted(await say.withdraw())]).toEqual(first);
    expect(first.map(({ result }) => result)).toEqual([
      { taskId: 'again-4', status: 'assessed' },
      { taskId: 'again-4', status: 'withdrawn' },
    ]);
    expect(typesOf(await guild.entity('task', 'again-4'))).toEqual([
      'task.held',
      'task.overridden',
      'task.assessed',
      'task.withdrawn',
    ]);
  });
});

describe('who may not approve', () => {
  test('is refused with the first code that applies; on record where right or rule is the ground', async () => {
    const asked = await guild.asked('codes-1');
    const { taskId } = asked;
    const stale = { ...asked, permitDigest: 'b'.repeat(64) };
    const missing = { ...asked, taskId: 'codes-none' };
    const attempts: [string, string, typeof asked, string, boolean][] = [
      ['deployer-3', 'engineering-director', asked, 'FORBIDDEN', true],
      ['olivia', 'engineering-director', asked, 'SEPARATION_OF_DUTIES', true],
      ['alice', 'security-lead', stale, 'ROLE_NOT_HELD', true],
      ['bob', 'engineering-director', stale, 'STALE_VIEW', true],
      ['bob', 'engineering-director', missing, 'NOT_FOUND', false],
      ['alice', 'manager', asked, 'FORBIDDEN', true],
    ];
    for (const [who, role, what, code] of attempts)
      expect([who, refused(await guild.approve(who, role, what, { id: `codes-${code}` })).code]).toEqual([
        who,
        code,
      ]);

    const onRecord = await refusalsOf(taskId);
    expect(onRecord.map(({ data }) => [data['caller'], data['code']])).toEqual(
      attempts.filter(([, , , , recorded]) => recorded).map(([who, , , code]) => [who, code]),
    );
    const [, separation] = onRecord;
    expect(separation).toMatchObject({
      entity: `f${hashed('olivia:codes-SEPARATION_OF_DUTIES').slice(0, 20)}`,
      version: 1,
      headers: {
        'ce-source': '/guildhall/permit-workflow',
        'ce-actor': 'olivia',
        'ce-causationid': 'olivia:codes-SEPARATION_OF_DUTIES',
        'ce-correlationid': taskId,
      },
      data: {
        command: 'permit.approve',
        caller: 'olivia',
        code: 'SEPARATION_OF_DUTIES',
        about: taskId,
        details: expect.stringContaining('olivia'),
      },
    });
    expect(typesOf(await guild.entity('permit', taskId))).toEqual(['permit.requested']);
  });

  test('counts once, and only while a place is free', async () => {
    const asked = await guild.asked('codes-2');
    granted(await guild.approve('bob', 'engineering-director', asked));
    expect(refused(await guild.approve('bob', 'engineering-director', asked)).code).toBe('ALREADY_APPROVED');
    expect(refused(await guild.approve('zoe', 'engineering-director', asked)).code).toBe('ROLE_FILLED');
    granted(await guild.approve('carol', 'security-lead', asked));
    const late = refused(await guild.approve('zoe', 'engineering-director', asked));
    expect(late).toMatchObject({
      code: 'INVALID_STATE',
      message: 'The permit is ACTIVE, which allows permit.start, permit.revoke.',
    });
    expect(await refusalsOf('codes-2')).toEqual([]);
  });

  test('an owner of the master is excluded, whatever her roles', async () => {
    const asked = await guild.asked('codes-3', {}, 'cicd-master');
    expect(refused(await guild.approve('zoe', 'engineering-director', asked)).code).toBe(
      'SEPARATION_OF_DUTIES',
    );
    granted(await guild.approve('bob', 'engineering-director', asked));
  });

  test('six people in two stages agree to work of level 4, the board by its minutes', async () => {
    const task = {
      operation: 'architecture-change',
      reversibility: 'irreversible',
      capability: 'architecture',
    };
    const asked = await guild.asked('master-1', task, 'coordinator-master');
    const minutesSha256 = sha256('minutes');
    const { taskId, permitDigest } = asked;
    const cab = { taskId, role: 'cab', permitDigest };

    expect(refused(await guild.approve('dave', 'vp', asked)).code).toBe('STAGE_NOT_OPEN');
    granted(await guild.approve('heidi', 'architect', asked));
    granted(await guild.approve('carol', 'security-lead', asked));
    expect(refused(await guild.command('grace', 'permit.approve', cab))).toMatchObject({
      code: 'VALIDATION_FAILED',
      details: [{ pointer: '/minutesSha256', message: 'is missing' }],
    });
    granted(await guild.command('grace', 'permit.approve', { ...cab, minutesSha256 }));
    // The rest at once: whoever is second loses the race for a version, and is decided again.
    const rest = await Promise.all([
      guild.approve('dave', 'vp', asked),
      guild.approve('erin', 'cto', asked),
      guild.approve('frank', 'ciso', asked),
    ]);

    expect(rest.map((answer) => granted(answer).result['state']).sort()).toEqual([
      'ACTIVE',
      'UNDER_REVIEW',
      'UNDER_REVIEW',
    ]);
    const events = await guild.entity('permit', 'master-1');
    expect(typesOf(events).filter((type) => type === 'permit.issued')).toHaveLength(1);
    expect(events.filter(({ type }) => type === 'permit.approval-recorded')).toHaveLength(6);
  });
});

describe('a permit ends once', () => {
  test('rejected by one who may judge it', async () => {
    const asked = await guild.asked('end-1');
    const reject = { taskId: 'end-1', reason: 'Not before the freeze is over' };
    expect(refused(await guild.command('alice', 'permit.reject', reject)).code).toBe('FORBIDDEN');
    granted(await guild.approve('bob', 'engineering-director', asked));
    granted(await guild.command('carol', 'permit.reject', reject));
    const rejected = await guild.ear.event('permit.rejected', 'end-1');
    expect(rejected.data).toMatchObject({
      by: 'carol',
      reason: { kind: 'rejected', text: reject.reason },
      summary: { outcome: 'rejected', approvedBy: ['bob'] },
    });
    expect(refused(await guild.approve('carol', 'security-lead', asked)).code).toBe('INVALID_STATE');
    expect(refused(await guild.command('carol', 'permit.reject', reject)).code).toBe('INVALID_STATE');
  });

  test('withdrawn before anybody approved', async () => {
    await guild.asked('end-2');
    const withdraw = { taskId: 'end-2', ...REASON };
    expect(refused(await guild.command('cicd-master', 'task.withdraw', withdraw)).code).toBe('FORBIDDEN');
    granted(await guild.command(MASTER, 'task.withdraw', withdraw));
    const rejected = await guild.ear.event('permit.rejected', 'end-2');
    const withdrawn = await guild.ear.event('task.withdrawn', 'end-2');
    expect(rejected.data).toMatchObject({ reason: { kind: 'withdrawn', text: REASON.reason } });
    expect(rejected.data).not.toHaveProperty('by');
    expect(rejected.headers['ce-causationid']).toBe(withdrawn.headers['ce-id']);
    expect(refused(await guild.command(MASTER, 'task.withdraw', withdraw)).code).toBe('INVALID_STATE');
  });

  test('withdrawn while ACTIVE', async () => {
    await guild.issued('end-3');
    granted(await guild.command(MASTER, 'task.withdraw', { taskId: 'end-3', ...REASON }));
    const revoked = await guild.ear.event('permit.revoked', 'end-3');
    const closed = await guild.ear.event('permit.closed', 'end-3');
    expect(revoked.data).toEqual({ severity: 'warning', reason: { kind: 'withdrawn', text: REASON.reason } });
    expect(closed.position).toBe(revoked.position + 1);
    expect(closed.data).toMatchObject({ summary: { outcome: 'revoked', approvedBy: ['bob', 'carol'] } });
  });

  test('withdrawn while EXECUTING it goes on', async () => {
    await guild.executing('end-4');
    granted(await guild.command(MASTER, 'task.withdraw', { taskId: 'end-4', ...REASON }));
    const complete = { taskId: 'end-4', outcome: 'success', lastSeq: 0 };
    expect(granted(await guild.command('deployer-3', 'permit.complete', complete)).result['state']).toBe(
      'CLOSED',
    );
  });

  test('revoked by an operator while it is executed, heard on evt.permit.revoked.>', async () => {
    const oscarHears = await Ear.on((await guild.as('oscar')).nc, 'evt.permit.revoked.>');
    const { taskId } = await guild.executing('end-5');
    const revoke = { taskId, reason: 'Error rate of the canary', severity: 'critical' };
    const complete = { taskId, outcome: 'success', lastSeq: 0 };
    expect(refused(await guild.command('alice', 'permit.revoke', revoke)).code).toBe('FORBIDDEN');
    expect(granted(await guild.command('oscar', 'permit.revoke', revoke)).result['state']).toBe('CLOSED');
    expect((await oscarHears.event('permit.revoked', taskId)).data).toEqual({
      by: 'oscar',
      severity: 'critical',
      reason: { kind: 'person', text: revoke.reason },
    });
    expect(refused(await guild.command('oscar', 'permit.revoke', revoke)).code).toBe('INVALID_STATE');
    expect(refused(await guild.command('deployer-3', 'permit.complete', complete)).code).toBe(
      'INVALID_STATE',
    );
    expect(typesOf(await guild.entity('permit', taskId)).slice(-3)).toEqual([
      'permit.execution-started',
      'permit.revoked',
      'permit.closed',
    ]);
  });
});

describe('a start', () => {
  test('is refused with the first code that applies', async () => {
    const { start, taskId } = await guild.issued('start-1');
    const code = async (who: string, more: JsonObject = {}) => {
      const { code, rule } = refused(await guild.command(who, 'permit.start', { ...start, ...more }));
      return rule === undefined ? code : `${code} ${rule}`;
    };
    expect(await code('bob')).toBe('FORBIDDEN');
    expect(await code('deployer-3', { definition: 'c'.repeat(64) })).toBe('WORKER_NOT_ELIGIBLE');
    expect(await code('architect-4')).toBe('FORBIDDEN');
    expect(await code('deployer-3', { environment: 'staging', inputs: [] })).toBe('HARD_BLOCK HB3');
    expect(await code('deployer-3', { inputs: [] })).toBe('INPUT_MISMATCH');
    granted(await guild.command('deployer-3', 'permit.start', start));
    expect(await code('deployer-3')).toBe('INVALID_STATE');

    const other = await guild.issued('start-2');
    expect(refused(await guild.command('deployer-3', 'permit.start', other.start)).code).toBe('WORKER_BUSY');
    const complete = { taskId, outcome: 'failure', lastSeq: 0 };
    expect(refused(await guild.command('architect-4', 'permit.complete', complete)).code).toBe('FORBIDDEN');
    expect(
      refused(await guild.command('deployer-3', 'permit.complete', { ...complete, lastSeq: 3 })).code,
    ).toBe('SEQUENCE_GAP');
    granted(await guild.command('deployer-3', 'permit.complete', complete));
    granted(await guild.command('deployer-3', 'permit.start', other.start));
    granted(await guild.command('deployer-3', 'permit.complete', { ...complete, taskId: 'start-2' }));
  });

  test('outside its window is refused', async () => {
    const day = 24 * 60 * 60 * 1000;
    const at = (days: number): string => new Date(Date.now() + days * day).toISOString();
    const { start } = await guild.issued('start-3', { window: { notBefore: at(1), notAfter: at(2) } });
    expect(refused(await guild.command('deployer-3', 'permit.start', start)).code).toBe('OUT_OF_WINDOW');
  });
});

describe('a task', () => {
  test('sent again with the same content writes nothing; with other content, or by another, it is refused', async () => {
    const task = exploration('same-1');
    const shuffled = Object.fromEntries(Object.entries(task).reverse());
    await guild.publish(MASTER, task);
    await guild.ear.event('permit.issued', 'same-1');
    await guild.publish(MASTER, task);
    await guild.publish(MASTER, shuffled);
    await guild.publish(MASTER, { ...task, title: 'Something else' });
    await guild.publish('cicd-master', task);
    const refusedAs = (master: string) =>
      guild.ear.first(
        `task.refused of ${master}`,
        ({ type, headers, data }) =>
          type === 'task.refused' && headers['ce-actor'] === master && data['taskId'] === 'same-1',
      );
    const [own, others] = await Promise.all([refusedAs(MASTER), refusedAs('cicd-master')]);

    const other = JSON.stringify({ ...task, title: 'Something else' });
    expect(own).toMatchObject({
      entity: `r${hashed(own.headers['ce-causationid'] ?? '').slice(0, 20)}`,
      version: 1,
      data: {
        code: 'ALREADY_EXISTS',
        errors: [{ pointer: '', message: 'Task same-1 exists already, with other content.' }],
        taskId: 'same-1',
        requestedBy: MASTER,
        bytes: Buffer.byteLength(other),
        sha256: sha256(other),
      },
    });
    expect(others.data).toMatchObject({ code: 'ALREADY_EXISTS', requestedBy: 'cicd-master' });
  });

  test('with an unresolved SB1 is held until its master adds the override, and then needs a manager', async () => {
    await guild.publish(MASTER, exploration('held-1', { estimatedTokens: 20_000 }));
    const held = await guild.ear.event('task.held', 'held-1');
    expect(held.data).toMatchObject({
      waitingFor: ['SB1'],
      assessment: { level: 0, softBlocks: [{ id: 'SB1', resolved: false }] },
    });
    const override = { softBlock: 'extended-tokens', justification: 'A large parser, read in one go' };
    const command = { taskId: 'held-1', overrides: [override] };
    expect(refused(await guild.command('cicd-master', 'task.override', command)).code).toBe('FORBIDDEN');
    granted(await guild.command(MASTER, 'task.override', command, { id: 'held-1' }));
    const requested = await guild.ear.event('permit.requested', 'held-1');
    expect(requested.data).toMatchObject({
      terms: {
        level: 0,
        tokenBudget: 20_000,
        workerId: 'scout-0',
        plan: [{ stage: 'management', roles: { manager: 1 } }],
        request: { overrides: [override] },
      },
    });
    const permitDigest = textOf(requested.data, 'permitDigest');
    granted(await guild.approve('alice', 'manager', { taskId: 'held-1', permitDigest, event: requested }));
    expect(typesOf(await guild.story('held-1'))).toEqual([
      'task.held',
      'refusal.refused',
      'task.overridden',
      'task.assessed',
      'assignment.made',
      'permit.requested',
      'permit.review-started',
      'permit.approval-recorded',
      'permit.approved',
      'permit.issued',
    ]);
  });

  test('for a worker that a hard block bars is denied, with its refusal in the same append', async () => {
    await guild.publish(MASTER, deployment('block-1', { workerId: 'scout-0' }));
    const denied = await guild.ear.event('assignment.denied', 'block-1');
    const [refusal] = await refusalsOf('block-1');
    expect(denied.data).toEqual({
      code: 'HARD_BLOCK',
      rule: 'HB1',
      candidates: [{ workerId: 'scout-0', rule: 'HB1' }],
      more: 0,
    });
    expect(refusal).toMatchObject({
      position: denied.position + 1,
      entity: `f${hashed(denied.headers['ce-causationid'] ?? '').slice(0, 20)}`,
      headers: {
        'ce-source': '/guildhall/worker-registry',
        'ce-actor': MASTER,
        'ce-causationid': denied.headers['ce-causationid'],
        traceparent: denied.headers['traceparent'],
      },
      data: { command: 'task.assessed', caller: MASTER, code: 'HARD_BLOCK', rule: 'HB1', about: 'block-1' },
    });
    const withdraw = { taskId: 'block-1', ...REASON };
    expect(refused(await guild.command(MASTER, 'task.withdraw', withdraw)).code).toBe('INVALID_STATE');
  });

  test('that nobody can do, or that is beyond its master, is denied', async () => {
    await guild.publish(MASTER, deployment('none-1', { capability: 'pdf-to-text' }));
    await guild.publish(MASTER, deployment('none-2', { operation: 'architecture-change' }));
    expect((await guild.ear.event('assignment.denied', 'none-1')).data).toMatchObject({
      code: 'NO_ELIGIBLE_WORKER',
    });
    expect((await guild.ear.event('assignment.denied', 'none-2')).data).toMatchObject({
      code: 'MASTER_AUTHORIZATION',
    });
    expect((await refusalsOf('none-2')).map(({ data }) => data['code'])).toEqual(['MASTER_AUTHORIZATION']);
    expect(await refusalsOf('none-1')).toEqual([]);
  });
});

describe('queries', () => {
  test('know who asks', async () => {
    const who = async (id: string) => granted(await guild.query(id, 'directory.whoami')).result;
    expect(await who('bob')).toEqual({
      id: 'bob',
      kind: 'person',
      roles: ['engineering-director'],
      name: 'Bob Lindgren',
    });
    expect(await who(MASTER)).toEqual({ id: MASTER, kind: 'master', level: 3, owners: ['olivia'] });
    expect(await who('deployer-3')).toMatchObject({ id: 'deployer-3', kind: 'worker', level: 3 });
    expect(await who('system')).toEqual({ id: 'system', kind: 'system' });
  });

  test('tell who could still approve, and to whom it waits', async () => {
    const asked = await guild.asked('query-1');
    const { position } = granted(await guild.approve('zoe', 'engineering-director', asked));
    const at = { taskId: 'query-1', after: position };
    const { result } = granted(await guild.query('carol', 'permit.get', at));
    expect(result).toMatchObject({
      state: 'UNDER_REVIEW',
      permitDigest: asked.permitDigest,
      terms: asked.event.data['terms'],
      plan: [
        {
          stage: 'leadership',
          open: true,
          roles: [
            {
              role: 'engineering-director',
              needed: 1,
              open: false,
              given: [{ approver: 'zoe' }],
              couldApprove: [],
            },
            { role: 'security-lead', needed: 1, open: true, given: [], couldApprove: ['carol'] },
          ],
        },
      ],
    });
    const waiting = async (id: string) => {
      const page = granted(await guild.query(id, 'permit.inbox', { after: position }));
      return (page.result['permits'] as JsonObject[]).some(({ taskId }) => taskId === 'query-1');
    };
    expect([await waiting('carol'), await waiting('zoe'), await waiting('bob')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(refused(await guild.query('deployer-2', 'permit.get', at)).code).toBe('FORBIDDEN');
    expect(refused(await guild.query('judy', 'permit.get', { taskId: 'query-none' })).code).toBe('NOT_FOUND');
  });

  test('say NOT_YET where the view does not get there', async () => {
    const answer = await guild.query('bob', 'policy.get', { after: 1_000_000 });
    expect(refused(answer).code).toBe('NOT_YET');
  });
});

test('in the end the log is whole: what was heard is what it holds, and each task stands where it says', async () => {
  const log = await guild.log();
  const end = log.at(-1)?.position ?? 0;
  await guild.ear.first('the last event', ({ position }) => position >= end);
  const begin = guild.ear.heard[0]?.position ?? 0;
  const placeOf = ({ position, subject }: LogEvent) => [position, subject];
  expect(problemsOf(log)).toEqual([]);
  expect(guild.ear.heard.filter(({ position }) => position <= end).map(placeOf)).toEqual(
    log.filter(({ position }) => position >= begin).map(placeOf),
  );
  // A task sent again with the same content has long been taken up by now.
  expect(typesOf(await guild.story('same-1')).sort()).toEqual([
    'assignment.made',
    'permit.issued',
    'task.assessed',
    'task.refused',
    'task.refused',
  ]);
  const page = granted(await guild.query('judy', 'permit.list', { limit: 500, after: end }));
  const listed = (page.result['permits'] as JsonObject[]).map(({ taskId, state }) => [taskId, state]);
  const permits = [...new Set(log.filter(({ context }) => context === 'permit').map(({ entity }) => entity))];
  expect(listed.sort()).toEqual(permits.map((id) => [id, standingOf(log, id).permit]).sort());
});
