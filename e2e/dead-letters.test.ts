import { waitFor } from '@guildhall/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DefectiveService } from './support/defective-service.js';
import { Ear } from './support/ear.js';
import { Guild } from './support/guild.js';
import type { JsonObject, LogEvent } from './support/log-event.js';
import { granted, refused } from './support/participant.js';
import { exploration } from './support/tasks.js';

let guild: Guild;
let alerts: Ear;
/** Events of a task as it should be, for those that are not. */
let assessed: LogEvent;
let assigned: LogEvent;
beforeAll(async () => {
  guild = await Guild.start();
  alerts = await Ear.on(await guild.system.connectAs('oscar'), 'alert.>');
  await guild.publish('coordinator-master', exploration('sound'));
  await guild.ear.event('permit.issued', 'sound');
  assessed = await guild.ear.event('task.assessed', 'sound');
  assigned = await guild.ear.event('assignment.made', 'sound');
}, 60_000);
afterAll(() => guild[Symbol.asyncDispose]());

/** Has worker-registry assign a task that nobody has assessed, which breaks what permit-workflow relies on; its id. */
const assignGhost = async (taskId: string): Promise<string> => {
  await using registry = await DefectiveService.of(guild.system, 'worker-registry');
  return (await registry.write(taskId, { type: 'assignment.made', data: assigned.data as never })).id;
};

const alertAbout = (kind: string, id: string): Promise<LogEvent> =>
  alerts.first(`the alert ${kind} about ${id}`, ({ subject }) => subject === `alert.${kind}.${id}`);

/** What is open once the view reflects the log up to `after`. */
const listed = async (after = 1): Promise<JsonObject[]> =>
  granted(await guild.query('olivia', 'dead-letter.list', { after })).result['letters'] as JsonObject[];

const cli = (as: string, ...args: string[]) => guild.system.run(as, 'dead-letters', ...args);

const WHY = (taskId: string): string => `task ${taskId} was assigned without being assessed`;

describe('an assignment that can have no permit', () => {
  let id: string;

  test('is a dead letter after five attempts; what comes behind it is not held up', async () => {
    id = await assignGhost('ghost');
    await guild.publish('coordinator-master', exploration('behind'));
    await guild.ear.event('permit.issued', 'behind');
    const alert = await alertAbout('dead-letter', id);
    expect(alert.data).toMatchObject({
      kind: 'dead-letter',
      severity: 'warning',
      summary: `permit-workflow gave up evt.assignment.made.ghost.1, given out 5 times: ${WHY('ghost')}`,
    });
  });

  test('is listed for operators and auditors, with what it died of', async () => {
    const letter = {
      service: 'permit-workflow',
      id,
      durable: 'permit-workflow-tasks',
      subject: 'evt.assignment.made.ghost.1',
      about: 'ghost',
      reason: WHY('ghost'),
      attempts: 5,
      at: expect.any(String),
    };
    const { code, stdout } = await cli('olivia', 'list', '--json');
    expect({ code, result: JSON.parse(stdout) as unknown }).toEqual({
      code: 0,
      result: { letters: [letter] },
    });
    expect((await cli('judy', 'list')).stdout).toContain(`${id}  assignment.made  ghost  5 `);
    expect((await cli('bob', 'list')).code).toBe(1);
  });

  test('fails again as long as its cause is there, and stays', async () => {
    const { code, stderr } = await cli('olivia', 'retry', 'permit-workflow', id);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(WHY('ghost')) });
    expect(await listed()).toHaveLength(1);
  });

  test('is for operators to retry or drop, and the attempt of anybody else is on record', async () => {
    const payload = { service: 'permit-workflow', id };
    expect(refused(await guild.command('bob', 'dead-letter.retry', payload))).toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(
      refused(await guild.command('judy', 'dead-letter.drop', { ...payload, reason: 'Of no use.' })),
    ).toMatchObject({ code: 'FORBIDDEN' });
    const refusals = (await guild.log()).filter(
      ({ type, data }) => type === 'refusal.refused' && data['command'] !== 'dead-letter.list',
    );
    expect(refusals.map(({ data }) => [data['caller'], data['command']])).toEqual([
      ['bob', 'dead-letter.retry'],
      ['judy', 'dead-letter.drop'],
    ]);
  });

  test('is handled when its cause is gone and an operator asks for it, once', async () => {
    await using risk = await DefectiveService.of(guild.system, 'risk-assessment');
    const { request } = assessed.data as { request: JsonObject };
    const data = { ...assessed.data, request: { ...request, taskId: 'ghost' } };
    await risk.write('ghost', { type: 'task.assessed', data: data as never });
    const { code, stdout } = await cli('olivia', 'retry', 'permit-workflow', id);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `✓ permit-workflow has handled ${id}.\n` });
    const issued = await guild.ear.event('permit.issued', 'ghost');
    expect(issued.headers).toMatchObject({ 'ce-causationid': id, 'ce-correlationid': 'ghost' });
    const [retried] = await guild.entity('dead-letter', id);
    expect(retried).toMatchObject({ type: 'dead-letter.retried', data: { service: 'permit-workflow' } });
    expect(retried?.headers).toMatchObject({ 'ce-actor': 'olivia', 'ce-correlationid': 'ghost' });
    expect(await listed(retried?.position)).toEqual([]);
    const again = await guild.command('oscar', 'dead-letter.retry', { service: 'permit-workflow', id });
    expect(refused(again)).toMatchObject({ code: 'INVALID_STATE' });
  });
});

