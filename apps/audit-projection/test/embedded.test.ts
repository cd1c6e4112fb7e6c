import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { identify } from '@guildhall/broker';
import { createPGlite, openDatabase } from '../src/index.js';
import { PGliteThread } from '../src/database/pglite-thread.js';
import { Guild } from './support/guild.js';
import { ignore, openDesk } from './support/desk.js';
import type { Opening } from './support/desk.js';
import { temporaryDirectory } from './support/home.js';
import { MemoryLog } from './support/memory-log.js';

let home: Awaited<ReturnType<typeof temporaryDirectory>>;
let made = 0;

beforeAll(async () => {
  home = await temporaryDirectory();
  await createPGlite(join(home.path, 'template'));
  await (await openDesk(opening(join(home.path, 'filled')), someLog()))[Symbol.asyncDispose]();
});
afterAll(async () => {
  await home[Symbol.asyncDispose]();
});

const newDirectory = (): string => join(home.path, `database-${++made}`);
const opening =
  (directory: string): Opening =>
  (report = ignore) =>
    openDatabase({ directory, template: join(home.path, 'template'), report });

const someLog = (): MemoryLog => {
  const log = new MemoryLog();
  new Guild(log).enrol('alice', 'manager').clear('t1').request('t2');
  return log;
};

/** A directory with a closed database that reflects `someLog`. */
const filled = async (): Promise<string> => {
  const directory = newDirectory();
  await cp(join(home.path, 'filled'), directory, { recursive: true });
  return directory;
};

/** What is reported on the way until the database reflects the whole log. */
const reopened = async (directory: string, log: MemoryLog): Promise<string[]> => {
  await using desk = await openDesk(opening(directory), log);
  const { length } = await desk.database.tables.selectFrom('events').select('position').execute();
  expect(length).toBe(log.events.length);
  return desk.reports;
};

const doesNotOpen = ['The database does not open; it is built anew.'];

describe('a database that does not open is built anew', () => {
  const everyFile = async (data: string, change: (path: string) => Promise<unknown>): Promise<void> => {
    for (const entry of await readdir(data, { recursive: true })) {
      const path = join(data, entry);
      if ((await stat(path)).isFile()) await change(path);
    }
  };
  const damages: [string, (data: string) => Promise<unknown>, string[]][] = [
    ['its control file is gone', (data) => rm(join(data, 'global', 'pg_control')), doesNotOpen],
    ['every file is garbage', (data) => everyFile(data, (path) => writeFile(path, 'garbage')), doesNotOpen],
    ['there is nothing', (data) => rm(data, { recursive: true }), []],
    [
      'there is a file in its place',
      async (data) => {
        await rm(data, { recursive: true });
        await writeFile(data, 'no directory');
      },
      [],
    ],
  ];

  test.each(damages)('%s', async (_what, damage, reports) => {
    const log = someLog();
    const directory = await filled();
    await damage(join(directory, 'data'));
    expect(await reopened(directory, log)).toEqual(reports);
  });

  test('one whose making was interrupted is made again', async () => {
    const directory = newDirectory();
    await mkdir(join(directory, 'data.new', 'base'), { recursive: true });
    await writeFile(join(directory, 'data.new', 'PG_VERSION'), '18\n');
    expect(await reopened(directory, someLog())).toEqual([]);
    expect((await readdir(directory)).sort()).toEqual(['data']);
  });
});

/** A process that does nothing until it is killed. */
const sleeper = (): ChildProcess => spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
const killed = async (child: ChildProcess): Promise<void> => {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
};

