import { describe, expect, test } from '@jest/globals';
import type { Recorded, Role, TypesOf } from '@guildhall/contracts';
import fc from 'fast-check';
import {
  PEOPLE_EVENTS,
  delegationTo,
  directoryDecider,
  evolvePeople,
  holdsRole,
  personIn,
  proposalOf,
} from '../src/index.js';
import type { Change, DirectoryCommand, Listing, People, PeopleEvent } from '../src/index.js';
import { key, personal, sha256 } from './directory-story.js';
import type { DirectoryEvent } from './directory-story.js';
import { at, sha } from './factories.js';

// A small guild in which anybody tries to change anybody.

const IDS = ['ann', 'ben', 'cy', 'dee', 'eve'] as const;
const ROLES = ['operator', 'governance-board', 'auditor', 'manager'] as const satisfies Role[];

type Step =
  | { does: 'propose'; by: string; about: string; change: Change }
  | { does: 'confirm'; by: string; about: string; stale: boolean }
  | { does: 'delegate' | 'end'; by: string; role: Role; to: string; minutes: number };

const id = fc.constantFrom(...IDS);
const roles = fc.subarray([...ROLES]);
const change: fc.Arbitrary<Change> = fc.oneof(
  roles.map((given): Change => ({ change: 'enroll', roles: given, personal })),
  roles.map((given): Change => ({ change: 'assign-roles', roles: given })),
  fc.constant<Change>({ change: 'remove' }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ does: fc.constant('propose' as const), by: id, about: id, change }),
  fc.record({
    does: fc.constant('confirm' as const),
    by: id,
    about: id,
    stale: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  }),
  fc.record({
    does: fc.constantFrom('delegate' as const, 'end' as const),
    by: id,
    role: fc.constantFrom(...ROLES),
    to: id,
    minutes: fc.integer({ min: -10, max: 15 * 24 * 60 }),
  }),
);

type Event = Recorded<TypesOf<'directory'>>;

class Guild {
  readonly log: Event[] = [];

  constructor() {
    this.#enrol('ann', ['operator']);
    this.#enrol('ben', ['operator', 'governance-board']);
    this.#enrol('cy', ['governance-board', 'auditor']);
    this.#enrol('dee', ['governance-board', 'manager']);
  }

  of(about: string): Event[] {
    return this.log.filter(({ entity }) => entity === about);
  }

  listing(about: string): Listing {
    return this.of(about).reduce(directoryDecider.evolve, directoryDecider.initialState);
  }

  get people(): People {
    const wanted: readonly string[] = PEOPLE_EVENTS;
    return this.log
      .filter((event): event is PeopleEvent => wanted.includes(event.type))
      .reduce(evolvePeople, new Map());
  }

  take(step: Step): Event[] {
    const about = 'about' in step ? step.about : step.by;
    const decision = directoryDecider.decide(this.#command(step), this.listing(about));
    return 'events' in decision ? this.#append(about, step.by, decision.events) : [];
  }

  #command(step: Step): DirectoryCommand {
    const { people } = this;
    const asker = people.get(step.by);
    switch (step.does) {
      case 'propose': {
        const proposal = proposalOf(step.about, step.change, step.by, sha256);
        const claimed = this.of(step.about).length > 0;
        return { type: 'propose', caller: step.by, asker, id: step.about, proposal, claimed };
      }
      case 'confirm': {
        const { proposal } = this.listing(step.about);
        return {
          type: 'confirm',
          caller: step.by,
          asker,
          id: step.about,
          sha256: step.stale ? sha('0') : (proposal?.sha256 ?? sha('0')),
          proposer: proposal && people.get(proposal.by),
          claimed: this.of(step.about).some(({ type }) => type === 'directory.enrolled'),
        };
      }
      case 'delegate': {
        const { by: caller, role, to, minutes } = step;
        return {
          type: 'delegate',
          caller,
          role,
          to,
          until: at(minutes),
          now: at(0),
          delegate: people.get(to),
          durations: { delegation: 'P14D' },
        };
      }
      case 'end':
        return {
          type: 'end-delegation',
          caller: step.by,
          from: step.by,
          role: step.role,
          to: step.to,
          now: at(0),
        };
    }
  }

