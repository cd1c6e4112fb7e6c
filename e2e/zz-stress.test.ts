import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { waitFor } from '@guildhall/testing';
import { endProblems, problemsOf, standingOf, tasksIn } from './check-log.js';
import { Guild, startOf } from './support/guild.js';
import type { Asked } from './support/guild.js';
import type { LogEvent } from './support/log-event.js';
import { granted } from './support/participant.js';
import type { Answer } from './support/participant.js';
import { deployment, exploration } from './support/tasks.js';

let guild: Guild;
beforeAll(async () => {
  guild = await Guild.start();
}, 60_000);
afterAll(() => guild[Symbol.asyncDispose]());

const MASTER = 'development-master';
/** Longer than a restart with its pause, and than the broker waits for what a killed service had taken. */
const PATIENCE_MS = 30_000;

/** SIGKILL; resolves to the process id that is no more. */
const kill = (name: string): number => {
  const pid = guild.system.pids()[name];
  if (typeof pid !== 'number') throw new Error(`${name} does not run`);
  process.kill(pid, 'SIGKILL');
  return pid;
};

/** Resolves once another process runs in place of `pid`. */
const restarted = (name: string, pid: number): Promise<unknown> =>
  waitFor(
    () => {
      const now = guild.system.pids()[name];
      return typeof now === 'number' && now !== pid;
    },
    { within: PATIENCE_MS, what: `${name} to be started again` },
  );

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
  return { taskId, event, permitDigest: String(event.data['permitDigest']) };
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

const idsOf = (name: string, count = 4): string[] =>
  Array.from({ length: count }, (_, n) => `${name}-${n + 1}`);

/** Carries deployments to their end, with `disturb` between two steps. */
const carry = async (ids: string[], step: number, disturb: () => unknown): Promise<void> => {
  let permits: Asked[] = [];
  const steps: (() => Promise<unknown>)[] = [
    () => Promise.all(ids.map((id) => submit(deployment(id)))),
    async () => (permits = await Promise.all(ids.map(askedFor))),
    () => Promise.all(permits.map(byBob)),
    () => Promise.all(permits.map(byCarol)),
    () => finish(permits),
  ];
  for (const [index, next] of steps.entries()) {
    const done = next();
    if (index === step) disturb();
    await done;
  }
};

const NAMES = ['risk-assessment', 'worker-registry', 'permit-workflow', 'nats-server', 'audit-projection'];
test('storm', async () => {
  const rounds = Number(process.env['ROUNDS'] ?? 10);
  const seedBase = Number(process.env['SEED'] ?? 1);
  let x = seedBase;
  const rnd = (n: number): number => {
    x = (x * 1103515245 + 12345) % 2147483648;
    return Math.floor((x / 2147483648) * n);
  };
  const all: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const fast = Array.from({ length: 60 }, (_, n) => `r${round}-f${n}`);
    const slow = Array.from({ length: 6 }, (_, n) => `r${round}-d${n}`);
    const t0 = Date.now();
    const killer = (async () => {
      const kills: [string, number][] = [];
      for (let k = 0; k < 3 + rnd(5); k++) {
        await new Promise((r) => setTimeout(r, rnd(1500)));
        const name = NAMES[rnd(5)]!;
        try {
          kills.push([name, kill(name)]);
        } catch {
          /* not running now */
        }
      }
      return kills;
    })();
    const flow = async (id: string): Promise<void> => {
      await submit(deployment(id));
      const asked = await askedFor(id);
      granted(await byBob(asked));
      granted(await byCarol(asked));
    };
    const quick = async (id: string): Promise<void> => {
      await submit(exploration(id));
      await inLog('permit.issued', id);
    };
    await Promise.all([...fast.map(quick), ...slow.map(flow)]);
    const kills = await killer;
    for (const id of slow) {
      const asked = await askedFor(id);
      granted(await start(asked));
      granted(await complete(asked));
    }
    all.push(...fast, ...slow);
    const log = await waitFor(() => guild.log().catch(() => undefined), { within: 20000 });
    const p = problemsOf(log);
    const e = endProblems(log).filter((x) => !/-f\d+ has 0 ends/.test(x));
    console.log(round, Date.now() - t0, kills.map(([n]) => n).join(), log.length, p, e);
    expect(p).toEqual([]);
    expect(e).toEqual([]);
    for (const id of all) {
      const st = standingOf(log, id);
      expect(st.status).toBe('assigned');
    }
  }
  const log = await guild.log();
  const after = log.at(-1)?.position;
  for (const id of all) {
    const a = await insistQ('judy', 'task.get', { taskId: id, after });
    expect([id, (a as any).result?.permit]).toEqual([id, standingOf(log, id).permit]);
  }
}, 1_000_000);
const insistQ = (who: string, name: string, payload: object): Promise<Answer> =>
  waitFor(async () => guild.query(who, name, payload).catch(() => undefined), { within: 30000 });
