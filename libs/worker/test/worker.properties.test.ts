import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EVENTS, LEVELS, issuesOf } from '@guildhall/contracts';
import type { IncidentKind, Recorded } from '@guildhall/contracts';
import { workerDecider, workerFacts } from '../src/index.js';
import type { RecordedWorkerEvent, WorkerCommand, WorkerState } from '../src/index.js';
import { asker, definition, digest, importWorker, inDays, NOBODY, recorded } from './builders.js';

const { decide, evolve, initialState } = workerDecider;

interface Step {
  command: WorkerCommand;
  /** Days after the beginning. */
  day: number;
}

const PEOPLE = [
  asker('oscar', 'operator'),
  asker('olivia'),
  asker('ann'),
  asker('peggy', 'certification-board'),
  asker('trent', 'certification-board', 'operator'),
  NOBODY,
];
const someone = fc.constantFrom(...PEOPLE);
const emergencyId = fc.constantFrom('e1', 'e2');
const described = fc
  .record({
    name: fc.constantFrom('Deployer', 'Deployer of everything'),
    owners: fc.constantFrom<string[]>(['olivia'], ['ann', 'trent'], ['peggy']),
    artifact: fc.constantFrom('a', 'b').map((digit) => ({ name: 'x', sha256: digit.repeat(64) })),
    capabilities: fc.constantFrom<string[]>(['deploy'], ['deploy', 'rollback']),
  })
  .map((each) => definition(each));

const workerId = 'deployer-3';
const reason = 'It has to be.';

const RULES = { monitoredAfter: 3, autonomousAfter: 2, autonomousNotBefore: 'P3D', countedPerPermit: 2 };
/** A permit with as many successes, of which the last is the newest thing in the log. */
const permit = (successes: number): Recorded =>
  recorded(
    'execution.action-recorded',
    't1',
    {
      workerId,
      actions: Array.from({ length: successes }, (_, index) => ({
        seq: index + 1,
        action: 'deploy',
        target: 'service:api',
        inputDigest: 'c'.repeat(64),
        status: 'done' as const,
      })),
    },
    { position: 1_000_000 },
  );

const countOn = (day: number): fc.Arbitrary<WorkerCommand> =>
  fc.integer({ min: 1, max: 4 }).map((successes): WorkerCommand => ({
    type: 'count',
    taskId: 't1',
    events: [permit(successes)],
    rules: RULES,
    now: inDays(day),
  }));
const trustOn = (day: number): fc.Arbitrary<WorkerCommand> =>
  fc.oneof(
    countOn(day),
    someone.map((each): WorkerCommand => ({ type: 'reset-trust', asker: each, workerId, reason })),
    fc
      .constantFrom<IncidentKind>('bypass', 'hard-block')
      .map((kind): WorkerCommand => ({ type: 'note-incident', kind, text: reason })),
    someone.map((each): WorkerCommand => ({
      type: 'report-incident',
      kind: 'other',
      text: reason,
      asker: each,
      workerId,
    })),
  );

const stepOn = (day: number): fc.Arbitrary<WorkerCommand> =>
  fc.oneof(
    fc
      .record({ definition: described, level: fc.constantFrom(...LEVELS) })
      .map((worker): WorkerCommand => ({ ...importWorker(worker), now: inDays(day) })),
    fc.record({ asker: someone, definition: described }).map((each): WorkerCommand => ({
      type: 'register',
      strangers: [],
      reserved: false,
      taken: false,
      digest,
      ...each,
    })),
    fc.record({ asker: someone, definition: described }).map((each): WorkerCommand => ({
      type: 'redefine',
      strangers: [],
      digest,
      now: inDays(day),
      ...each,
    })),
    someone.map((each): WorkerCommand => ({ type: 'suspend', asker: each, workerId, reason })),
    someone.map((each): WorkerCommand => ({
      type: 'revoke',
      kind: 'incident',
      asker: each,
      workerId,
      reason,
      formerOwners: 'P30D',
      now: inDays(day),
    })),
    fc
      .nat(2)
      .chain((rare) =>
        rare === 0
          ? someone.map((each): WorkerCommand => ({ type: 'retire', asker: each, workerId, reason }))
          : emergencyId.map((id): WorkerCommand => ({ type: 'end-emergency', emergencyId: id })),
      ),
    trustOn(day),
    emergencyId.map((id): WorkerCommand => ({
      type: 'certify-in-emergency',
      emergencyId: id,
      expiresAt: inDays(day + 1),
      over: false,
    })),
  );

