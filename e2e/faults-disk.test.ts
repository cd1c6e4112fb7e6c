import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { waitFor } from '@guildhall/testing';
import { guildhall } from '../apps/cli/test/support/built.js';
import { endProblems, problemsOf, tasksIn } from './check-log.js';
import { Guild } from './support/guild.js';
import type { Asked } from './support/guild.js';
import { textOf } from './support/log-event.js';
import { granted, refused } from './support/participant.js';
import { Patient } from './support/patient.js';
import { Processes } from './support/processes.js';
import { smallDisk } from './support/small-disk.js';
import type { SmallDisk } from './support/small-disk.js';
import { deployment, exploration } from './support/tasks.js';

// Whoever waits for a disk that does not answer gives up after its own time.
jest.setTimeout(120_000);

const PARTICIPANTS = fileURLToPath(new URL('../examples/demo/bootstrap.yaml', import.meta.url));

let disk: SmallDisk;
let guild: Guild;
let people: Patient;
let processes: Processes;
beforeAll(async () => {
  disk = await smallDisk(process.env['GUILDHALL_TEST_DISK'] === 'limited');
  const options = { init: PARTICIPANTS, through: (home: string) => disk.through(home) };
  guild = await Guild.start(options).catch(async (error: unknown) => {
    await disk[Symbol.asyncDispose]();
    throw error;
  });
  people = new Patient(guild);
  processes = new Processes(guild.system.home);
});
afterAll(async () => {
  await guild[Symbol.asyncDispose]();
  await disk[Symbol.asyncDispose]();
});

const asked = async (taskId: string): Promise<Asked> => {
  await people.submit(deployment(taskId));
  return people.askedFor(taskId);
};

const finish = async (each: Asked): Promise<void> => {
  for (const step of ['byBob', 'byCarol', 'start', 'complete'] as const) granted(await people[step](each));
};

/** What is left of the last block on the disk is used up: nothing is stored any more. */
const untilRefused = (name: string): Promise<string[]> => {
  const taken: string[] = [];
  return waitFor(
    async () => {
      const id = `${name}-${taken.length + 1}`;
      const refusal = await guild
        .publish('cicd-master', exploration(id), { timeoutMs: 1_000 })
        .then(() => undefined)
        .catch(() => 'refused');
      if (refusal === undefined) taken.push(id);
      return refusal === undefined ? undefined : taken;
    },
    { within: 30_000, what: 'the intake to refuse' },
  );
};

const APPROVE = { role: 'engineering-director' };

/** While nothing can be stored: what people are told, and what still works. */
const nothingIsStored = async ({ taskId, permitDigest }: Asked, id: string): Promise<void> => {
  const before = await guild.log();
  const [byCommand, byTask, query] = await Promise.allSettled([
    guild.command('bob', 'permit.approve', { ...APPROVE, taskId, permitDigest }, { id, timeoutMs: 15_000 }),
    guild.publish('development-master', exploration(`${taskId}-more`), { timeoutMs: 5_000 }),
    guild.query('judy', 'permit.get', { taskId, after: before.at(-1)?.position ?? 0 }),
  ]);
  if (byCommand.status === 'rejected' || query.status === 'rejected') throw new Error('no answer');
  expect(refused(byCommand.value)).toMatchObject({ code: 'LOG_UNAVAILABLE' });
  expect(byTask).toMatchObject({ status: 'rejected', reason: { name: 'TimeoutError' } });
  expect(textOf(granted(query.value).result, 'state')).toBe('REQUESTED');
  expect(await guild.log()).toEqual(before);
};

/** The same log as far as it went, and what was refused is done once when it is sent again. */
const nothingIsLost = async (before: Asked): Promise<void> => {
  const after = await guild.log();
  const known = new Set(after.map(({ subject, position }) => `${position} ${subject}`));
  const lost = guild.ear.heard.filter(({ subject, position }) => !known.has(`${position} ${subject}`));
  expect(lost).toEqual([]);
  await finish(before);
  expect((await guild.entity('permit', before.taskId)).map(({ type }) => type)).toEqual([
    'permit.requested',
    'permit.review-started',
    'permit.approval-recorded',
    'permit.approval-recorded',
    'permit.approved',
    'permit.issued',
    'permit.execution-started',
    'permit.completed',
    'permit.closed',
  ]);
};

describe("the broker's disk", () => {
  let pids: Record<string, number | null>;
  const filler: string[] = [];

  test('is full: nothing is taken, everybody is told, and what is stored can be read', async () => {
    const pending = await asked('full-1');
    pids = guild.system.pids();
    await disk.fill(processes.pidOf('nats-server'));
    filler.push(...(await untilRefused('filler')));
    await nothingIsStored(pending, 'approve-full-1');
    expect(guild.system.pids()).toEqual(pids);
  });

  test('has room again, and nats-server is ended and started again: everything goes on, nothing is lost', async () => {
    const natsServer = processes.pidOf('nats-server');
    await disk.makeRoom(natsServer);
    process.kill(natsServer, 'SIGTERM');
    await waitFor(() => guild.system.pids()['nats-server'] !== natsServer, { within: 30_000 });
    await processes.allHealthy();
    await nothingIsLost(await people.askedFor('full-1'));
    await finish(await asked('full-2'));
    expect({ ...guild.system.pids(), 'nats-server': natsServer }).toEqual(pids);
  });

  test('is read-only: nothing is taken, everybody is told, and what is stored can be read', async () => {
    const pending = await asked('read-only-1');
    pids = guild.system.pids();
    await disk.makeReadOnly(processes.pidOf('nats-server'));
    await nothingIsStored(pending, 'approve-read-only-1');
    expect(guild.system.pids()).toEqual(pids);
  });

  test('is repaired while nothing runs: everything goes on, nothing is lost', async () => {
    const { env, home } = guild.system;
    expect(await guildhall(['down'], env)).toMatchObject({ code: 0 });
    await disk.repair();
    const up = await guildhall(['up', '--detach', '--no-demo'], env, '', disk.through(home));
    expect(up).toMatchObject({ code: 0 });
    await nothingIsLost(await people.askedFor('read-only-1'));
    await finish(await asked('read-only-2'));
  });

  test('in the end the log is whole, and every task that was taken has ended once', async () => {
    const quick = [
      ...filler.map((id) => [id, 'cicd-master'] as const),
      ...['full-1-more', 'read-only-1-more'].map((id) => [id, 'development-master'] as const),
    ];
    for (const [id, master] of quick) {
      const impatient = new Patient(guild, master);
      await impatient.submit(exploration(id));
      await impatient.giveUp(id);
    }
    const log = await guild.log();
    expect(problemsOf(log)).toEqual([]);
    expect(endProblems(log)).toEqual([]);
    expect(tasksIn(log)).toHaveLength(4 + quick.length);
  });
});
