import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServer } from 'node:net';
import type { ParticipantKind, StoryLine } from '@guildhall/contracts';
import { startNats, waitFor } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from '../src/client/client.js';
import { ClientError, RefusedError, connectError, intakeRefusal } from '../src/client/errors.js';
import { inboxOf } from '../src/client/inbox.js';
import { storyOf } from '../src/client/story.js';
import { reportCompletion, reportPermit } from '../src/commands/report-permit.js';
import { outputTo } from '../src/output.js';
import type { Streams } from '../src/output.js';
import { waitingSeq } from '../src/permits/action.js';
import { run } from '../src/run.js';
import type { Session } from '../src/session.js';
import { watchPermit } from '../src/watch/permit.js';
import { tempDir } from './support/temp.js';

/** Answers to queries, by what `answers` makes of them, and what was asked. */
const asking = (answers: (name: string, payload: Record<string, unknown>) => unknown) => {
  const asked: [string, unknown][] = [];
  const query = (name: string, payload: Record<string, unknown>): Promise<unknown> => {
    asked.push([name, payload]);
    const result = answers(name, payload);
    return result instanceof Error ? Promise.reject(result) : Promise.resolve({ result, position: 40 });
  };
  return { asked, client: { query } as unknown as Client };
};

const line = (position: number): StoryLine => ({
  position,
  type: 'permit.issued',
  time: '2026-11-21T10:00:00.000Z',
  actor: 'policy',
  text: 'Issued.',
});

/** Streams that are no terminals, and what was written to them. */
const written = () => {
  const texts = { stdout: '', stderr: '' };
  const into = (name: keyof typeof texts) => ({ write: (text: string) => (texts[name] += text) });
  return { texts, streams: { stdout: into('stdout'), stderr: into('stderr') } as unknown as Streams };
};

describe('a story', () => {
  const PAGES: Record<number, { events: StoryLine[]; next?: number }> = {
    1: { events: [line(1), line(2)], next: 3 },
    3: { events: [line(3)], next: 9 },
    9: { events: [line(9)] },
  };
  const told = () => asking((_name, { from = 1 }) => ({ taskId: 't1', ...PAGES[Number(from)] }));

  test('is read to its end, page after page', async () => {
    const { asked, client } = told();
    const lines = await storyOf(client, 't1');
    expect(lines.map(({ position }) => position)).toEqual([1, 2, 3, 9]);
    expect(asked.map(([, payload]) => payload)).toEqual([
      { taskId: 't1' },
      { taskId: 't1', from: 3 },
      { taskId: 't1', from: 9 },
    ]);
  });

  test('is read from where one is, as of a position of the log', async () => {
    const { asked, client } = told();
    expect(await storyOf(client, 't1', { from: 9, after: 12 })).toEqual([line(9)]);
    expect(asked).toEqual([['task.story', { taskId: 't1', from: 9, after: 12 }]]);
  });

  test('that is watched is asked for from where one is', async () => {
    let looks = 0;
    const { asked, client } = asking((name) => {
      if (name === 'task.get')
        return { taskId: 't1', status: 'assigned', permit: ++looks > 1 ? 'CLOSED' : 'ACTIVE' };
      return { taskId: 't1', events: looks > 1 ? [line(8)] : [line(1), line(5)] };
    });
    const ear = { next: () => Promise.resolve(undefined) };
    const listening = { ...client, listen: () => ear } as unknown as Client;
    const seen: number[] = [];
    for await (const { position } of watchPermit(listening, 't1', new AbortController().signal))
      seen.push(position);
    expect(seen).toEqual([1, 5, 8]);
    expect(asked.filter(([name]) => name === 'task.story').map(([, payload]) => payload)).toEqual([
      { taskId: 't1', from: 1, after: 40 },
      { taskId: 't1', from: 6, after: 40 },
    ]);
  });
});