const stepsOf = (commandOn: (day: number) => fc.Arbitrary<WorkerCommand>): fc.Arbitrary<Step[]> =>
  fc
    .array(fc.nat(3), { maxLength: 30 })
    .map((gaps) => gaps.map((_, index) => gaps.slice(0, index + 1).reduce((sum, gap) => sum + gap, 0)))
    .chain((days) =>
      fc.tuple(...days.map((day) => commandOn(day).map((command): Step => ({ command, day })))),
    );
const steps = stepsOf(stepOn);

const REGISTERED: Step = {
  command: {
    type: 'register',
    asker: asker('oscar', 'operator'),
    definition: definition(),
    strangers: [],
    reserved: false,
    taken: false,
    digest,
  },
  day: 0,
};
/** Of a worker that works, and now and then something happens to it. */
const working = stepsOf((day) =>
  fc.oneof({ arbitrary: countOn(day), weight: 8 }, { arbitrary: stepOn(day), weight: 1 }),
).map((all) => [REGISTERED, ...all]);

/** The log that the steps lead to, and the state on the way after each of them. */
const run = (all: readonly Step[]): { log: RecordedWorkerEvent[]; states: WorkerState[] } => {
  const log: RecordedWorkerEvent[] = [];
  let state: WorkerState = initialState;
  const states = all.map(({ command, day }) => {
    const decision = decide(command, state);
    for (const { type, data } of 'events' in decision ? decision.events : []) {
      const event = recorded(type, workerId, data, {
        position: log.length + 1,
        time: inDays(day),
      }) as RecordedWorkerEvent;
      log.push(event);
      state = evolve(state, event);
    }
    return state;
  });
  return { log, states };
};

// What happens as often as it is said: that it is said once is seen to by whoever hands it on.
const EACH_TIME = /emergency|count|trust|incident/;

/** Counted since the trust last changed, or was lost. */
const countedAfter = (log: readonly RecordedWorkerEvent[]): number =>
  log.reduce((sum, { type, data }) => {
    if (type === 'worker.trust-raised' || type === 'worker.trust-reset') return 0;
    return type === 'worker.successes-counted' ? sum + data.successes : sum;
  }, 0);

describe('whatever is asked of a worker', () => {
  test('what is written is what the published schemas accept, and gives the same state again', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const { log, states } = run(all);
        expect(log.flatMap(({ type, data }) => issuesOf(EVENTS[type], data))).toEqual([]);
        expect(log.reduce(evolve, initialState)).toEqual(states.at(-1) ?? initialState);
      }),
    );
  });

  test('a level is only ever held by what was granted, and by what is still the same', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const { log, states } = run(all);
        const granted = log.find(({ type }) => type === 'worker.certified');
        const most = granted?.type === 'worker.certified' ? granted.data.level : 0;
        for (const [index, state] of states.entries()) {
          const facts = workerFacts(state, inDays(all[index]?.day ?? 0));
          if (facts.status === 'unknown') continue;
          expect(facts.level).toBeLessThanOrEqual(most);
          if (facts.status !== 'active') expect(facts.level).toBe(0);
        }
      }),
    );
  });

  test('nobody who owns it, or did in the last 30 days, takes its certification', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const { log } = run(all);
        for (const event of log) {
          if (event.type !== 'worker.certification-revoked') continue;
          const before = log.filter(({ position }) => position < event.position).reduce(evolve, initialState);
          const facts = workerFacts(before, event.time);
          expect(facts.status === 'unknown' ? [] : facts.owners).not.toContain(event.data.by);
        }
      }),
    );
  });

  test('trust is raised for what was counted since it was last another, one step at a time', () => {
    fc.assert(
      fc.property(working, (all) => {
        const { log } = run(all);
        for (const [index, event] of log.entries()) {
          if (event.type !== 'worker.trust-raised') continue;
          const before = log.slice(0, index);
          const state = before.reduce(evolve, initialState);
          const needed = event.data.to === 'monitored' ? RULES.monitoredAfter : RULES.autonomousAfter;
          expect(event.data.successes).toBe(countedAfter(before));
          expect(event.data.successes).toBeGreaterThanOrEqual(needed);
          expect(state.status === 'unknown' ? undefined : state.trust).toBe(
            event.data.to === 'monitored' ? 'supervised' : 'monitored',
          );
        }
      }),
    );
  });

  test('asked twice, it is decided once', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const again = all.filter(({ command: { type } }) => !EACH_TIME.test(type));
        const twice = again.flatMap((step) => [step, step]);
        const typesOf = (log: RecordedWorkerEvent[]) => log.map(({ type, data }) => ({ type, data }));
        expect(typesOf(run(twice).log)).toEqual(typesOf(run(again).log));
      }),
    );
  });
});
