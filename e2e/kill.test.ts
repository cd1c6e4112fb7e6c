import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { freshFoldProblems } from './support/fresh-fold.js';
import { endProblems, problemsOf, standingOf, tasksIn } from './check-log.js';
import { FaultyGuild } from './support/faulty-guild.js';
import type { Asked } from './support/guild.js';
import type { LogEvent } from './support/log-event.js';
import { granted } from './support/participant.js';
import type { Answer } from './support/participant.js';
import { Patient } from './support/patient.js';
import { PROCESSES } from './support/processes.js';
import type { ProcessName } from './support/processes.js';
import { deployment, exploration } from './support/tasks.js';

// Restarts, and messages that a killed process had taken, have their own time.
jest.setTimeout(120_000);

let place: FaultyGuild;
let people: Patient;
beforeAll(async () => {
  place = await FaultyGuild.start();
  people = new Patient(place.guild);
});
afterAll(() => place[Symbol.asyncDispose]());

/** Where a production deployment may be when a process is killed. */
const POINTS = [
  'stored in the intake',
  'assessed in the log',
  'assessed in the log, of which risk-assessment has not heard',
  'assigned',
  'requested',
  'approved by one of two',
  'issued',
  'started',
  'completed',
] as const;
type Point = (typeof POINTS)[number];

const idOf = (victim: ProcessName, point: Point): string => `${victim}-${POINTS.indexOf(point) + 1}`;

/** A task at its point, and what comes next. */
interface OnItsWay {
  asked?: Asked;
  /** What its people have said already, to be said again word for word. */
  said: Answer[];
  /** The next command, which is on its way to permit-workflow when the process is killed. */
  next?: Promise<Answer>;
}

type Stations = Map<Point, OnItsWay>;

/** Production deployments at the points at which a permit rests until somebody speaks. */
const atRest = async (id: (point: Point) => string): Promise<Stations> => {
  const stations: Stations = new Map();
  const bring = async (point: Point, ...steps: ((asked: Asked) => Promise<Answer>)[]): Promise<void> => {
    await people.submit(deployment(id(point)));
    const asked = await people.askedFor(id(point));
    const said: Answer[] = [];
    for (const step of steps) said.push(await step(asked));
    stations.set(point, { asked, said });
  };
  const bob = (asked: Asked) => people.byBob(asked);
  const carol = (asked: Asked) => people.byCarol(asked);
  const start = (asked: Asked) => people.start(asked);
  const complete = (asked: Asked) => people.complete(asked);
  await Promise.all([
    bring('requested'),
    bring('approved by one of two', bob),
    bring('issued', bob, carol),
    // The worker executes one permit at a time.
    bring('completed', bob, carol, start, complete).then(() => bring('started', bob, carol, start)),
  ]);
  return stations;
};

/** Production deployments at the points that last a moment only: the network of who would go on hangs. */
const onTheWay = async (id: (point: Point) => string, stations: Stations): Promise<void> => {
  const { network } = place;
  const bring = async (point: Point, type?: string): Promise<void> => {
    await people.submit(deployment(id(point)));
    if (type !== undefined) await people.inLog(type, id(point));
    stations.set(point, { said: [] });
  };
  network['permit-workflow'].hold('to-client');
  await bring('assigned', 'assignment.made');
  network['worker-registry'].hold('to-client');
  await bring('assessed in the log', 'task.assessed');
  const point = 'assessed in the log, of which risk-assessment has not heard';
  const appended = network['risk-assessment'].once('to-server', `log.task.assessed.${id(point)}.1 `, () =>
    network['risk-assessment'].hold('to-client'),
  );
  await bring(point, 'task.assessed');
  await appended;
  await bring('stored in the intake');
};

/** Everybody who can says what comes next, to a service that does not hear it yet. */
const speak = async (stations: Stations): Promise<void> => {
  const say = (point: Point, command: (asked: Asked) => Promise<Answer>): void => {
    const station = stations.get(point);
    if (station?.asked) station.next = command(station.asked);
  };
  say('requested', (asked) => people.byBob(asked));
  say('approved by one of two', (asked) => people.byCarol(asked));
  say('started', (asked) => people.complete(asked));
  say('completed', (asked) => people.complete(asked));
  for (const who of ['bob', 'carol', 'deployer-3']) await (await place.guild.as(who)).nc.flush();
};

/** SIGKILL, while the others hang; then all is well again, and the supervisor brings back what was killed. */
const kill = (victim: ProcessName): void => {
  place.processes.kill(victim);
  // What the broker had sent when it died is lost, as if its machine were gone.
  if (victim === 'nats-server') place.each((proxy) => proxy.cut());
  place.each((proxy) => proxy.release());
};

const WHOLE_STORY = [
  'task.assessed',
  'assignment.made',
  'permit.requested',
  'permit.review-started',
  'permit.approval-recorded',
  'permit.approval-recorded',
  'permit.approved',
  'permit.issued',
  'permit.execution-started',
  'permit.completed',
  'permit.closed',
];

