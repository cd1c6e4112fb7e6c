import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { waitFor } from '@guildhall/testing';
import { endProblems, problemsOf, standingOf, tasksIn } from './check-log.js';
import { Guild, startOf } from './support/guild.js';
import type { Asked } from './support/guild.js';
import { textOf } from './support/log-event.js';
import type { LogEvent } from './support/log-event.js';
import { granted } from './support/participant.js';
import type { Answer } from './support/participant.js';
import { deployment, exploration } from './support/tasks.js';

// Restarts, and messages that a killed process had taken, have their own time.
jest.setTimeout(60_000);

let guild: Guild;
beforeAll(async () => {
  guild = await Guild.start();
});
afterAll(() => guild[Symbol.asyncDispose]());

const MASTER = 'development-master';
/** Longer than a restart with its pause, and than the broker waits for what a killed service had taken. */
const PATIENCE_MS = 30_000;

const isOutage = (answer: Answer): boolean =>
  !answer.ok && ['LOG_UNAVAILABLE', 'CONFLICT', 'CLOCK_SKEW', 'INTERNAL'].includes(answer.error.code);

/** Sends a command until it is decided, each time under the same id, as a client does that must not do things twice. */
const insist = (who: string, name: string, payload: object, id: string): Promise<Answer> =>
  waitFor(
    async () => {
      const answer = await guild.command(who, name, payload, { id, timeoutMs: 1_000 }).catch(() => undefined);
      return answer === undefined || isOutage(answer) ? undefined : answer;
    },
    { within: PATIENCE_MS, what: `${name} ${id} to be answered` },
  );

/** Publishes until the intake has acknowledged; what it had taken already changes nothing when it is sent again. */
const submit = (task: object): Promise<unknown> =>
  waitFor(() => guild.publish(MASTER, task, { timeoutMs: 1_000 }).catch(() => undefined), {
    within: PATIENCE_MS,
    what: 'the intake to take a task',
  });

/** The first event of this type about this entity, read from the log: who listens live may have missed it. */
const inLog = (type: string, id: string): Promise<LogEvent> =>
  waitFor(
    async () => {
      const events = await guild.entity(type.split('.')[0] ?? '', id).catch(() => []);
      return events.find((event) => event.type === type);
    },
    { within: PATIENCE_MS, what: `${type} of ${id}` },
  );

const askedFor = async (taskId: string): Promise<Asked> => {
  const event = await inLog('permit.requested', taskId);
  return { taskId, event, permitDigest: textOf(event.data, 'permitDigest') };
};

const approve = (who: string, role: string, { taskId, permitDigest }: Asked): Promise<Answer> =>
  insist(who, 'permit.approve', { taskId, role, permitDigest }, `approve-${taskId}`);

const byBob = (asked: Asked): Promise<Answer> => approve('bob', 'engineering-director', asked);
const byCarol = (asked: Asked): Promise<Answer> => approve('carol', 'security-lead', asked);
const start = (asked: Asked): Promise<Answer> =>
  insist('deployer-3', 'permit.start', startOf(asked), `start-${asked.taskId}`);
const complete = ({ taskId }: Asked): Promise<Answer> => {
  const payload = { taskId, outcome: 'success', lastSeq: 0 };
  return insist('deployer-3', 'permit.complete', payload, `complete-${taskId}`);
};

/** One after the other, because the worker executes one permit at a time. */
const finish = async (permits: Asked[]): Promise<void> => {
  for (const asked of permits) {
    granted(await start(asked));
    expect(granted(await complete(asked)).result['state']).toBe('CLOSED');
  }
};

const NAMES = ['risk-assessment', 'worker-registry', 'permit-workflow', 'audit-projection', 'nats-server'];

interface Running {
  name: string;
  pid: number | null;
  state: string;
  restarts: number;
}

/** What the supervisor says of its processes. */
const processes = (): Running[] => {
  const text = readFileSync(join(guild.system.home, 'connection.json'), 'utf8');
  return (JSON.parse(text) as { processes: Running[] }).processes;
};

const pidOf = (name: string): number => {
  const pid = processes().find((running) => running.name === name)?.pid;
  if (typeof pid !== 'number') throw new Error(`${name} does not run`);
  return pid;
};

const killed = new Set<number | null>();

const kill = (name: string): void => {
  const pid = pidOf(name);
  killed.add(pid);
  process.kill(pid, 'SIGKILL');
};

/** Stopped, it takes what the broker sends it and does nothing about it: as long as SIGKILL needs to follow. */
const freeze = (name: string): void => {
  process.kill(pidOf(name), 'SIGSTOP');
};