describe('what waits for the caller', () => {
  const waiting = { seq: 7, action: 'deploy', target: 'service:api', at: '2026-11-21T10:00:00.000Z' };
  const inbox = (permit: unknown) =>
    asking((name, { cursor }) => {
      if (name === 'permit.get') return permit;
      return cursor === undefined
        ? { permits: [{ taskId: 't0', waiting: { ...waiting, seq: 1 } }], next: 'c1' }
        : { permits: [{ taskId: 't1', waiting }] };
    });

  test('is all pages of the inbox', async () => {
    const { asked, client } = inbox(undefined);
    expect((await inboxOf(client, { after: 3 })).map(({ taskId }) => taskId)).toEqual(['t0', 't1']);
    expect(asked).toEqual([
      ['permit.inbox', { limit: 500, after: 3 }],
      ['permit.inbox', { limit: 500, after: 3, cursor: 'c1' }],
    ]);
  });

  test('may be confirmed also by who may not read the permit', async () => {
    const forbidden = new RefusedError({ code: 'FORBIDDEN', message: 'No.' });
    expect(await waitingSeq(inbox(forbidden).client, 't1')).toBe(7);
    await expect(waitingSeq(inbox(forbidden).client, 't2')).rejects.toMatchObject({ exit: 2 });
  });

  test('is not asked for where the permit says it', async () => {
    const { asked, client } = inbox({ work: { waiting: { ...waiting, seq: 3 } } });
    expect(await waitingSeq(client, 't1')).toBe(3);
    expect(asked.map(([name]) => name)).toEqual(['permit.get']);
  });
});

describe('what was done to a permit is said', () => {
  const done = { result: {}, position: 17 };
  const reported = async (answer: unknown): Promise<string> => {
    const { texts, streams } = written();
    const session = { output: outputTo(streams, {}, false) } as Session;
    await reportPermit(session, asking(() => answer).client, 't1', done, 'You approved t1.');
    return texts.stdout;
  };

  test('with how it stands now', async () => {
    expect(await reported({ state: 'APPROVED', plan: [] })).toBe('✓ You approved t1. It is APPROVED.\n');
  });

  test.each([
    ['cannot be asked', new ClientError('unreachable', 'No service answered.')],
    ['has not come so far', new RefusedError({ code: 'NOT_YET', message: 'Not yet.' })],
    ['may not be read', new RefusedError({ code: 'FORBIDDEN', message: 'No.' })],
  ])('also where that %s', async (_, error) => {
    expect(await reported(error)).toBe('✓ You approved t1.\n');
  });

  test('but a defect is not passed over', async () => {
    await expect(reported(new TypeError('defect'))).rejects.toThrow('defect');
  });
});

describe('a completion is said', () => {
  const done = { result: {}, position: 17 };
  const completed = async (permit: unknown, json = false): Promise<string> => {
    const { texts, streams } = written();
    const session = { output: outputTo(streams, {}, json) } as Session;
    await reportCompletion(session, asking(() => permit).client, 't1', done, 'success');
    return texts.stdout;
  };

  test('where the permit is completed', async () => {
    expect(await completed({ state: 'CLOSED', plan: [] })).toBe(
      '✓ You completed t1: success. It is CLOSED.\n',
    );
  });

  test('to be none where it took the permit back, for people and for programs', async () => {
    const revocation = { kind: 'violation', severity: 'critical', text: 'Action 1 of 3 is not on record.' };
    for (const json of [false, true])
      await expect(completed({ state: 'CLOSED', plan: [], revocation }, json)).rejects.toMatchObject({
        exit: 1,
        message: 't1 is not completed but revoked: Action 1 of 3 is not on record.',
      });
  });
});

