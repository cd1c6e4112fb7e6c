import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { waitFor } from '@guildhall/testing';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ProcessInfo } from '../src/supervisor/keeper.js';
import type { Exit, Launched } from '../src/supervisor/launched.js';
import { identify, isAlive } from '@guildhall/broker';
import type { ProcessId } from '@guildhall/broker';
import { launchProgram } from '../src/supervisor/program.js';
import { Supervisor } from '../src/supervisor/supervisor.js';
import type { Part } from '../src/supervisor/supervisor.js';
import { build } from './support/built.js';
import { program } from './support/process.js';
import { tempDir } from './support/temp.js';

const part = (
  name: string,
  main: string,
  dir: string,
  more: { env?: Record<string, string>; grace?: number } = {},
): Part => ({
  name,
  launch: () => launchProgram({ name, main: program(main), env: {}, log: join(dir, `${name}.log`), ...more }),
});

const supervised = (changed: (info: ProcessInfo) => void = () => undefined): Supervisor & AsyncDisposable => {
  const supervisor = new Supervisor(changed);
  return Object.assign(supervisor, { [Symbol.asyncDispose]: () => supervisor.stop() });
};

/** A process of which only what its keeper sees is there; it ends when it is stopped, or at once. */
const life = ({ healthy = false, ends = false }): Launched => {
  let end = (_: Exit): void => undefined;
  const exited = new Promise<Exit>((resolve) => (end = resolve));
  if (ends) setImmediate(() => end({ code: 1, text: 'by itself' }));
  return {
    pid: undefined,
    healthy: healthy ? Promise.resolve() : new Promise(() => undefined),
    exited,
    stop: async () => {
      end({ code: 0, text: 'stopped' });
      await exited;
    },
  };
};

const idsOf = (processes: ProcessInfo[]): ProcessId[] =>
  processes.flatMap(({ pid, started }) => (pid === null || started === undefined ? [] : [{ pid, started }]));