const idsOf = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${name}-${n + 1}`);

interface Steps {
  /** Publishes the tasks. */
  submit(): Promise<unknown>;
  ask(): Promise<unknown>;
  byBob(): Promise<unknown>;
  byCarol(): Promise<unknown>;
  finish(): Promise<unknown>;
}

/** Production deployments on their way, step by step. */
const deployments = (name: string, count = 3): Steps => {
  const ids = idsOf(name, count);
  let permits: Asked[] = [];
  return {
    submit: () => Promise.all(ids.map((id) => submit(deployment(id)))),
    ask: async () => (permits = await Promise.all(ids.map(askedFor))),
    byBob: () => Promise.all(permits.map(byBob)),
    byCarol: () => Promise.all(permits.map(byCarol)),
    finish: () => finish(permits),
  };
};

describe('killed in the middle, the flow completes', () => {
  test('risk-assessment, with tasks it had taken and not assessed', async () => {
    const flow = deployments('taken');
    freeze('risk-assessment');
    await flow.submit();
    kill('risk-assessment');
    await flow.ask();
    await flow.byBob();
    await flow.byCarol();
    await flow.finish();
  });

  test('worker-registry, while tasks are assigned', async () => {
    const flow = deployments('assigned');
    await flow.submit();
    kill('worker-registry');
    await flow.ask();
    await flow.byBob();
    await flow.byCarol();
    await flow.finish();
  });

  test('permit-workflow, with approvals it had heard and not decided', async () => {
    const flow = deployments('approved');
    await flow.submit();
    await flow.ask();
    await flow.byBob();
    freeze('permit-workflow');
    const approvals = flow.byCarol();
    await (await guild.as('carol')).nc.flush();
    kill('permit-workflow');
    await approvals;
    await flow.finish();
  });

  test('nats-server, between approvals', async () => {
    const flow = deployments('broken');
    await flow.submit();
    await flow.ask();
    const approvals = flow.byBob();
    kill('nats-server');
    await approvals;
    await flow.byCarol();
    await flow.finish();
  });

  test('audit-projection, while permits are executed', async () => {
    const flow = deployments('viewed');
    await flow.submit();
    await flow.ask();
    await flow.byBob();
    await flow.byCarol();
    const ends = flow.finish();
    kill('audit-projection');
    await ends;
  });
});

/** Resolves, with all of them, once all are up again; the supervisor may not have noticed yet that one is gone. */
const allHealthy = (): Promise<Running[]> =>
  waitFor(
    () => {
      const all = processes();
      return all.every(({ state, pid }) => state === 'healthy' && !killed.has(pid)) && all;
    },
    { within: PATIENCE_MS, what: 'all processes to be healthy' },
  );

test('each was started again once, and none because another was killed', async () => {
  const healthy = await allHealthy();
  expect(Object.fromEntries(healthy.map(({ name, restarts }) => [name, restarts]))).toEqual(
    Object.fromEntries(NAMES.map((name) => [name, 1])),
  );
});

test('all five at once, under load', async () => {
  const flow = deployments('storm');
  const quick = idsOf('quick', 40);
  const taken = Promise.all([flow.submit(), ...quick.map((id) => submit(exploration(id)))]);
  for (const name of NAMES) kill(name);
  await taken;
  await Promise.all([flow.ask(), ...quick.map((id) => inLog('permit.issued', id))]);
  await flow.byBob();
  await flow.byCarol();
  await flow.finish();
  await Promise.all(
    quick.map((taskId) => insist(MASTER, 'task.withdraw', { taskId, reason: 'Seen enough' }, taskId)),
  );
  await Promise.all(quick.map((id) => inLog('permit.closed', id)));
});

describe('afterwards', () => {
  let log: LogEvent[];
  beforeAll(async () => {
    await allHealthy();
    log = await guild.log();
  });

  test('the log is whole, and every task that was published has ended once', () => {
    const names = ['taken', 'assigned', 'approved', 'broken', 'viewed', 'storm'];
    const published = [...names.flatMap((name) => idsOf(name, 3)), ...idsOf('quick', 40)];
    expect(problemsOf(log)).toEqual([]);
    expect(endProblems(log)).toEqual([]);
    expect(tasksIn(log).sort()).toEqual(published.sort());
  });

  test('nothing was heard twice', () => {
    const heard = guild.ear.heard.map(({ position }) => position);
    expect(heard).toEqual([...new Set(heard)]);
  });

  test('the queries say what the log says', async () => {
    const after = log.at(-1)?.position ?? 0;
    for (const taskId of tasksIn(log)) {
      const { result } = granted(await guild.query('judy', 'task.get', { taskId, after }));
      expect([taskId, { status: result['status'], permit: result['permit'] }]).toEqual([
        taskId,
        standingOf(log, taskId),
      ]);
    }
  });

  test('the checker would have noticed', () => {
    const at = log.findIndex(({ type }) => type === 'permit.requested');
    const event = log[at] as LogEvent;
    const without = (type: string) =>
      log.filter((other) => other !== log.findLast((one) => one.type === type));
    const again = { ...event, position: log.length + 1, subject: `${event.subject}0`, version: 1 };
    const untraced = { ...event, headers: { ...event.headers, traceparent: 'none' } };
    expect(problemsOf(log.toSpliced(at, 1))).toEqual([
      expect.stringContaining('position'),
      expect.stringContaining('version 2 does not follow'),
    ]);
    expect(problemsOf([...log, again])).toEqual([
      expect.stringContaining('ce-id'),
      expect.stringContaining('is not that of its cause'),
      expect.stringContaining('version 1 does not follow'),
      expect.stringContaining('happened 2 times'),
      expect.stringContaining('are not one append'),
    ]);
    expect(problemsOf(log.with(at, untraced))).toEqual([`${event.subject}: traceparent is none`]);
    expect(endProblems(without('permit.closed'))).toEqual([expect.stringContaining('has 0 ends')]);
    expect(endProblems(without('assignment.made'))).toEqual([
      expect.stringContaining('was answered 0 times'),
    ]);
  });
});
