import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DEBT_EVENTS, emergencyDecider, evolveDebts, noDebts, ownersOf, reviewOwedBy } from '../src/index.js';
import type {
  DebtEvent,
  Emergency,
  EmergencyCommand,
  EmergencyEvent,
  Parties,
  RecordedEmergencyEvent,
  Requester,
  ReviewDebts,
} from '../src/index.js';
import {
  DURATIONS,
  REPORT,
  approved,
  expired,
  lapsed,
  recordedAt,
  requested,
  reviewedBy,
} from './emergency-story.js';
import { at, person, sha } from './factories.js';

const isDebtEvent = (event: RecordedEmergencyEvent): event is DebtEvent =>
  (DEBT_EVENTS as readonly string[]).includes(event.type);

const debtsAfter = (...history: EmergencyEvent[]): ReviewDebts =>
  recordedAt(...history.map((event): [number, EmergencyEvent] => [0, event]))
    .filter(isDebtEvent)
    .reduce(evolveDebts, noDebts);

/** Who has nothing to do with the emergency em-1. */
const OTHERS: Parties = { incident: 'INC-8', workerId: 'scout-0', requestedBy: 'trent', owners: ['oscar'] };

describe('a review is owed', () => {
  test.each<[string, EmergencyEvent[], boolean]>([
    ['not before the emergency is approved', [requested], false],
    ['not by one that has lapsed', [requested, lapsed], false],
    ['by one that runs', [requested, approved], true],
    ['by one that is over', [requested, approved, expired], true],
    ['not once it is reviewed', [requested, approved, expired, reviewedBy('carol')], false],
  ])('%s', (_, history, owed) => {
    expect(reviewOwedBy(debtsAfter(...history), { ...OTHERS, incident: 'INC-7' }, 'em-2')).toBe(
      owed ? 'em-1' : undefined,
    );
  });

  test.each<[string, Partial<Parties>]>([
    ['of the same incident', { incident: 'INC-7' }],
    ['by the same worker', { workerId: 'deployer-2' }],
    ['by the same requester', { requestedBy: 'cicd-master' }],
    ['by an owner of the worker', { owners: ['oscar', 'olivia'] }],
    ['by an owner of the master', { owners: ['zoe'] }],
    ['by an owner who now asks', { requestedBy: 'olivia' }],
    ['by a requester who now is an owner', { owners: ['cicd-master'] }],
  ])('%s', (_, same) => {
    expect(reviewOwedBy(debtsAfter(requested, approved), { ...OTHERS, ...same }, 'em-2')).toBe('em-1');
  });

  test('by nobody who has no part in it, nor by the emergency to itself', () => {
    const debts = debtsAfter(requested, approved);
    expect(reviewOwedBy(debts, OTHERS, 'em-2')).toBeUndefined();
    expect(reviewOwedBy(debts, { ...OTHERS, incident: 'INC-7' }, 'em-1')).toBeUndefined();
    expect(reviewOwedBy(noDebts, { ...OTHERS, incident: 'INC-7' }, 'em-2')).toBeUndefined();
  });

  test('is known however often an event comes', () => {
    const twice = debtsAfter(requested, requested, approved, approved);
    expect(twice).toStrictEqual(debtsAfter(requested, approved));
    expect(debtsAfter(approved)).toStrictEqual(noDebts);
  });
});

// A guild in which something burns all the time.

const EMERGENCIES = ['em-1', 'em-2', 'em-3', 'em-4', 'em-5'] as const;
const WORKERS: Record<string, string[]> = { w1: ['ann'], w2: ['ben'], w3: ['ann', 'cy'], w4: ['dee'] };
const MASTERS: Record<string, string[]> = { m1: ['ann'], m2: ['ben'], m3: ['eve'] };
const PEOPLE = ['ann', 'ben', 'cy', 'dee', 'eve', 'fay'] as const;

type Step =
  | { does: 'request'; id: string; by: string; worker: string; incident: string }
  | { does: 'approve' | 'end' | 'review'; id: string; by: string }
  | { does: 'wait'; minutes: number };

const id = fc.constantFrom(...EMERGENCIES);
const by = fc.constantFrom(...PEOPLE, ...Object.keys(MASTERS));
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('request' as const),
      id,
      by,
      worker: fc.constantFrom(...Object.keys(WORKERS)),
      incident: fc.constantFrom('INC-1', 'INC-2', 'INC-3'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constantFrom('approve' as const, 'end' as const, 'review' as const),
      id,
      by,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 70 }) }),
  },
);

class Guild {
  minutes = 0;
  readonly log: RecordedEmergencyEvent[] = [];

  of(emergencyId: string): Emergency {
    return this.log
      .filter(({ entity }) => entity === emergencyId)
      .reduce(emergencyDecider.evolve, emergencyDecider.initialState);
  }

