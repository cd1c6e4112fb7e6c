import { describe, expect, test } from '@jest/globals';
import type { PolicyDocument, Role } from '@guildhall/contracts';
import fc from 'fast-check';
import { policyDecider } from '../src/index.js';
import type { PolicyCommand, PolicyState, RecordedPolicyEvent } from '../src/index.js';
import { booted, endorse, hashOf, other, propose, recordedPolicy } from './publication-support.js';
import type { By } from './publication-support.js';
import { DEFAULT_DOCUMENT } from './support.js';

const PEOPLE = ['olivia', 'gwen', 'george', 'vera'];
const DOCUMENTS = [DEFAULT_DOCUMENT, other('2026.12.1'), other('2027.1.1')];

/** What somebody does, or has done to them: `board` and `operator` are given to them, or taken from them. */
interface Step {
  who: string;
  does: 'propose' | 'endorse' | 'board' | 'operator';
  document: PolicyDocument;
}

const often: fc.Arbitrary<Step['does']> = fc.oneof(
  { weight: 16, arbitrary: fc.constant('endorse') },
  { weight: 4, arbitrary: fc.constant('propose') },
  { weight: 2, arbitrary: fc.constant('board') },
  { weight: 1, arbitrary: fc.constant('operator') },
);

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    who: fc.constantFrom(...PEOPLE),
    does: often,
    document: fc.constantFrom(...DOCUMENTS),
  }),
  { minLength: 20, maxLength: 60, size: 'max' },
);

/** The log of all that was decided, and for each event who held which role since when. */
class World {
  state: PolicyState = policyDecider.initialState;
  readonly log: { event: RecordedPolicyEvent; board: ReadonlyMap<string, number>; operators: Set<string> }[] =
    [];
  readonly board = new Map<string, number>([
    ['gwen', 0],
    ['george', 0],
    ['vera', 0],
  ]);
  readonly #operators = new Set(['olivia']);
  /** Every change of a role is an event of the log, too. */
  #position = 0;

  constructor() {
    this.#happens(booted());
  }

  do({ who, does, document }: Step): void {
    if (does === 'board') this.#toggleBoard(who);
    else if (does === 'operator') this.#toggleOperator(who);
    else this.#decide(who, this.#command(who, does, document));
  }

  #command(who: string, does: 'propose' | 'endorse', document: PolicyDocument): PolicyCommand {
    const roles: Role[] = this.#operators.has(who) ? ['operator'] : [];
    if (this.board.has(who)) roles.push('governance-board');
    return does === 'propose' ? propose(who, document, { roles }) : endorse(who, document, [...this.board]);
  }

  #decide(who: string, command: PolicyCommand): void {
    const decision = policyDecider.decide(command, this.state);
    if ('events' in decision) for (const event of decision.events) this.#happens([who, event]);
  }

  #happens(what: By): void {
    const event = recordedPolicy(what, ++this.#position);
    this.state = policyDecider.evolve(this.state, event);
    this.log.push({ event, board: new Map(this.board), operators: new Set(this.#operators) });
  }

  #toggleBoard(who: string): void {
    this.#position += 1;
    if (!this.board.delete(who)) this.board.set(who, this.#position);
  }

  #toggleOperator(who: string): void {
    this.#position += 1;
    if (!this.#operators.delete(who)) this.#operators.add(who);
  }
}

const after = (done: readonly Step[]): World => {
  const world = new World();
  for (const step of done) world.do(step);
  return world;
};

type Entry = World['log'][number];

const isOf = (type: string, sha256: string) => (entry: Entry) =>
  entry.event.type === type && entry.event.data.sha256 === sha256;

/** Why a publication should not have been possible, by nothing but the events before it. */
const flawsOf = (log: readonly Entry[], index: number): string[] => {
  const { event, board } = log[index] as Entry;
  if (event.type !== 'policy.published' || event.data.basis === 'bootstrap') return [];
  const { sha256, proposedBy = '', endorsedBy = [] } = event.data;
  const lastPublished = log.slice(0, index).findLastIndex((entry) => entry.event.type === 'policy.published');
  const since = log.slice(lastPublished + 1, index);
  const proposals = since.filter(isOf('policy.proposed', sha256));
  const endorsements = since.filter(isOf('policy.endorsed', sha256));
  const counts = (who: string): boolean =>
    endorsements.some((entry) => {
      const heldSince = board.get(who);
      return entry.event.actor === who && heldSince !== undefined && heldSince < entry.event.position;
    });
  return [
    ...(proposals.length === 1 && proposals[0]?.event.actor === proposedBy ? [] : ['not proposed once']),
    ...(new Set(endorsedBy).size >= 2 ? [] : ['too few']),
    ...(endorsedBy.includes(proposedBy) ? ['by its proposer'] : []),
    ...endorsedBy.filter((who) => !counts(who)).map((who) => `${who} does not count`),
  ];
};

const isFounded =
  (log: readonly Entry[]) =>
  ({ event, board, operators }: Entry): boolean => {
    if (event.type === 'policy.endorsed') return board.has(event.actor);
    if (event.type !== 'policy.proposed') return true;
    const inForce = log.findLast(
      (entry) => entry.event.type === 'policy.published' && entry.event.position < event.position,
    );
    const mayPropose = board.has(event.actor) || operators.has(event.actor);
    return mayPropose && inForce?.event.data.sha256 === event.data.replaces;
  };

const RUNS = { numRuns: 1_000 };

describe('whatever people do while roles come and go', () => {
  test('nothing is in force that two members of the board did not agree to who did not propose it', () => {
    fc.assert(
      fc.property(steps, (done) => {
        const { log } = after(done);
        expect(log.flatMap((_, index) => flawsOf(log, index))).toEqual([]);
        expect(log.filter((entry) => !isFounded(log)(entry))).toEqual([]);
      }),
      RUNS,
    );
  });

  test('policies do come into force, and change again', () => {
    const logs = fc.sample(steps, { numRuns: 500, seed: 7 }).map((done) => after(done).log);
    const changes = logs.map(
      (log) => log.filter(({ event }) => event.type === 'policy.published').length - 1,
    );
    expect(changes.filter((count) => count > 1).length).toBeGreaterThan(50);
  });

  test('two others can always agree on what is open', () => {
    fc.assert(
      fc.property(steps, fc.constantFrom(...DOCUMENTS), (done, document) => {
        const world = after(done);
        const open = world.state.status === 'published' && world.state.open.get(hashOf(document));
        if (!open) return;
        const others = PEOPLE.filter((who) => who !== open.proposedBy).slice(0, 2);
        for (const who of others) {
          if (!world.board.has(who)) world.do({ who, does: 'board', document });
        }
        for (const who of others) world.do({ who, does: 'endorse', document });
        expect(world.state).toMatchObject({ reference: { sha256: hashOf(document) } });
      }),
      RUNS,
    );
  });

  test('a replay from the beginning is the same', () => {
    fc.assert(
      fc.property(steps, (done) => {
        const { log, state } = after(done);
        const replayed = log
          .map(({ event }) => event)
          .reduce(policyDecider.evolve, policyDecider.initialState);
        expect(replayed).toStrictEqual(state);
      }),
      RUNS,
    );
  });

  test('events in any order make a state', () => {
    fc.assert(
      fc.property(
        steps.chain((done) => {
          const { log } = after(done);
          return fc.shuffledSubarray(log.map(({ event }) => event));
        }),
        (events) => {
          expect(() => events.reduce(policyDecider.evolve, policyDecider.initialState)).not.toThrow();
        },
      ),
      RUNS,
    );
  });
});