test('a letter is dropped, with a reason, and gone from the list', async () => {
  const id = await assignGhost('phantom');
  await alertAbout('dead-letter', id);
  const { code, stdout } = await cli('olivia', 'drop', 'permit-workflow', id, '--reason', 'Nobody wants it.');
  expect({ code, stdout }).toEqual({ code: 0, stdout: `✓ ${id} of permit-workflow is dropped.\n` });
  expect((await cli('olivia', 'list')).stdout).toBe('No dead letters.\n');
  expect(await guild.entity('dead-letter', id)).toMatchObject([
    { type: 'dead-letter.dropped', data: { service: 'permit-workflow', reason: 'Nobody wants it.' } },
  ]);
  expect(await guild.entity('permit', 'phantom')).toEqual([]);
});

test('a letter that survives its service is still there, and can be retried', async () => {
  const id = await assignGhost('survivor');
  await alertAbout('dead-letter', id);
  const before = guild.system.pids()['permit-workflow'];
  if (typeof before !== 'number') throw new Error('permit-workflow does not run');
  process.kill(before, 'SIGKILL');
  await waitFor(() => {
    const now = guild.system.pids()['permit-workflow'];
    return typeof now === 'number' && now !== before;
  });
  // The others hear the command too, so that nobody says that it is not there yet.
  const answer = await waitFor(async () => {
    const payload = { service: 'permit-workflow', id };
    const sent = guild.command('olivia', 'dead-letter.retry', payload, { timeoutMs: 1_000 });
    return sent.catch(() => undefined);
  });
  expect(refused(answer).message).toBe(`It failed again: ${WHY('survivor')}`);
});

test('an event that is not of its shape is a dead letter that says so, and stops no service', async () => {
  const before = guild.system.pids();
  await using risk = await DefectiveService.of(guild.system, 'risk-assessment');
  const { assessment: _, ...data } = assessed.data;
  const { id } = await risk.write('shapeless', { type: 'task.assessed', data: data as never });
  const alert = await alertAbout('dead-letter', id);
  expect(alert.data['summary']).toBe(
    'worker-registry gave up evt.task.assessed.shapeless.1, given out 5 times: ' +
      'the event is no valid task.assessed: /assessment is missing',
  );
  await guild.publish('coordinator-master', exploration('after-shapeless'));
  await guild.ear.event('permit.issued', 'after-shapeless');
  expect(guild.system.pids()).toEqual(before);
});

test('what is no event in the log is an alert that its integrity is at stake', async () => {
  await using risk = await DefectiveService.of(guild.system, 'risk-assessment');
  await risk.publish('log.task.assessed.junk.1', '{}');
  const alert = await alertAbout('log-integrity', 'audit-projection');
  expect(alert.data).toMatchObject({ kind: 'log-integrity', severity: 'critical' });
  expect(alert.data['summary']).toMatch(
    /^audit-projection found in the log what must not be there.*holds no event$/,
  );
  await guild.publish('coordinator-master', exploration('after-junk'));
  const { position } = await guild.ear.event('permit.issued', 'after-junk');
  granted(await guild.query('judy', 'events.read', { after: position }));
  const { code, stdout, stderr } = await guild.system.run('judy', 'audit', 'replay', '--json');
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.stringMatching(/^! What the log holds at position \d+ is no event/),
  });
  expect(stdout).toContain('evt.permit.issued.after-junk.');
});