  #enrol(about: string, given: Role[]): void {
    const kind = given.includes('operator') ? 'operator' : 'person';
    this.#append(about, 'system', [
      { type: 'directory.enrolled', data: { roles: given, personal, bootstrap: sha('1') } },
      { type: 'directory.credential-issued', data: { id: about, kind, publicKey: key('A') } },
    ]);
  }

  #append(entity: string, actor: string, events: readonly DirectoryEvent[]): Event[] {
    const before = this.of(entity).length;
    const recorded = events.map((event, index): Event => ({
      ...event,
      id: `id-${this.log.length + index}`,
      context: 'directory',
      entity,
      version: before + index + 1,
      position: this.log.length + index + 1,
      time: at(0),
      actor,
      correlation: entity,
      causation: 'a cause',
    }));
    this.log.push(...recorded);
    return recorded;
  }
}

/** Each of these is what the rules are for; checked after every step. */
const checkGuild = (guild: Guild): void => {
  const { people } = guild;
  const everybody = [...people.values()];
  expect(everybody.some((one) => holdsRole(one, 'operator'))).toBe(true);
  expect(everybody.some((one) => holdsRole(one, 'governance-board'))).toBe(true);
  for (const about of IDS) {
    const { entry, credentials } = guild.listing(about);
    const known = people.get(about);
    expect(entry.status === 'ENROLLED').toBe(known !== undefined);
    expect(personIn(guild.of(about))?.roles).toStrictEqual(known?.roles);
    if (credentials.status === 'ISSUED' && credentials.kind === 'operator')
      expect(holdsRole(known, 'operator')).toBe(true);
    if (known === undefined) expect(credentials.status).toBe('NONE');
  }
};

const checkStep = (guild: Guild, written: readonly Event[], before: readonly Event[]): void => {
  for (const event of written) {
    if (event.type === 'directory.delegated') {
      const { role, to, until } = event.data;
      expect(holdsRole(guild.people.get(event.entity), role)).toBe(true);
      expect(delegationTo(guild.people.get(event.entity), role, to, at(0))).toStrictEqual({
        role,
        to,
        until,
      });
      expect(['operator', 'governance-board', 'auditor']).not.toContain(role);
    }
    if ('proposal' in event.data) {
      const proposal = before.findLast(({ type }) => type === 'directory.change-proposed');
      expect(proposal?.data).toMatchObject({ sha256: event.data.proposal });
      // Three people: who proposed, who confirmed, and whom it is about.
      expect(new Set([proposal?.actor, event.actor, event.entity]).size).toBe(3);
    }
  }
};

describe('whatever people try to change about each other', () => {
  test('two others agree to each change, somebody can always make the next one, and who is gone cannot log in', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 80 }), (steps) => {
        const guild = new Guild();
        for (const each of steps) {
          const before = 'about' in each ? guild.of(each.about) : [];
          checkStep(guild, guild.take(each), before);
          checkGuild(guild);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('much of it happens', () => {
    const counts = new Map<string, number>();
    fc.assert(
      fc.property(fc.array(step, { minLength: 80, maxLength: 80 }), (steps) => {
        const guild = new Guild();
        for (const { type } of steps.flatMap((each) => guild.take(each)))
          counts.set(type, (counts.get(type) ?? 0) + 1);
      }),
      // The same steps each time: whether all of it happens must not be a matter of luck.
      { numRuns: 200, seed: 1 },
    );
    expect([...counts.keys()].sort()).toStrictEqual(
      [...PEOPLE_EVENTS, 'directory.change-proposed', 'directory.credential-revoked'].sort(),
    );
  });
});
