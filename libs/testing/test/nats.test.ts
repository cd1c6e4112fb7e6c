import { expect, test } from '@jest/globals';
import { access } from 'node:fs/promises';
import { jetstream } from '@nats-io/jetstream';
import { startNats, waitFor } from '../src/index.js';

test('keeps its address and what it acknowledged across SIGKILL, and connections come back', async () => {
  await using nats = await startNats();
  const service = await nats.service('permit-workflow');
  const js = jetstream(service, { checkAPI: false });
  const { seq } = await js.publish('log.permit.closed.t1.1', '{}');
  const { pid, url } = nats;
  await nats.kill();
  await nats.restart();
  expect(nats.pid).not.toBe(pid);
  expect(nats.url).toBe(url);
  const again = await waitFor(() => js.publish('log.permit.closed.t1.2', '{}').catch(() => undefined));
  expect(again.seq).toBe(seq + 1);
});

test('leaves nothing behind', async () => {
  const nats = await startNats({ provisioned: false });
  const { dir, pid } = nats;
  await nats.connectAs('bob', 'person');
  await nats[Symbol.asyncDispose]();
  await expect(access(dir)).rejects.toThrow('ENOENT');
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

test('waitFor says what it gave up on', async () => {
  let asked = 0;
  expect(await waitFor(() => (asked += 1) === 3 && 'third')).toBe('third');
  await expect(waitFor(() => undefined, { within: 20, what: 'nothing' })).rejects.toThrow(
    'gave up waiting for nothing',
  );
});
