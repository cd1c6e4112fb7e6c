import { waitFor } from '@guildhall/testing';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { problemsOf } from './check-log.js';
import { typesOf } from './flow/words.js';
import { AtWork, announced, decisionOf, recorded } from './support/at-work.js';
import { Guild, startOf } from './support/guild.js';
import type { Asked } from './support/guild.js';
import type { LogEvent } from './support/log-event.js';
import { granted, refused } from './support/participant.js';
import type { Answer } from './support/participant.js';
import { Patient } from './support/patient.js';
import { Processes } from './support/processes.js';
import { reversibleDeployment } from './support/tasks.js';

// A restart has its own time.
jest.setTimeout(60_000);

let guild: Guild;
let processes: Processes;
let patient: Patient;
const alerts: string[] = [];
beforeAll(async () => {
  guild = await Guild.start();
  processes = new Processes(guild.system.home);
  patient = new Patient(guild);
  const { nc } = await guild.as('oscar');
  nc.subscribe('alert.>', {
    callback: (_, { subject }) => {
      alerts.push(subject);
    },
  });
  await nc.flush();
}, 60_000);
afterAll(() => guild[Symbol.asyncDispose]());

const given = async (taskId: string, workerId: string, master: string): Promise<Asked> => {
  const asked = await guild.askedFor(reversibleDeployment(taskId, { workerId }), master);
  granted(await guild.approve('bob', 'engineering-director', asked));
  granted(await guild.approve('carol', 'security-lead', asked));
  return asked;
};

const begun = async (taskId: string, workerId: string, master: string): Promise<AtWork> => {
  const asked = await given(taskId, workerId, master);
  granted(await guild.command(workerId, 'permit.start', startOf(asked)));
  return new AtWork(guild, workerId, taskId);
};

const deploy = (seq: number, taskId: string) => ({ seq, action: 'deploy', target: `service:${taskId}` });
const restore = (seq: number, taskId: string) => ({ seq, action: 'restore', target: `service:${taskId}` });

const afterStart = async (taskId: string): Promise<LogEvent[]> => {
  const story = await guild.story(taskId);
  return story.slice(story.findIndex(({ type }) => type === 'permit.execution-started') + 1);
};

const alert = (subject: string) => waitFor(() => alerts.includes(subject), { what: subject, within: 10_000 });