  get debts(): ReviewDebts {
    return this.log.filter(isDebtEvent).reduce(evolveDebts, noDebts);
  }

  take(each: Step): void {
    if (each.does === 'wait') {
      this.minutes += each.minutes;
      // As timers do, if late.
      for (const emergencyId of EMERGENCIES)
        this.#decide(emergencyId, { type: 'pass', now: at(this.minutes) });
    } else this.#decide(each.id, this.#command(each));
  }

  // Everybody holds every role: what keeps them apart is what they have done.
  #command(each: Exclude<Step, { does: 'wait' }>): EmergencyCommand {
    const everything = person('operator', 'incident-commander', 'security-lead');
    const sent = { caller: each.by, now: at(this.minutes), durations: DURATIONS };
    const input = { emergencyId: each.id };
    if (each.does === 'end') return { ...sent, type: 'end', input, commander: everything };
    if (each.does === 'review')
      return { ...sent, type: 'review', input: { ...input, ...REPORT }, reviewer: everything };
    if (each.does === 'request') {
      const { incident, worker: workerId } = each;
      const masterOwners = MASTERS[each.by];
      const requester: Requester = masterOwners
        ? { person: undefined, master: { owners: masterOwners } }
        : { person: everything, master: undefined };
      const worker = this.#worker(workerId);
      const parties = { incident, workerId, requestedBy: each.by, owners: ownersOf({ worker, requester }) };
      return {
        ...sent,
        type: 'request',
        input: { ...input, incident, workerId, reason: 'It burns, and burns on.' },
        requester,
        worker,
        debt: reviewOwedBy(this.debts, parties, each.id),
      };
    }
    const emergency = this.of(each.id);
    const known = emergency.status === 'NONE' ? undefined : emergency;
    return {
      ...sent,
      type: 'approve',
      input,
      commander: everything,
      worker: known ? this.#worker(known.workerId) : { status: 'unknown' },
      debt: known && reviewOwedBy(this.debts, known, each.id),
    };
  }

  #worker(workerId: string) {
    return { status: 'active' as const, owners: WORKERS[workerId] ?? [], artifact: sha('a') };
  }

  #decide(emergencyId: string, command: EmergencyCommand): void {
    const decision = emergencyDecider.decide(command, this.of(emergencyId));
    if ('refusal' in decision) return;
    for (const event of decision.events)
      this.log.push({
        ...event,
        id: `id-${this.log.length}`,
        context: 'emergency',
        entity: emergencyId,
        version: this.log.filter(({ entity }) => entity === emergencyId).length + 1,
        position: this.log.length + 1,
        time: at(this.minutes),
        actor: 'caller' in command ? command.caller : 'timer',
        correlation: emergencyId,
        causation: 'a cause',
      });
  }
}

const sharing = (one: Parties, other: Parties): boolean => {
  const everybody = ({ workerId, requestedBy, owners }: Parties): string[] => [
    workerId,
    requestedBy,
    ...owners,
  ];
  return one.incident === other.incident || everybody(one).some((each) => everybody(other).includes(each));
};

const checkGuild = (guild: Guild): void => {
  const emergencies = EMERGENCIES.map((each) => guild.of(each));
  const owing = emergencies.filter(({ status }) => status === 'APPROVED' || status === 'ENDED');
  for (const [index, one] of owing.entries())
    for (const other of owing.slice(index + 1))
      if (one.status !== 'NONE' && other.status !== 'NONE') expect(sharing(one, other)).toBe(false);
  for (const emergency of emergencies) {
    if (!('approvedBy' in emergency)) continue;
    const { approvedBy, requestedBy, workerId, requestedAt, approvedAt, approveBy, expiresAt } = emergency;
    expect(approvedBy).not.toBe(requestedBy);
    expect(WORKERS[workerId]).not.toContain(approvedBy);
    expect(requestedAt <= approvedAt && approvedAt < approveBy).toBe(true);
    expect(Date.parse(expiresAt) - Date.parse(approvedAt)).toBe(60 * 60_000);
    if (emergency.status === 'REVIEWED') expect([requestedBy, approvedBy]).not.toContain(emergency.review.by);
  }
};

test('nobody starts an emergency while a review is owed, and three people have a part in each', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 80 }), (steps) => {
      const guild = new Guild();
      for (const each of steps) {
        guild.take(each);
        checkGuild(guild);
      }
      for (const { type } of guild.log) seen.add(type);
    }),
    { numRuns: 200 },
  );
  expect([...seen].sort()).toStrictEqual([
    'emergency.approved',
    'emergency.ended',
    'emergency.lapsed',
    'emergency.requested',
    'emergency.reviewed',
  ]);
});