describe('a supervisor', () => {
  test('starts programs, knows them healthy, and stops the latest first', async () => {
    using dir = tempDir();
    const endings = join(dir.path, 'endings');
    await using supervisor = supervised();
    const steady = (name: string): Part =>
      part(name, 'steady', dir.path, { env: { NAME: name, ENDINGS: endings } });

    await supervisor.start([steady('broker')]);
    await supervisor.start([steady('service')]);
    const running = supervisor.processes;
    await supervisor.stop();

    expect(running.map(({ name, state, restarts }) => ({ name, state, restarts }))).toEqual([
      { name: 'broker', state: 'healthy', restarts: 0 },
      { name: 'service', state: 'healthy', restarts: 0 },
    ]);
    expect(supervisor.processes.map(({ state, pid }) => ({ state, pid }))).toEqual([
      { state: 'stopped', pid: null },
      { state: 'stopped', pid: null },
    ]);
    expect(readFileSync(endings, 'utf8')).toBe('service SIGTERM\nbroker SIGTERM\n');
    expect(idsOf(running).filter(isAlive)).toEqual([]);
    expect(readFileSync(join(dir.path, 'broker.log'), 'utf8')).toBe('ready\n');
  });

  test('starts what dies again, after pauses that grow', async () => {
    using dir = tempDir();
    const changes: { at: number; state: string }[] = [];
    await using supervisor = supervised(({ state }) => changes.push({ at: performance.now(), state }));

    await supervisor.start([part('mortal', 'mortal', dir.path)]);
    await waitFor(() => supervisor.processes[0]?.restarts === 4);
    await supervisor.stop();

    const died = changes.filter(({ state }) => state === 'waiting').map(({ at }) => at);
    const startedAfter = (at: number): number =>
      changes.find((change) => change.at > at && change.state === 'starting')?.at ?? Number.NaN;
    const pauses = died.slice(0, 3).map((at) => startedAfter(at) - at);
    expect(pauses.map((pause, n) => pause >= 100 * 2 ** n - 1)).toEqual([true, true, true]);
    expect(supervisor.processes[0]?.lastExit).toBe('exit code 1');
  });

  test('starts again what hangs before it is healthy', async () => {
    const lives = [life({ healthy: true, ends: true }), life({}), life({ healthy: true })];
    const ends: (string | undefined)[] = [];
    await using supervisor = supervised(({ state, lastExit }) => {
      if (state === 'waiting') ends.push(lastExit);
    });
    const relapsing = { name: 'relapsing', launch: () => lives.shift() ?? life({}), startWithin: 50 };

    await supervisor.start([relapsing]);
    await waitFor(() => lives.length === 0 && supervisor.processes[0]?.state === 'healthy');

    expect(supervisor.processes[0]?.restarts).toBe(2);
    expect(ends).toEqual(['by itself', 'stopped']);
  });

  test('gives up at once on a program with a bad setting, and says so', async () => {
    using dir = tempDir();
    const states: string[] = [];
    await using supervisor = supervised(({ state }) => states.push(state));

    const start = supervisor.start([part('broken', 'broken', dir.path, { env: { EXIT: '2' } })]);

    await expect(start).rejects.toMatchObject({
      process: 'broken',
      message: 'broken does not start: exit code 2.',
    });
    expect(supervisor.processes[0]).toMatchObject({ restarts: 0, state: 'stopped', lastExit: 'exit code 2' });
    expect(states).not.toContain('waiting');
  });

  test('gives up on a program that is not healthy in time', async () => {
    await using supervisor = supervised();
    const start = supervisor.start([{ name: 'silent', launch: () => life({}), startWithin: 50 }]);
    await expect(start).rejects.toMatchObject({
      process: 'silent',
      exit: 3,
      message: 'silent was not healthy after 0.05 s.',
    });
  });

  test('gives up on a program that dies three times before it is healthy', async () => {
    using dir = tempDir();
    await using supervisor = supervised();

    const start = supervisor.start([part('broken', 'broken', dir.path, { env: { EXIT: '1' } })]);

    await expect(start).rejects.toMatchObject({ process: 'broken', exit: 1 });
    expect(supervisor.processes[0]?.restarts).toBe(2);
  });

  test('kills what does not end when asked to', async () => {
    using dir = tempDir();
    await using supervisor = supervised();
    await supervisor.start([part('stubborn', 'stubborn', dir.path, { grace: 100 })]);
    const running = idsOf(supervisor.processes);

    await supervisor.stop();

    expect(running).toHaveLength(1);
    expect(running.filter(isAlive)).toEqual([]);
  });

  test('starts nothing any more once it is stopped', async () => {
    using dir = tempDir();
    await using supervisor = supervised();
    await supervisor.stop();

    await expect(supervisor.start([part('late', 'steady', dir.path)])).rejects.toThrow('Stopped.');
    expect(supervisor.processes).toEqual([]);
  });
});

describe('a supervisor that is killed', () => {
  beforeAll(() => {
    build('apps/cli');
  });

  const launch = (dir: string) =>
    spawn(process.execPath, [program('supervisor'), join(dir, 'lock'), join(dir, 'log'), program('steady')], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  test('leaves nothing running, and its home to the next one', async () => {
    using dir = tempDir();
    const first = launch(dir.path);
    const [line] = (await once(createInterface(first.stdout), 'line')) as [string];
    const children = (JSON.parse(line) as number[]).map(identify);
    expect(children.filter(isAlive)).toHaveLength(2);

    const second = launch(dir.path);
    const [refused] = (await once(createInterface(second.stderr), 'line')) as [string];
    expect(refused).toBe(`A Guildhall is already running in this home (process ${first.pid ?? 0}).`);

    first.kill('SIGKILL');
    await waitFor(() => children.filter(isAlive).length === 0);

    const third = launch(dir.path);
    const [again] = (await once(createInterface(third.stdout), 'line')) as [string];
    third.kill('SIGKILL');
    const others = (JSON.parse(again) as number[]).map(identify);
    await waitFor(() => others.filter(isAlive).length === 0);
  });
});