describe('a task that the intake does not take', () => {
  test('is one too many of its master only where the broker says so', () => {
    const perSubject = { err_code: 10_077, description: 'maximum messages per subject exceeded' };
    expect(intakeRefusal(perSubject)).toEqual({
      code: 'OVERLOADED',
      message: 'Too many of your tasks are waiting.',
    });
  });

  test.each([
    [{ err_code: 10_077, description: 'maximum bytes exceeded' }, 'maximum bytes exceeded'],
    [{ err_code: 10_047, description: 'insufficient storage' }, 'insufficient storage'],
    [undefined, 'no reason'],
  ])('is an outage otherwise: %j', (error, why) => {
    expect(intakeRefusal(error)).toEqual({
      code: 'LOG_UNAVAILABLE',
      message: `The intake did not store the task: ${why}.`,
    });
  });
});

describe('the connection', () => {
  let nats: TestNats;
  beforeAll(async () => {
    nats = await startNats();
  });
  afterAll(() => nats[Symbol.asyncDispose]());

  const credsOf = async (id: string, kind: ParticipantKind, dir: string): Promise<string> => {
    const path = join(dir, `${id}.creds`);
    writeFileSync(path, (await nats.trust.issue(id, kind)).creds);
    return path;
  };

  /** Counts on that port how often a connection is made, and ends it. */
  const counting = async (port: number) => {
    let tried = 0;
    const server = createServer((socket) => {
      tried += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const close = () => new Promise((resolve) => server.close(resolve));
    return { tried: () => tried, close };
  };

  /** What a client says of its connection while it hears alerts, until the end of its block. */
  const listening = async (dir: string) => {
    const creds = await credsOf('oscar', 'operator', dir);
    const client = await Client.connect({ server: nats.url, creds, id: 'oscar' });
    const stop = new AbortController();
    const said: string[] = [];
    const say = (text: string) => () => void said.push(text);
    const hearing = { listening: say('listening'), deaf: say('deaf'), back: say('back') };
    const heard = client.alerts(stop.signal, hearing).next();
    const close = async (): Promise<void> => {
      stop.abort();
      await heard;
      await client.close();
    };
    return { said, [Symbol.asyncDispose]: close };
  };

  test('comes back after an outage, however long that was', async () => {
    using dir = tempDir();
    await using ear = await listening(dir.path);
    await waitFor(() => ear.said.includes('listening'));
    await nats.kill();
    const attempts = await counting(Number(new URL(nats.url).port));
    await waitFor(() => attempts.tried() > 12, {
      within: 20_000,
      what: 'more than the library makes by itself',
    });
    await attempts.close();
    await nats.restart();
    await waitFor(() => ear.said.includes('back'), { within: 10_000, what: 'the connection' });
    expect(ear.said).toEqual(['listening', 'deaf', 'back']);
  });

  test('with credentials that the broker does not know is refused, with what to do about it', async () => {
    using dir = tempDir();
    await using other = await startNats({ provisioned: false });
    const NATS_CREDS = await credsOf('eve', 'person', dir.path);
    const { texts, streams } = written();
    const environment = { GUILDHALL_HOME: dir.path, NATS_CREDS, NATS_URL: other.url };
    expect(await run(['whoami'], environment, streams)).toBe(1);
    expect(texts.stderr).toContain('The broker does not accept the credentials of eve.');
    expect(texts.stderr.replace(/\s+/g, ' ')).toContain(
      'They were revoked, or replaced by newer ones; an operator gives new ones out: `guildhall identity issue`.',
    );
  });

  test('that cannot be made is told without a password', () => {
    const { kind, message } = connectError('nats://user:p@ss@127.0.0.1:1', 'bob', new Error('refused'));
    expect([kind, message]).toEqual(['unreachable', 'No broker answers at nats://127.0.0.1:1.']);
  });
});

test('what is applied is given once', async () => {
  const { texts, streams } = written();
  const words = ['execution', 'propose', 't1', '--action', 'deploy', '--target', 'service:api', '--seq', '1'];
  const twice = ['--input', 'file', '--input-sha256', 'a'.repeat(64)];
  expect(await run([...words, ...twice], {}, streams)).toBe(2);
  expect(texts.stderr).toContain("'--input-sha256 <sha256>' cannot be used with option '--input <file>'");
});
