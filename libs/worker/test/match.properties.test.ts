import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AssignmentDenied, AssignmentMade, ENVIRONMENTS, issuesOf, LEVELS } from '@guildhall/contracts';
import type { Level, Task } from '@guildhall/contracts';
import { match } from '../src/index.js';
import type { Match, RegistryEvent } from '../src/index.js';
import {
  assessment,
  inDays,
  masterEvent,
  NOW,
  recorded,
  registryOf,
  requestOf,
  task,
  workerEvents,
} from './builders.js';

// What is generated, as plain as possible: the expectations below read nothing else.
interface Worker {
  id: string;
  level: Level;
  expiresInDays: number;
  capabilities: string[];
  busy: number;
}

const level = fc.constantFrom(...LEVELS);
const capability = fc.constantFrom('deploy', 'observe', 'test');
const worker: fc.Arbitrary<Worker> = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j').map((letter) => `worker-${letter}`),
  level,
  expiresInDays: fc.constantFrom(-1, 0, 1, 90),
  capabilities: fc.uniqueArray(capability, { minLength: 1 }),
  busy: fc.nat(2),
});
const workers = fc.uniqueArray(worker, { selector: ({ id }) => id, maxLength: 10 });

const claims: fc.Arbitrary<Task> = fc
  .record({
    environment: fc.constantFrom(...ENVIRONMENTS),
    critical: fc.boolean(),
    readOnly: fc.boolean(),
    dataSensitivity: fc.constantFrom<Task['dataSensitivity']>(
      [],
      ['test'],
      ['internal'],
      ['internal', 'pii'],
    ),
    customerImpact: fc.constantFrom<Task['customerImpact']>('none', 'all'),
    capability,
  })
  .map((each) => task(each));

const eventsOf = ({ id, level: held, expiresInDays, capabilities, busy }: Worker): RegistryEvent[] => [
  ...workerEvents(held, { workerId: id, capabilities }, { expiresAt: inDays(expiresInDays) }),
  ...Array.from({ length: busy }, (_, index) =>
    recorded('assignment.made', `task-${id}-${index}`, {
      workerId: id,
      definition: 'c'.repeat(64),
      level: held,
      trust: 'supervised',
      owners: ['olivia'],
      masterOwners: ['mia'],
      constraints: [],
      asOf: 1,
    }),
  ),
];

const outcomeOf = (all: readonly Worker[], asked: Task, need: Level, authorized: Level): Match =>
  match(
    requestOf(registryOf([masterEvent('m', authorized), ...all.flatMap(eventsOf)]), {
      task: asked,
      assessment: assessment(need),
      requestedBy: 'm',
      now: NOW,
    }),
  );

const mayEnter = (at: Level, asked: Task): boolean => {
  const { environment, critical, readOnly, dataSensitivity, customerImpact } = asked;
  if (dataSensitivity.includes('pii') && at < 3) return false;
  if (environment === 'production') return at >= (critical ? 3 : readOnly ? 1 : 2);
  const harmless = !dataSensitivity.includes('internal') && customerImpact === 'none';
  return environment !== 'staging' || at >= 1 || harmless;
};

const eligible = (each: Worker, asked: Task, need: Level, authorized: Level): boolean =>
  (each.level === 0 || each.expiresInDays > 0) &&
  each.capabilities.some((offered) => offered === asked.capability) &&
  each.level >= need &&
  each.level <= authorized &&
  need <= authorized &&
  mayEnter(each.level, asked);

const first = (a: Worker, b: Worker): number =>
  [a.level - b.level, a.busy - b.busy, a.id < b.id ? -1 : 1].find((by) => by !== 0) ?? 0;

describe('matching', () => {
  test('finds the first of the eligible workers, and nobody where there is none', () => {
    fc.assert(
      fc.property(workers, claims, level, level, (all, asked, need, authorized) => {
        const best = all.filter((each) => eligible(each, asked, need, authorized)).sort(first)[0];
        const outcome = outcomeOf(all, asked, need, authorized);
        expect('made' in outcome ? outcome.made.workerId : undefined).toBe(best?.id);
      }),
      { numRuns: 2_000 },
    );
  });

  test('gives a wanted worker the task just where it is eligible', () => {
    fc.assert(
      fc.property(workers, worker, claims, level, level, (others, one, asked, need, authorized) => {
        const all = [one, ...others.filter(({ id }) => id !== one.id)];
        const outcome = outcomeOf(all, { ...asked, workerId: one.id }, need, authorized);
        expect('made' in outcome ? outcome.made.workerId : undefined).toBe(
          eligible(one, asked, need, authorized) ? one.id : undefined,
        );
      }),
      { numRuns: 1_000 },
    );
  });

  test('does not depend on the order of registration', () => {
    const shuffled = workers.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, claims, level, level, ([all, other], asked, need, authorized) => {
        expect(outcomeOf(other, asked, need, authorized)).toEqual(outcomeOf(all, asked, need, authorized));
      }),
    );
  });

  test('writes what the published schemas accept, and accounts for each worker it denied', () => {
    fc.assert(
      fc.property(workers, claims, level, (all, asked, need) => {
        const outcome = outcomeOf(all, asked, need, 4);
        if ('made' in outcome) {
          expect(issuesOf(AssignmentMade, outcome.made)).toEqual([]);
          return;
        }
        expect(issuesOf(AssignmentDenied, outcome.denied)).toEqual([]);
        const { candidates, more } = outcome.denied;
        expect(candidates.map(({ workerId }) => workerId).sort()).toEqual(all.map(({ id }) => id).sort());
        expect(more).toBe(0);
      }),
    );
  });
});
