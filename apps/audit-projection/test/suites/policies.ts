import { describe, expect, test } from '@jest/globals';
import type { PolicyDocument, PolicyItem, PolicyPage, PolicyResult, Role } from '@guildhall/contracts';
import type { Answered, Queries } from '../../src/index.js';
import { openDesk, staysOpen } from '../support/desk.js';
import type { Databases } from '../support/desk.js';
import { Guild } from '../support/guild.js';
import { MemoryLog } from '../support/memory-log.js';
import { hash } from '../support/samples.js';

const trust = {
  monitoredAfter: 100,
  autonomousAfter: 1000,
  autonomousNotBefore: 'P30D',
  countedPerPermit: 10,
};
const FIRST = { version: '2026.1', trust } as PolicyDocument;
const SECOND = { version: '2026.2', trust: { ...trust, monitoredAfter: 200 } } as PolicyDocument;
const THIRD = { version: '2026.3', trust } as PolicyDocument;

const [FIRST_HASH, SECOND_HASH, THIRD_HASH] = [hash('1'), hash('2'), hash('3')];

/** A guild in which one policy has replaced another, a third came too late, and the first is wanted back. */
class Board {
  readonly log = new MemoryLog();
  readonly #times: string[] = [];

  constructor() {
    new Guild(this.log)
      .enrol('george', 'governance-board')
      .enrol('peggy')
      .registerMaster('development-master')
      .registerWorker('deployer-3', 3);
  }

  bootstrap(): this {
    return this.#took(
      this.log.write('policy.published', 'default', {
        document: FIRST,
        sha256: FIRST_HASH,
        basis: 'bootstrap',
      }),
    );
  }

  propose(document: PolicyDocument, sha256: string, replaces: string, reason?: string): this {
    const data = { document, sha256, replaces, ...(reason === undefined ? {} : { reason }) };
    return this.#took(this.log.write('policy.proposed', 'default', data, { actor: 'oscar' }));
  }

  endorse(sha256: string, actor: string): this {
    return this.#took(this.log.write('policy.endorsed', 'default', { sha256 }, { actor }));
  }

  /** The roles of somebody who is enrolled. */
  change(id: string, ...roles: Role[]): this {
    return this.#took(this.log.write('directory.roles-changed', id, { roles, proposal: hash('9') }));
  }

  publish(document: PolicyDocument, sha256: string): this {
    return this.#took(
      this.log.write('policy.published', 'default', {
        document,
        sha256,
        basis: 'endorsed',
        proposedBy: 'oscar',
        endorsedBy: ['gwen', 'george'],
      }),
    );
  }

  /** When the index-th of the above happened. */
  at(index: number): string {
    return this.#times[index] ?? '';
  }

  #took({ time }: { time: string }): this {
    this.#times.push(time);
    return this;
  }
}

const changed = (): Board =>
  new Board()
    .bootstrap()
    .propose(THIRD, THIRD_HASH, FIRST_HASH)
    .propose(SECOND, SECOND_HASH, FIRST_HASH, 'Payments.')
    .endorse(SECOND_HASH, 'gwen')
    .endorse(SECOND_HASH, 'george')
    .publish(SECOND, SECOND_HASH);

const resultOf = <R>(answer: Answered<R>): R => {
  if ('refusal' in answer) throw new Error(JSON.stringify(answer.refusal));
  return answer.result;
};

