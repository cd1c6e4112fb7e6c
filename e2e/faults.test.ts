import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Service } from '@guildhall/contracts';
import { endProblems, problemsOf, tasksIn } from './check-log.js';
import { FaultyGuild } from './support/faulty-guild.js';
import type { Asked } from './support/guild.js';
import { textOf } from './support/log-event.js';
import { granted, refused } from './support/participant.js';
import { Patient } from './support/patient.js';
import { PROCESSES } from './support/processes.js';
import { deployment, exploration } from './support/tasks.js';

// What hangs is given up after its own time, and what was taken is delivered again after its own.
jest.setTimeout(120_000);

let place: FaultyGuild;
let people: Patient;
beforeAll(async () => {
  place = await FaultyGuild.start();
  people = new Patient(place.guild);
});
afterAll(() => place[Symbol.asyncDispose]());

const asked = async (taskId: string): Promise<Asked> => {
  await people.submit(deployment(taskId));
  return people.askedFor(taskId);
};

const finish = async (each: Asked): Promise<void> => {
  for (const step of ['byBob', 'byCarol', 'start', 'complete'] as const) granted(await people[step](each));
};

const approval = ({ taskId, permitDigest }: Asked, role: string) => ({ taskId, role, permitDigest });

/** How often an event of this type is in the story of a task. */
const count = async (type: string, taskId: string): Promise<number> =>
  (await place.guild.story(taskId)).filter((event) => event.type === type).length;

describe('a broker that hangs', () => {
  const quick = Array.from({ length: 20 }, (_, n) => `hang-quick-${n + 1}`);

  test('leaves nobody without an answer for ever, and has lost and doubled nothing when it goes on', async () => {
    const { guild, processes } = place;
    const hung = await asked('hang-1');
    const bob = await guild.as('bob');
    const taken = Promise.all(quick.map((id) => people.submit(exploration(id))));
    taken.catch(() => undefined);
    await processes.whileFrozen('nats-server', async () => {
      const sent = Date.now();
      const byProgram = bob.command('permit.approve', approval(hung, 'engineering-director'), {
        id: 'approve-hang-1',
        timeoutMs: 6_000,
      });
      const [program, command] = await Promise.allSettled([
        byProgram,
        guild.system.run('carol', 'permit', 'approve', 'hang-1', '--comment', 'Looks fine'),
      ]);
      expect(program).toMatchObject({ status: 'rejected', reason: { name: 'TimeoutError' } });
      expect(command).toMatchObject({
        status: 'fulfilled',
        value: { code: 3, stderr: expect.stringContaining('No broker answers') },
      });
      expect(Date.now() - sent).toBeLessThan(30_000);
    });

    await finish(hung);
    await taken;
    await Promise.all(quick.map((id) => people.giveUp(id)));
    expect(await count('permit.approval-recorded', 'hang-1')).toBe(2);
  });

  test('towards one service only: its commands are answered LOG_UNAVAILABLE, and are done once when it goes on', async () => {
    const { guild, network } = place;
    const hung = await asked('hang-2');
    const heard = network['permit-workflow'].once('to-client', 'cmd.bob.permit.approve', () =>
      network['permit-workflow'].hold('to-client'),
    );
    const answer = await guild.command('bob', 'permit.approve', approval(hung, 'engineering-director'), {
      id: 'approve-hang-2',
      timeoutMs: 12_000,
    });
    await heard;
    expect(refused(answer)).toMatchObject({ code: 'LOG_UNAVAILABLE' });
    network['permit-workflow'].release();
    await finish(hung);
    expect(await count('permit.approval-recorded', 'hang-2')).toBe(2);
  });

  test('and swallows what one service says: the others go on, and it follows when it is back', async () => {
    const { network } = place;
    network['permit-workflow'].drop();
    await people.submit(deployment('hang-3'));
    await people.inLog('assignment.made', 'hang-3');
    expect(await count('permit.requested', 'hang-3')).toBe(0);
    network['permit-workflow'].release();
    await finish(await people.askedFor('hang-3'));
  });
});

const TWO_HOURS_MS = 2 * 60 * 60 * 1000;
const SKEWED: Service[] = ['risk-assessment', 'worker-registry', 'permit-workflow'];

/** Starts a service again, with its clock two hours off. */
const skew = async (service: Service, way: 1 | -1): Promise<void> => {
  place.setClock(service, way * TWO_HOURS_MS);
  place.processes.kill(service);
  await place.processes.allHealthy();
};

describe('a clock that is two hours off', () => {
  let pending: Asked;
  const typesOf = async (taskId: string): Promise<string[]> =>
    (await place.guild.story(taskId)).map(({ type }) => type);
  const stories = (): Promise<string[][]> =>
    Promise.all(['clock-assigned', 'clock-assessed', 'clock-stored'].map(typesOf));

  // Each has something to react to as soon as it is back.
  beforeAll(async () => {
    pending = await asked('clock-requested');
    await skew('permit-workflow', 1);
    await people.submit(deployment('clock-assigned'));
    await people.inLog('assignment.made', 'clock-assigned');
    await skew('worker-registry', 1);
    await people.submit(deployment('clock-assessed'));
    await people.inLog('task.assessed', 'clock-assessed');
    await skew('risk-assessment', -1);
    await people.submit(deployment('clock-stored'));
  });

  test('commands are refused with CLOCK_SKEW', async () => {
    const { guild } = place;
    const { taskId } = pending;
    const master = { id: 'another-master', level: 1, owners: ['olivia'] };
    const code = async (who: string, name: string, payload: object): Promise<string> =>
      refused(await guild.command(who, name, payload)).code;
    expect(await code('development-master', 'task.withdraw', { taskId, reason: 'No longer' })).toBe(
      'CLOCK_SKEW',
    );
    expect(await code('bob', 'permit.approve', approval(pending, 'engineering-director'))).toBe('CLOCK_SKEW');
    expect(await code('system', 'master.import', { sha256: 'a'.repeat(64), masters: [master] })).toBe(
      'CLOCK_SKEW',
    );
    expect(await typesOf(taskId)).toEqual(['task.assessed', 'assignment.made', 'permit.requested']);
  });

  test('queries are answered', async () => {
    const { result } = granted(await place.guild.query('judy', 'permit.get', { taskId: pending.taskId }));
    expect(textOf(result, 'state')).toBe('REQUESTED');
  });

  // What would be decided all the same would say so by its time, which is checked in the end.
  test('reactions wait', async () => {
    expect(await stories()).toEqual([['task.assessed', 'assignment.made'], ['task.assessed'], []]);
  });

  test('everything goes on once it is right again', async () => {
    for (const service of SKEWED) place.setClock(service, 0);
    await finish(pending);
    for (const id of ['clock-assigned', 'clock-assessed', 'clock-stored'])
      await finish(await people.askedFor(id));
  });
});

test('in the end the log is whole, every task has ended once, and no service has ended by itself', async () => {
  const log = await place.guild.log();
  const restarts = (await place.processes.allHealthy()).map(({ name, restarts }) => [name, restarts]);
  expect(problemsOf(log)).toEqual([]);
  expect(endProblems(log)).toEqual([]);
  expect(tasksIn(log)).toHaveLength(20 + 3 + 4);
  expect(Object.fromEntries(restarts)).toEqual(
    Object.fromEntries(PROCESSES.map((name) => [name, SKEWED.some((service) => service === name) ? 1 : 0])),
  );
});
