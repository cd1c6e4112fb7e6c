import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitFor } from '@guildhall/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { tempDir } from '../apps/cli/test/support/temp.js';
import { namesOf } from './flow/words.js';
import { Guild } from './support/guild.js';
import { readPage, root } from './support/page.js';

const folder = tempDir();
let guild: Guild;
beforeAll(async () => {
  guild = await Guild.start();
}, 60_000);
afterAll(async () => {
  await guild[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
}, 60_000);

interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

const run = async (line: string): Promise<Ran> => {
  const env = { ...guild.system.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}` };
  return promisify(execFile)('sh', ['-c', line], { cwd: folder.path, env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: unknown) => error as Ran,
  );
};

// What was done a moment ago may not have come to the view yet.
const eventually = async (line: string, code: number): Promise<Ran> => {
  let ran = await run(line);
  await waitFor(async () => ran.code === code || (ran = await run(line)).code === code, {
    within: 5_000,
  }).catch(() => undefined);
  return ran;
};

/** Runs the commands of a page: each ends as the page says. */
const follow = async (page: string): Promise<void> => {
  const { blocks } = await readPage(page, '');
  for (const text of blocks('json')) writeFileSync(join(folder.path, 'stop.json'), text);
  for (const text of blocks('sh').flatMap((block) => block.trim().split('\n'))) {
    const [command = '', refusal] = text.split(' # refused: ');
    const line = command.replace(/^npx /, '');
    const ran = await eventually(line, refusal === undefined ? 0 : 1);
    expect({ line, code: ran.code, stderr: ran.stderr }).toEqual({
      line,
      code: refusal === undefined ? 0 : 1,
      stderr: refusal === undefined ? '' : expect.stringContaining(refusal),
    });
  }
};

test('people come, change and go as the page says, and who is gone is cut off', async () => {
  await follow('people.md');
  expect(namesOf(await guild.entity('directory', 'nora'))).toEqual([
    'directory.change-proposed nora 1',
    'directory.enrolled nora 2',
    'directory.credential-issued nora 3',
    'directory.change-proposed nora 4',
    'directory.roles-changed nora 5',
    'directory.change-proposed nora 6',
    'directory.removed nora 7',
    'directory.credential-revoked nora 8',
  ]);
  await waitFor(async () =>
    (await run('guildhall whoami --as nora')).stderr.includes('does not accept the credentials of nora'),
  );
  expect(namesOf(await guild.entity('directory', 'alice')).slice(-2)).toEqual([
    'directory.delegated alice 3',
    'directory.delegation-ended alice 4',
  ]);
}, 180_000);

test('an emergency goes from the incident to the review, and a second one is refused until then', async () => {
  await follow('emergencies.md');
  expect(namesOf(await guild.entity('emergency', 'em-1'))).toEqual([
    'emergency.requested em-1 1',
    'emergency.approved em-1 2',
    'emergency.ended em-1 3',
    'emergency.reviewed em-1 4',
  ]);
  const [, approved] = await guild.entity('emergency', 'em-1');
  await guild.ear.event('permit.closed', 'stop-1');
  expect(namesOf(await guild.story('stop-1'))).toEqual([
    'task.assessed stop-1 1',
    'assignment.made stop-1 1',
    'permit.requested stop-1 1',
    'permit.review-started stop-1 2',
    'permit.approval-recorded stop-1 3',
    'permit.approved stop-1 4',
    'permit.issued stop-1 5',
    'permit.execution-started stop-1 6',
    'permit.revoked stop-1 7',
    'permit.closed stop-1 8',
  ]);
  const events = await guild.story('stop-1');
  const dataOf = (type: string) => events.find((event) => event.type === type)?.data;
  expect(dataOf('assignment.made')).toMatchObject({ workerId: 'deployer-2', level: 3, trust: 'supervised' });
  expect(dataOf('permit.issued')).toMatchObject({ window: { notAfter: approved?.data['expiresAt'] } });
  expect(dataOf('permit.revoked')).toMatchObject({ reason: { kind: 'emergency-over' } });
  // Nothing is owed any more.
  const again =
    'guildhall emergency request em-3 --incident INC-44 --worker deployer-3 --reason "It burns again." --as cicd-master';
  expect(await run(again)).toMatchObject({ code: 0, stderr: '' });
}, 180_000);