describe('the lock', () => {
  const lockOf = (directory: string): string => join(directory, 'lock');

  test('names its holder, and is gone when the database is closed', async () => {
    const directory = newDirectory();
    const database = await opening(directory)();
    expect(JSON.parse(await readFile(lockOf(directory), 'utf8'))).toEqual(identify(process.pid));
    await database.close();
    expect(await readdir(directory)).toEqual(['data']);
  });

  test('of a living process is respected; once it is dead it is taken over, and the rows still hold', async () => {
    const log = someLog();
    const directory = await filled();
    const holder = sleeper();
    await writeFile(lockOf(directory), JSON.stringify(identify(holder.pid ?? 0)));
    await expect(opening(directory)()).rejects.toThrow(
      `The database is in use by process ${holder.pid}, which holds ${lockOf(directory)}. Only one projection may run on it.`,
    );
    await killed(holder);
    expect(await reopened(directory, log)).toEqual([]);
  });

  test('of a process whose number somebody else has by now is taken over', async () => {
    const log = someLog();
    const directory = await filled();
    const [boot] = identify(process.pid).started?.split(':') ?? [];
    await writeFile(lockOf(directory), JSON.stringify({ pid: process.pid, started: `${boot}:1` }));
    expect(await reopened(directory, log)).toEqual([]);
  });

  test.each([
    ['of another run of the machine', JSON.stringify({ pid: process.pid, started: 'another:1' })],
    ['that names nobody', ''],
    ['that is no lock', '[1'],
  ])('%s: what was open when the machine went down is built anew', async (_what, text) => {
    const log = someLog();
    const directory = await filled();
    await writeFile(lockOf(directory), text);
    expect(await reopened(directory, log)).toEqual([
      'The machine went down while the database was open; it is built anew.',
    ]);
  });

  test('is given back where the database cannot be opened', async () => {
    const directory = newDirectory();
    const nowhere = openDatabase({ directory, template: join(home.path, 'none'), report: ignore });
    await expect(nowhere).rejects.toThrow(/ENOENT/);
    expect(await readdir(directory)).not.toContain('lock');
  });
});

describe('a process that is killed', () => {
  test('in the middle of a transaction leaves what was committed before', async () => {
    const log = someLog();
    const directory = await filled();
    const module = fileURLToPath(new URL('../pglite/open.mjs', import.meta.url));
    const script = `
      const { open } = await import(${JSON.stringify(module)});
      const database = await open(${JSON.stringify(join(directory, 'data'))});
      await database.exec('begin; delete from guildhall.events; update guildhall.checkpoint set position = 0');
      console.log('deleted');
      setInterval(() => undefined, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    await killed(child);
    expect(await reopened(directory, log)).toEqual([]);
    expect(log.followedFrom).toEqual([log.events.length]);
  });
});

describe('the thread of the database', () => {
  test('an error of a statement keeps its SQLSTATE, and the next one is answered', async () => {
    const database = await opening(newDirectory())();
    const { tables } = database;
    await expect(
      tables
        .selectFrom('events')
        .select('nothing' as 'id')
        .execute(),
    ).rejects.toMatchObject({
      code: '42703',
    });
    expect(await tables.selectFrom('events').select('id').execute()).toEqual([]);
    await database.close();
  });

  test('once it has ended nothing waits for it: what is asked is refused, and it can be closed', async () => {
    const thread = await PGliteThread.open(join(await filled(), 'data'));
    const connection = await thread.connect();
    const asked = expect(connection.query('select pg_sleep(60)', [])).rejects.toThrow(/ended with code/);
    await thread.abandon();
    await asked;
    await expect(connection.query('select 1', [])).rejects.toThrow(/ended with code/);
    await thread.end();
  });

  test('transactions have the one connection to themselves, in the order of their asking', async () => {
    const database = await opening(newDirectory())();
    const order: string[] = [];
    const transaction = (name: string): Promise<void> =>
      database.tables.transaction().execute(async (open) => {
        for (const step of [1, 2]) {
          await open.selectFrom('checkpoint').selectAll().execute();
          order.push(`${name}${step}`);
        }
      });
    await Promise.all([transaction('a'), transaction('b'), transaction('c')]);
    expect(order).toEqual(['a1', 'a2', 'b1', 'b2', 'c1', 'c2']);
    await database.close();
  });
});
