import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { problemsOf, standingOf } from './check-log.js';
import { approval } from './flow/approval.js';
import { ends } from './flow/ends.js';
import { limits } from './flow/limits.js';
import { productionDeployment } from './flow/production-deployment.js';
import { queries } from './flow/query.js';
import { repetition } from './flow/repetition.js';
import { start } from './flow/start.js';
import { tasks } from './flow/task.js';
import { MASTER, namesOf, typesOf } from './flow/words.js';
import { Guild } from './support/guild.js';
import type { JsonObject, LogEvent } from './support/log-event.js';
import { granted, refused } from './support/participant.js';
import { exploration } from './support/tasks.js';

let guild: Guild;
beforeAll(async () => {
  guild = await Guild.start();
}, 60_000);
afterAll(() => guild[Symbol.asyncDispose]());

// One system for all of them; each has tasks of its own.
productionDeployment(() => guild);
repetition(() => guild);
approval(() => guild);
ends(() => guild);
start(() => guild);
tasks(() => guild);
queries(() => guild);
limits(() => guild);

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

test('nothing is imported once the first boot is over, and never by anybody but system', async () => {
  const people = [{ id: 'mallory', name: 'Mallory', roles: ['operator'] }];
  const payload = { sha256: 'd'.repeat(64), people };
  expect(refused(await guild.command('system', 'directory.import', payload)).code).toBe('INVALID_STATE');
  expect(refused(await guild.command('olivia', 'directory.import', payload)).code).toBe('FORBIDDEN');
  const masters = [{ id: 'mallory', level: 4, owners: ['olivia'] }];
  const registering = { sha256: payload.sha256, masters };
  expect(refused(await guild.command('system', 'master.import', registering)).code).toBe('INVALID_STATE');
  expect(refused(await guild.command('olivia', 'master.import', registering)).code).toBe('FORBIDDEN');
  expect(await guild.entity('claim', 'mallory')).toEqual([]);
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
  // Tasks sent again with the same content have long been taken up by now.
  expect(typesOf(await guild.story('same-2'))).toEqual(['task.assessed', 'assignment.made', 'permit.issued']);
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
