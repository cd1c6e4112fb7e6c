import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problemsOf } from './check-log.js';
import { Ear } from './support/ear.js';
import { Participant, granted } from './support/participant.js';
import { readLog } from './support/read-log.js';
import { deployment } from './support/tasks.js';
import { startSystem } from './system.js';
import type { TestSystem } from './system.js';

let system: TestSystem;
beforeAll(async () => { system = await startSystem(); }, 60_000);
afterAll(() => system[Symbol.asyncDispose]());

test('smoke', async () => {
  const judy = await system.connectAs('judy');
  const ear = await Ear.on(judy, 'evt.>');
  const master = new Participant('development-master', await system.connectAs('development-master'));
  const bob = new Participant('bob', await system.connectAs('bob'));
  const carol = new Participant('carol', await system.connectAs('carol'));
  console.log(await master.publishTask(deployment('t1'), { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }));
  const requested = await ear.event('permit.requested', 't1');
  const permitDigest = requested.data['permitDigest'];
  console.log(granted(await bob.command('permit.approve', { taskId: 't1', role: 'engineering-director', permitDigest })));
  console.log(granted(await carol.command('permit.approve', { taskId: 't1', role: 'security-lead', permitDigest })));
  await ear.event('permit.issued', 't1');
  const log = await readLog(judy);
  console.log(log.length, problemsOf(log), log.at(-1));
});