describe('while permit-workflow is down', () => {
  // By a worker that is revoked meanwhile, and one whose master is retired.
  const [revoked, orphaned] = ['down-1', 'down-2'];
  /** What the workers go on to say until they are answered, in the order in which they have said it. */
  const said = new Map<string, Promise<Answer>>();
  let unused: Asked;

  beforeAll(async () => {
    unused = await given('down-3', 'deployer-3', 'development-master');
    const works = [
      await begun(revoked, 'deployer-3', 'development-master'),
      await begun(orphaned, 'architect-4', 'coordinator-master'),
    ];
    for (const work of works) {
      granted(await work.propose(deploy(1, work.taskId)));
      granted(await guild.command('carol', 'execution.confirm', { taskId: work.taskId, seq: 1 }));
    }
    const goOn = ({ worker, taskId }: AtWork): void => {
      const say = (name: string, more: object): void => {
        const id = `${name}-${taskId}`;
        said.set(id, patient.insist(worker, name, { taskId, ...more }, id));
      };
      say('execution.record', recorded(deploy(1, taskId)));
      say('execution.heartbeat', { tokens: 100 });
      say('permit.complete', { outcome: 'success', lastSeq: 1 });
    };
    await processes.whileDown('permit-workflow', async () => {
      const reason = 'It has deleted what it was to deploy.';
      const payload = { workerId: 'deployer-3', kind: 'incident', reason };
      granted(await guild.command('peggy', 'worker.revoke', payload));
      granted(
        await guild.command('oscar', 'master.retire', { id: 'coordinator-master', reason: 'Replaced.' }),
      );
      works.forEach(goOn);
      for (const { worker } of works) await (await guild.as(worker)).nc.flush();
    });
    await processes.allHealthy();
  }, 60_000);

  const answerTo = async (name: string, taskId: string): Promise<Answer> => {
    const answer = said.get(`${name}-${taskId}`);
    if (!answer) throw new Error(`nobody has said ${name} of ${taskId}`);
    return answer;
  };

  test.each([
    ['a worker that is revoked', revoked, 'certification', 'critical', 'worker.certification-revoked'],
    ['a master that is retired', orphaned, 'master', 'warning', 'master.retired'],
  ])('%s has its permit taken back before anything else of it', async (_, taskId, kind, severity, cause) => {
    const [, , event] = await afterStart(taskId);
    expect(event).toMatchObject({ type: 'permit.revoked', data: { severity, reason: { kind } } });
    const causes = await guild.log();
    expect(causes.find(({ headers }) => headers['ce-id'] === event?.headers['ce-causationid'])?.type).toBe(
      cause,
    );
    // What had been done by then is on record, as late; and nothing of it ended with success.
    expect(granted(await answerTo('execution.record', taskId)).result).toMatchObject({ taskId, lastSeq: 1 });
    expect(refused(await answerTo('permit.complete', taskId)).code).toBe('INVALID_STATE');
    const recordedLate = (await afterStart(taskId)).find(({ type }) => type === 'execution.action-recorded');
    expect(recordedLate?.data).toMatchObject({ late: true, actions: [{ seq: 1, status: 'done' }] });
    expect(recordedLate?.position).toBeGreaterThan(event?.position ?? Infinity);
  });

  test('a permit that was not begun is closed', async () => {
    await patient.inLog('permit.closed', unused.taskId);
    expect(typesOf(await guild.entity('permit', unused.taskId)).slice(-2)).toEqual([
      'permit.revoked',
      'permit.closed',
    ]);
    expect(refused(await guild.command('deployer-3', 'permit.start', startOf(unused))).code).toBe(
      'WORKER_NOT_ELIGIBLE',
    );
  });

  test('what the revoked worker did is undone by another one, which an operator has named', async () => {
    await alert(`alert.rollback-needed.${revoked}`);
    const own = new AtWork(guild, 'deployer-3', revoked);
    expect(granted(await answerTo('execution.heartbeat', revoked)).result).toEqual({
      taskId: revoked,
      continue: false,
    });
    expect(decisionOf(await own.propose(restore(2, revoked)))).toBe('refused');
    const assign = (workerId: string) =>
      guild.command('oscar', 'execution.assign-rollback', { taskId: revoked, workerId });
    expect(refused(await assign('deployer-3')).code).toBe('WORKER_NOT_ELIGIBLE');
    expect(refused(await assign('deployer-2')).code).toBe('WORKER_NOT_ELIGIBLE');
    granted(await assign('architect-4'));

    const other = new AtWork(guild, 'architect-4', revoked);
    expect(decisionOf(await other.propose(deploy(2, revoked)))).toBe('refused');
    expect(await other.do(restore(2, revoked), 'carol')).toEqual(['waiting', 'permitted']);
    expect(granted(await other.say('execution.report-rollback', { outcome: 'done' })).result['state']).toBe(
      'CLOSED',
    );
    expect(typesOf(await guild.entity('execution', revoked))).toEqual([
      'execution.action-proposed',
      'execution.action-confirmed',
      'execution.action-recorded',
      'execution.rollback-granted',
      'execution.action-proposed',
      'execution.action-confirmed',
      'execution.action-recorded',
      'execution.rolled-back',
    ]);
  });

  test('what the worker without a master did it is to undo itself; that it cannot is reported', async () => {
    const own = new AtWork(guild, 'architect-4', orphaned);
    expect(granted(await answerTo('execution.heartbeat', orphaned)).result).toMatchObject({
      continue: false,
      duty: 'rollback',
    });
    const payload = { outcome: 'failed', summary: 'The former image is gone.' };
    expect(granted(await own.say('execution.report-rollback', payload)).result['state']).toBe('CLOSED');
    expect((await afterStart(orphaned)).slice(-2)).toMatchObject([
      {
        type: 'execution.rollback-failed',
        data: { kind: 'reported', workerId: 'architect-4', text: 'The former image is gone.' },
      },
      { type: 'permit.closed', data: { summary: { outcome: 'revoked' } } },
    ]);
    await alert(`alert.rollback-failed.${orphaned}`);
  });
});

test('a permit loses its master while everything is up', async () => {
  const taskId = 'up-1';
  const work = await begun(taskId, 'architect-4', 'security-master');
  granted(await guild.command('oscar', 'master.retire', { id: 'security-master', reason: 'Replaced.' }));
  expect((await guild.ear.event('permit.revoked', taskId)).data).toMatchObject({
    severity: 'warning',
    reason: { kind: 'master' },
  });
  expect(decisionOf(await work.say('execution.propose', announced(deploy(1, taskId))))).toBe('refused');
});

test('the log is whole', async () => {
  expect(problemsOf(await guild.log())).toEqual([]);
});
