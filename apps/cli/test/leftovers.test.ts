import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { homeAt } from '../src/home.js';
import { writeConnection } from '../src/supervisor/connection.js';
import type { ProcessInfo } from '../src/supervisor/keeper.js';
import { endLeftovers, leftoversOf } from '../src/supervisor/leftovers.js';
import { identify, isAlive } from '@guildhall/broker';
import type { ProcessId } from '@guildhall/broker';
import { removeStaleFiles } from '../src/supervisor/stale-files.js';
import { stopSystem } from '../src/system/down.js';
import { meekStray, stubbornStray } from './support/process.js';
import { tempDir } from './support/temp.js';

const info = (name: string, id: Partial<ProcessId> = {}): ProcessInfo => ({
  name,
  pid: null,
  state: 'healthy',
  since: '2026-11-21T14:00:00.000Z',
  restarts: 0,
  ...id,
});

/** What a supervisor that is gone has left behind: a file that names its processes. */
const left = (path: string, ...processes: ProcessInfo[]): string => {
  writeConnection(path, {
    nats: 'nats://127.0.0.1:4222',
    gateway: null,
    supervisor: 2 ** 22 + 1,
    startedAt: '2026-11-21T14:00:00.000Z',
    processes,
  });
  return path;
};

const idOf = ({ pid, started }: ProcessId): ProcessId => ({ pid, ...(started ? { started } : {}) });

describe('what a killed supervisor has left', () => {
  test('is ended, the latest started first, by force where it must be', async () => {
    using dir = tempDir();
    await using broker = await meekStray();
    await using service = await stubbornStray();
    const file = left(
      join(dir.path, 'connection.json'),
      info('nats-server', idOf(broker)),
      info('permit-workflow', idOf(service)),
      info('audit-projection'),
    );
    const said: string[] = [];

    await endLeftovers(file, (text) => said.push(text), 100);

    expect([broker, service].filter(isAlive)).toEqual([]);
    expect(said).toEqual([
      `permit-workflow (process ${service.pid}) was left of an earlier start; ended`,
      `nats-server (process ${broker.pid}) was left of an earlier start; ended`,
    ]);
    expect(existsSync(file)).toBe(false);
  });

  test.each([
    [
      'another that was given its number',
      (pid: number) => ({ pid, started: `${identify(pid).started ?? ''}0` }),
    ],
    ['one whose start nobody knows', (pid: number) => ({ pid })],
  ])('is never %s', async (_, named) => {
    using dir = tempDir();
    await using other = await meekStray();
    const file = left(join(dir.path, 'connection.json'), info('nats-server', named(other.pid)));

    expect(leftoversOf(file)).toEqual([]);
    await endLeftovers(file, () => undefined, 100);

    expect(isAlive(other)).toBe(true);
    expect(existsSync(file)).toBe(false);
  });

  test.each([
    ['nothing was ever started', undefined],
    ['a power cut has left half a file', '{"nats":"nats://12'],
    ['it has left an empty one', ''],
  ])('is nothing where %s', async (_, content) => {
    using dir = tempDir();
    const file = join(dir.path, 'connection.json');
    if (content !== undefined) writeFileSync(file, content);
    await endLeftovers(file, () => undefined);
    expect(readdirSync(dir.path)).toEqual([]);
  });

  test('is stopped by down', async () => {
    using dir = tempDir();
    await using broker = await meekStray();
    const home = homeAt(dir.path);
    left(home.connection, info('nats-server', idOf(broker)));
    writeFileSync(home.lock, JSON.stringify({ pid: 2 ** 22 + 1, started: '1' }));

    expect(await stopSystem(home)).toBe(true);
    expect(await stopSystem(home)).toBe(false);

    expect(isAlive(broker)).toBe(false);
    expect(readdirSync(dir.path)).toEqual([]);
  });

  test('is half a file at most, which is removed; others stay', () => {
    using dir = tempDir();
    const gone = 2 ** 22 + 1;
    const files = {
      stale: [
        `bob.creds.${gone}.tmp`,
        `connection.json.${gone}.tmp`,
        `supervisor.lock.${gone}`,
        `supervisor.lock.${gone}.stale`,
      ],
      kept: [
        'bob.creds',
        `carol.creds.${process.pid}.tmp`,
        `supervisor.lock.${process.pid}`,
        `backup.${gone}`,
        'supervisor.lock',
      ],
    };
    for (const file of [...files.stale, ...files.kept]) writeFileSync(join(dir.path, file), '');

    removeStaleFiles([dir.path, join(dir.path, 'none')]);

    expect(readdirSync(dir.path).sort()).toEqual(files.kept.sort());
  });
});
