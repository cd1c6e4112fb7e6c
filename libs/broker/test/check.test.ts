import { describe, expect, test } from '@jest/globals';
import { startNats } from '@guildhall/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import { serverProblems } from '../src/check.js';
import { checkBroker, versionProblem } from '../src/index.js';

const tooOld = (version: string): string =>
  `nats-server ${version} is too old: 2.14.4 or later is needed; upgrade it`;

describe('version', () => {
  test.each(['2.14.4', '2.14.5', '2.15.0', '2.15.1', '3.0.0', '2.20.0-RC.1', 'v2.14.4'])(
    '%s will do',
    (version) => {
      expect(versionProblem(version)).toBeUndefined();
    },
  );

  test.each(['2.14.3', '2.9.99', '2.10.22', '1.99.99', 'unknown', '2.14', ''])('%j is refused', (version) => {
    expect(versionProblem(version)).toBe(tooOld(version));
  });
});

describe('what a server says about itself', () => {
  const server = { name: 'n1', ver: '2.15.1' };
  const unsafe =
    'nats-server n1 acknowledges what is not on the disk yet: ' +
    'set `sync_interval: always` in the `jetstream` block of its configuration';

  test('nothing is wrong with one that syncs always, or stores nothing', () => {
    expect(serverProblems({ server, data: { config: { sync_always: true } } })).toEqual([]);
    expect(serverProblems({ server, data: { disabled: true } })).toEqual([]);
  });

  test('everything wrong with it is said at once', () => {
    const old = { name: 'n1', ver: '2.10.0' };
    expect(serverProblems({ server: old, data: { config: {} } })).toEqual([tooOld('2.10.0'), unsafe]);
    expect(serverProblems({ server, data: { config: { sync_always: false } } })).toEqual([unsafe]);
    expect(serverProblems({ server })).toEqual([unsafe]);
  });
});

describe('a running broker', () => {
  test('as `up` makes it is safe, for every service', async () => {
    await using nats = await startNats();
    const probe = await nats.probe();
    for (const service of ['risk-assessment', 'audit-projection'] as const) {
      expect(await checkBroker(await nats.service(service), probe)).toEqual({ problems: [] });
    }
    expect(nats.denied).toEqual([]);
  });

  test('with the default sync interval, a changed and a missing stream is refused, saying what to do', async () => {
    await using nats = await startNats({ syncInterval: '"2m"' });
    const jsm = await jetstreamManager(await nats.admin(), { checkAPI: false });
    await jsm.streams.update('INTAKE', { max_msgs_per_subject: 5 });
    await jsm.streams.delete('ALERTS');
    const { problems } = await checkBroker(await nats.service('permit-workflow'), await nats.probe());
    expect(problems).toEqual([
      'nats-server guildhall acknowledges what is not on the disk yet: ' +
        'set `sync_interval: always` in the `jetstream` block of its configuration',
      'stream INTAKE: max_msgs_per_subject is 5, not 1000; restore it as it was made',
      'stream ALERTS: stream not found; run `guildhall up`, which makes what is missing',
    ]);
  });

  test('that nobody can be asked about is refused', async () => {
    await using nats = await startNats();
    const service = await nats.service('permit-workflow');
    const { problems } = await checkBroker(service, await nats.connectAs('bob', 'person'));
    expect(problems).toEqual(['no nats-server says how it is set up: check the `.creds` of the probe']);
  });
});
