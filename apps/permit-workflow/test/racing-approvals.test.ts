import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { PermitAnswer, Recorded, Role, Terms } from '@guildhall/contracts';
import { StoreError, jetStreamStore } from '@guildhall/event-store';
import type { EventStore } from '@guildhall/event-store';
import { LogFold } from '@guildhall/messaging';
import type { Outcome } from '@guildhall/messaging';
import { startNats } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { digest, terms } from '../../../libs/permit/test/factories.js';
import { requested } from '../../../libs/permit/test/story.js';
import { ApprovalController } from '../src/approval.controller.js';
import { LIVE_EVENTS, evolveLivePermits, noLivePermits } from '../src/live-permits.js';
import type { LiveEvent, LiveFold, LivePermits } from '../src/live-permits.js';
import { LogFacts } from '../src/log-facts.js';
import { Overlaps } from '../src/overlaps.js';
import { Permits } from '../src/permits.js';
import { after, enrolled, termsFor } from './support/office.js';
import { POLICIES } from './support/policy.js';
import { pastOf } from './support/service.js';

const RACES = 1_000;
/** So many are run at the same time. */
const AT_ONCE = 50;
const HOUR = 3_600_000;

/** One of two processes of the service, each with a connection of its own. */
interface Instance {
  store: EventStore;
  controller: ApprovalController;
  live: LiveFold;
  /** How often somebody else was first. */
  beaten: () => number;
}

const countingConflicts = (store: EventStore): { store: EventStore; conflicts: () => number } => {
  let conflicts = 0;
  const append: EventStore['append'] = async (...what) =>
    store.append(...what).catch((error: unknown) => {
      if (error instanceof StoreError && error.kind === 'conflict') conflicts += 1;
      throw error;
    });
  const read: EventStore['read'] = (...what) => store.read(...what);
  return { store: { ...store, append, read }, conflicts: () => conflicts };
};

const instanceOn = async (nats: TestNats): Promise<Instance> => {
  const report = (): void => undefined;
  const own = await jetStreamStore(await nats.service('permit-workflow'), {
    service: 'permit-workflow',
    report,
  });
  const { store, conflicts } = countingConflicts(own);
  const live = new LogFold<LivePermits, LiveEvent>(own, {
    types: LIVE_EVENTS,
    initialState: noLivePermits(),
    evolve: evolveLivePermits,
  });
  await live.ready;
  const runtime = { store, now: () => new Date().toISOString() };
  const facts = new LogFacts(runtime);
  const permits = new Permits(runtime, facts, POLICIES);
  const overlaps = new Overlaps(live, runtime);
  // No emergency is behind it.
  const emergencies = { behind: () => Promise.resolve({}) };
  return {
    store,
    controller: new ApprovalController(permits, facts, overlaps, emergencies, POLICIES),
    live,
    beaten: conflicts,
  };
};

let nats: TestNats;
let instances: [Instance, Instance];
beforeAll(async () => {
  // Who is first must not be a matter of the disk.
  nats = await startNats({ inMemory: true });
  const past = await pastOf(nats);
  for (const id of ['alice', 'zoe']) await past.happened('permit-workflow', id, enrolled('manager'));
  instances = [await instanceOn(nats), await instanceOn(nats)];
});
afterAll(async () => {
  await Promise.all(instances.map(({ live }) => live.stop()));
  await nats[Symbol.asyncDispose]();
});

/** A permit that one manager has to agree to. */
const termsOfRace = (taskId: string): Terms => termsFor(taskId, { level: 2, plan: terms(2).plan });

/** All of them are asked for, in one append. */
const areAskedFor = ([{ store }]: readonly [Instance, Instance], permits: readonly Terms[]) =>
  store.append(
    permits.map((of) => ({
      context: 'permit',
      entity: of.taskId,
      expected: 0,
      events: [requested(of, after(HOUR))],
    })),
    {
      source: 'permit-workflow',
      actor: 'development-master',
      correlation: 'race',
      causation: `test:${permits[0]?.taskId ?? ''}`,
      time: after(0),
    },
  );

const approves = ({ controller }: Instance, caller: string, of: Terms): Promise<Outcome<PermitAnswer>> => {
  const now = after(0);
  const role: Role = 'manager';
  return controller.approve({
    name: 'permit.approve',
    caller,
    now,
    payload: { taskId: of.taskId, role, permitDigest: digest(of) },
    meta: (correlation) => ({
      source: 'permit-workflow',
      actor: caller,
      correlation,
      causation: `${caller}:${of.taskId}`,
      time: now,
    }),
  });
};

const race = (of: Terms, index: number): Promise<Outcome<PermitAnswer>[]> => {
  const starters = [() => approves(instances[0], 'alice', of), () => approves(instances[1], 'zoe', of)];
  // Who is called first has an advantage: each in turn.
  if (index % 2 === 1) starters.reverse();
  return Promise.all(starters.map((start) => start()));
};

const sayingOf = (outcome: Outcome<PermitAnswer>): string | undefined =>
  'refusal' in outcome ? outcome.refusal.code : outcome.result.state;

test('of two who race for the last place one is counted, and the permit is issued once', async () => {
  const answers: (string | undefined)[][] = [];
  for (let from = 0; from < RACES; from += AT_ONCE) {
    const permits = Array.from({ length: AT_ONCE }, (_, index) => termsOfRace(`race-${from + index}`));
    await areAskedFor(instances, permits);
    const outcomes = await Promise.all(permits.map(race));
    answers.push(...outcomes.map((each) => each.map(sayingOf).sort()));
  }
  expect(answers).toEqual(Array.from({ length: RACES }, () => ['ACTIVE', 'INVALID_STATE']));

  const perPermit = new Map<string, string[]>();
  for await (const { type, entity } of instances[0].store.readAll(0)) {
    if (!type.startsWith('permit.')) continue;
    perPermit.set(entity, [...(perPermit.get(entity) ?? []), type]);
  }
  const whole: Recorded['type'][] = [
    'permit.requested',
    'permit.review-started',
    'permit.approval-recorded',
    'permit.approved',
    'permit.issued',
  ];
  expect([...perPermit.values()]).toEqual(Array.from({ length: RACES }, () => whole));
  // They did meet: nearly always both had read the permit before either had written.
  expect(instances[0].beaten() + instances[1].beaten()).toBeGreaterThan(RACES / 10);
}, 60_000);