/** What the queries answer about policies, on whatever database. */
export const policiesSuite = (databases: Databases): void => {
  const asking = async ({ log }: Board, ask: (queries: Queries) => Promise<void>): Promise<void> => {
    await using desk = await openDesk(staysOpen(await databases.shared()), log);
    await ask(desk.queries);
    expect(desk.reports).toEqual([]);
  };
  const list = async (queries: Queries, query = {}, caller = 'peggy'): Promise<PolicyPage> =>
    resultOf(await queries['policy.list'](caller, query));

  describe('policy.list', () => {
    const second = (board: Board): PolicyItem => ({
      version: '2026.2',
      hash: SECOND_HASH,
      status: 'in-force',
      since: board.at(5),
      proposedBy: 'oscar',
      reason: 'Payments.',
      replaces: FIRST_HASH,
      endorsedBy: ['gwen', 'george'],
    });
    const third = (board: Board): PolicyItem => ({
      version: '2026.3',
      hash: THIRD_HASH,
      status: 'void',
      since: board.at(1),
      proposedBy: 'oscar',
      replaces: FIRST_HASH,
      endorsedBy: [],
    });
    const first = (board: Board): PolicyItem => ({
      version: '2026.1',
      hash: FIRST_HASH,
      status: 'superseded',
      since: board.at(0),
      endorsedBy: [],
    });

    test('none before the first', async () => {
      await asking(new Board(), async (queries) => {
        expect(await list(queries)).toEqual({ policies: [] });
      });
    });

    test('the newest first, as they stand, read by all people', async () => {
      const board = changed();
      const policies = [second(board), third(board), first(board)];
      await asking(board, async (queries) => {
        for (const caller of ['peggy', 'george'])
          expect(await list(queries, {}, caller)).toEqual({ policies });
      });
    });

    test('by nobody who is no person', async () => {
      await asking(changed(), async (queries) => {
        for (const caller of ['development-master', 'deployer-3', 'system'])
          expect(await queries['policy.list'](caller, {})).toEqual({
            refusal: { code: 'FORBIDDEN', message: 'Only people read who has proposed which policy.' },
          });
      });
    });

    test('of an open one, endorsements count as long as the role is held without a break', async () => {
      const open = () => new Board().bootstrap().propose(THIRD, THIRD_HASH, FIRST_HASH);
      const counting = async (board: Board): Promise<string[] | undefined> => {
        let found: string[] | undefined;
        await asking(board, async (queries) => {
          found = (await list(queries)).policies[0]?.endorsedBy;
        });
        return found;
      };
      const endorsed = () => open().endorse(THIRD_HASH, 'george');
      const back = () => endorsed().change('george').change('george', 'governance-board');
      expect(await counting(endorsed())).toEqual(['george']);
      expect(await counting(endorsed().change('george', 'governance-board', 'operator'))).toEqual(['george']);
      expect(await counting(endorsed().change('george'))).toEqual([]);
      expect(await counting(back())).toEqual([]);
      expect(await counting(back().endorse(THIRD_HASH, 'george'))).toEqual(['george']);
    });

    test('on pages', async () => {
      const board = changed();
      await asking(board, async (queries) => {
        const page = await list(queries, { limit: 2 });
        expect(page.policies).toEqual([second(board), third(board)]);
        expect(await list(queries, { limit: 2, cursor: page.next })).toEqual({ policies: [first(board)] });
        expect(await queries['policy.list']('peggy', { cursor: 'x' })).toMatchObject({
          refusal: { code: 'VALIDATION_FAILED', details: [{ pointer: '/cursor' }] },
        });
      });
    });

    test('a former one that is proposed again is the newest, and nobody has endorsed it yet', async () => {
      const board = changed().propose(FIRST, FIRST_HASH, SECOND_HASH);
      await asking(board, async (queries) => {
        expect((await list(queries, { limit: 1 })).policies).toEqual([
          {
            version: '2026.1',
            hash: FIRST_HASH,
            status: 'proposed',
            since: board.at(6),
            proposedBy: 'oscar',
            replaces: SECOND_HASH,
            endorsedBy: [],
          },
        ]);
      });
    });
  });

  describe('policy.get', () => {
    const get = async (queries: Queries, sha256?: string): Promise<PolicyResult> =>
      resultOf(await queries['policy.get']('peggy', sha256 === undefined ? {} : { sha256 }));

    test('the one in force, or any other by its SHA-256', async () => {
      const board = changed();
      const inForce: PolicyResult = {
        document: SECOND,
        version: '2026.2',
        hash: SECOND_HASH,
        status: 'in-force',
        since: board.at(5),
      };
      await asking(board, async (queries) => {
        expect(await get(queries)).toEqual(inForce);
        expect(await get(queries, SECOND_HASH)).toEqual(inForce);
        expect(await get(queries, THIRD_HASH)).toEqual({
          document: THIRD,
          version: '2026.3',
          hash: THIRD_HASH,
          status: 'void',
          since: board.at(1),
        });
      });
    });

    test('one that is or was in force is read by everybody, any other by people only', async () => {
      await asking(changed(), async (queries) => {
        for (const caller of ['development-master', 'deployer-3', 'system']) {
          expect(resultOf(await queries['policy.get'](caller, {})).hash).toBe(SECOND_HASH);
          expect(resultOf(await queries['policy.get'](caller, { sha256: FIRST_HASH })).hash).toBe(FIRST_HASH);
          expect(await queries['policy.get'](caller, { sha256: THIRD_HASH })).toMatchObject({
            refusal: { code: 'NOT_FOUND' },
          });
        }
      });
    });

    test('one that is in force again', async () => {
      const board = changed().propose(FIRST, FIRST_HASH, SECOND_HASH).publish(FIRST, FIRST_HASH);
      await asking(board, async (queries) => {
        expect(await get(queries)).toEqual({
          document: FIRST,
          version: '2026.1',
          hash: FIRST_HASH,
          status: 'in-force',
          since: board.at(7),
        });
        expect((await get(queries, SECOND_HASH)).status).toBe('superseded');
      });
    });

    test('one that nobody has proposed is not found', async () => {
      await asking(changed(), async (queries) => {
        expect(await queries['policy.get']('peggy', { sha256: hash('9') })).toEqual({
          refusal: {
            code: 'NOT_FOUND',
            message: 'No policy with this SHA-256 was ever proposed or published.',
          },
        });
      });
    });
  });

  test('worker.list: the steps of trust are those of the policy in force', async () => {
    const successes = async (board: Board): Promise<number | undefined> => {
      let found: number | undefined;
      await asking(board, async (queries) => {
        const { workers } = resultOf(await queries['worker.list']('peggy', {}));
        found = workers[0]?.nextTrust?.successes;
      });
      return found;
    };
    expect(await successes(new Board())).toBeUndefined();
    expect(await successes(changed())).toBe(200);
    expect(await successes(new Board().bootstrap().propose(SECOND, SECOND_HASH, FIRST_HASH))).toBe(100);
  });
};