describe.each(PROCESSES)('where %s is killed', (victim) => {
  let stations: Stations;
  beforeAll(async () => {
    await place.processes.allHealthy();
    const id = (point: Point): string => idOf(victim, point);
    stations = await atRest(id);
    await onTheWay(id, stations);
    await speak(stations);
    kill(victim);
  });

  // The one at work first: its worker is not free for the others before.
  test.each(POINTS.toReversed())('a deployment that is %s is completed', async (point) => {
    const taskId = idOf(victim, point);
    const { said, next } = stations.get(point) ?? { said: [] };
    if (next) granted(await next);
    const asked = await people.askedFor(taskId);
    const answers: Answer[] = [];
    for (const step of ['byBob', 'byCarol', 'start', 'complete'] as const)
      answers.push(await people[step](asked));

    expect(answers.slice(0, said.length)).toEqual(said);
    expect(answers.map((answer) => granted(answer).result['state'])).toEqual([
      'UNDER_REVIEW',
      'ACTIVE',
      'EXECUTING',
      'CLOSED',
    ]);
    expect((await place.guild.story(taskId)).map(({ type }) => type)).toEqual(WHOLE_STORY);
  });
});

test('each was started again once, and none because another was killed', async () => {
  const healthy = await place.processes.allHealthy();
  expect(Object.fromEntries(healthy.map(({ name, restarts }) => [name, restarts]))).toEqual(
    Object.fromEntries(PROCESSES.map((name) => [name, 1])),
  );
});

const idsOf = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${name}-${n + 1}`);

test('where all five are killed at once under load, everything is completed', async () => {
  const slow = idsOf('storm', 3);
  const quick = idsOf('quick', 40);
  const taken = Promise.all([
    ...slow.map((id) => people.submit(deployment(id))),
    ...quick.map((id) => people.submit(exploration(id))),
  ]);
  for (const name of PROCESSES) place.processes.kill(name);
  await taken;
  const asked = await Promise.all(slow.map((id) => people.askedFor(id)));
  await Promise.all(asked.map((each) => people.byBob(each)));
  await Promise.all(asked.map((each) => people.byCarol(each)));
  for (const each of asked) {
    granted(await people.start(each));
    granted(await people.complete(each));
  }
  await Promise.all(quick.map((id) => people.giveUp(id)));
});

describe('afterwards', () => {
  let log: LogEvent[];
  beforeAll(async () => {
    await place.processes.allHealthy();
    log = await place.guild.log();
  });

  test('the log is whole, and every task that was published has ended once', () => {
    const published = [
      ...PROCESSES.flatMap((victim) => POINTS.map((point) => idOf(victim, point))),
      ...idsOf('storm', 3),
      ...idsOf('quick', 40),
    ];
    expect(problemsOf(log)).toEqual([]);
    expect(endProblems(log)).toEqual([]);
    expect(tasksIn(log).sort()).toEqual(published.sort());
  });

  test('nothing was heard twice', () => {
    const heard = place.guild.ear.heard.map(({ position }) => position);
    expect(heard).toEqual([...new Set(heard)]);
  });

  test('the queries say what the log says', async () => {
    const after = log.at(-1)?.position ?? 0;
    for (const taskId of tasksIn(log)) {
      const { result } = granted(await place.guild.query('judy', 'task.get', { taskId, after }));
      expect([taskId, { status: result['status'], permit: result['permit'] }]).toEqual([
        taskId,
        standingOf(log, taskId),
      ]);
    }
  });

  test('the checker would have noticed', () => {
    const at = log.findIndex(({ type }) => type === 'permit.requested');
    const event = log[at] as LogEvent;
    const without = (type: string) =>
      log.filter((other) => other !== log.findLast((one) => one.type === type));
    const again = { ...event, position: log.length + 1, subject: `${event.subject}0`, version: 1 };
    const untraced = { ...event, headers: { ...event.headers, traceparent: 'none' } };
    expect(problemsOf(log.toSpliced(at, 1))).toEqual([
      expect.stringContaining('position'),
      expect.stringContaining('version 2 does not follow'),
    ]);
    expect(problemsOf([...log, again])).toEqual([
      expect.stringContaining('ce-id'),
      expect.stringContaining('is not that of its cause'),
      expect.stringContaining('version 1 does not follow'),
      expect.stringContaining('happened 2 times'),
      expect.stringContaining('are not one append'),
    ]);
    expect(problemsOf(log.with(at, untraced))).toEqual([`${event.subject}: traceparent is none`]);
    expect(endProblems(without('permit.closed'))).toEqual([expect.stringContaining('has 0 ends')]);
    expect(endProblems(without('assignment.made'))).toEqual([
      expect.stringContaining('was answered 0 times'),
    ]);
  });

  test('the view is that of a fold from the beginning', async () => {
    expect(await freshFoldProblems(place.guild.system)).toEqual([]);
  });
});
