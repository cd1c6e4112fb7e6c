import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mayRead } from '@guildhall/audit';
import { LEVELS, RISKS, ROLES } from '@guildhall/contracts';
import type {
  DeadLetterPage,
  EventPage,
  EventsQuery,
  PermitItem,
  PolicyDocument,
  Recorded,
  WhoAmI,
} from '@guildhall/contracts';
import fc from 'fast-check';
import type { Answered, Queries } from '../../src/index.js';
import { readableRows } from '../../src/asking/readable.js';
import { Guild } from '../support/guild.js';
import { openDesk, staysOpen } from '../support/desk.js';
import type { Databases, Desk } from '../support/desk.js';
import { Letters, letterOf } from '../support/letters.js';
import { MemoryLog } from '../support/memory-log.js';
import { assessmentOf, definitionOf, hash, taskOf } from '../support/samples.js';
import { NOW, town } from '../support/town.js';

const stranger = {
  refusal: { code: 'FORBIDDEN', message: 'You are neither enrolled nor registered here.' },
};
const notYours = {
  refusal: {
    code: 'FORBIDDEN',
    message: 'You may read work that you asked for, that you do, or that a role of yours has to agree to.',
  },
};
const badCursor = {
  refusal: {
    code: 'VALIDATION_FAILED',
    message: 'The cursor is not one that this list gave.',
    details: [{ pointer: '/cursor', message: 'is not a cursor of this list' }],
  },
};

/** The result, or what was refused as an error that shows it. */
const resultOf = <R>(answer: Answered<R>): R => {
  if ('refusal' in answer) throw new Error(JSON.stringify(answer.refusal));
  return answer.result;
};

const ids = (items: readonly PermitItem[]): string[] => items.map(({ taskId }) => taskId);

interface Page {
  permits: PermitItem[];
  next?: string;
}

/** All pages, one after the other; `between` happens after the first one. */
const allPages = async (
  ask: (page: { limit: number; cursor?: string }) => Promise<Answered<Page>>,
  limit: number,
  between: () => Promise<unknown> = () => Promise.resolve(),
): Promise<string[]> => {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const { permits, next } = resultOf(await ask({ limit, ...(cursor === undefined ? {} : { cursor }) }));
    found.push(...ids(permits));
    if (cursor === undefined) await between();
    cursor = next;
  } while (cursor !== undefined);
  return found;
};

/** What the queries answer, on whatever database. */
export const queriesSuite = (databases: Databases): void => {
  describe('the questions', () => {
    let desk: Desk;
    let queries: Queries;
    const { log } = town();

    beforeAll(async () => {
      desk = await openDesk(await databases.fresh(), log, { now: NOW });
      queries = desk.queries;
    });
    afterAll(async () => {
      await desk[Symbol.asyncDispose]();
    });

    describe('directory.whoami', () => {
      const known: [string, WhoAmI][] = [
        ['olivia', { id: 'olivia', kind: 'person', roles: ['operator', 'security-lead'] }],
        ['peggy', { id: 'peggy', kind: 'person', roles: [] }],
        ['cicd-master', { id: 'cicd-master', kind: 'master', level: 4, owners: ['zoe'] }],
        [
          'deployer-3',
          { id: 'deployer-3', kind: 'worker', level: 3, owners: ['olivia'], capabilities: ['deploy'] },
        ],
        ['system', { id: 'system', kind: 'system' }],
      ];

      test.each(known)('%s', async (id, expected) => {
        const answer = await queries['directory.whoami'](id, {});
        const sorted = (who: WhoAmI): WhoAmI =>
          who.kind === 'person' ? { ...who, roles: [...who.roles].sort() } : who;
        expect(sorted(resultOf(answer))).toEqual(expected);
        expect(answer).toMatchObject({ position: log.events.length });
      });

      test('somebody nobody knows', async () => {
        expect(await queries['directory.whoami']('mallory', {})).toEqual(stranger);
      });
    });

    describe('who may read what (5.7)', () => {
      const WORK = ['t0', 't2', 't3', 't4', 't5', 't6', 't7', 't8', 't10', 't11'];
      const LEVEL_3 = ['t3', 't5', 't6', 't7', 't8', 't10', 't11'];
      const readers: [string, string, string[]][] = [
        ['an auditor', 'judy', WORK],
        ['an operator', 'olivia', WORK],
        ['a developer', 'dan', ['t0']],
        ['a manager', 'alice', ['t2']],
        ['an engineering director', 'bob', LEVEL_3],
        ['a security lead', 'carol', ['t3', 't4', 't5', 't6', 't7', 't8', 't10', 't11']],
        ['somebody of the board', 'grace', ['t4']],
        ['somebody without a role', 'peggy', []],
        ['a master', 'development-master', WORK.filter((id) => id !== 't2' && id !== 't7')],
        ['another master', 'cicd-master', ['t2', 't7']],
        ['a worker', 'deployer-3', ['t3', 't5', 't6', 't10', 't11']],
        ['a non-union worker', 'scout-0', ['t0']],
        ['the participant that boots homes', 'system', []],
      ];
      const withoutPermit = new Set(['t7', 't8']);

      test.each(readers)('%s: %s, by id', async (_who, caller, readable) => {
        // Under t3, cicd-master has a request of its own that was refused: see below.
        for (const taskId of WORK.filter((id) => caller !== 'cicd-master' || id !== 't3')) {
          const expected = readable.includes(taskId) ? { result: {} } : notYours;
          expect(await queries['task.get'](caller, { taskId })).toMatchObject(expected);
          expect(await queries['task.story'](caller, { taskId })).toMatchObject(expected);
          if (!withoutPermit.has(taskId))
            expect(await queries['permit.get'](caller, { taskId })).toMatchObject(expected);
        }
      });

      test.each(readers)('%s: %s, listed', async (_who, caller, readable) => {
        const { permits } = resultOf(await queries['permit.list'](caller, {}));
        expect(ids(permits)).toEqual(readable.filter((id) => !withoutPermit.has(id)).reverse());
      });

      test.each(readers)('%s: %s, what everybody may know', async (_who, caller) => {
        expect(await queries['worker.list'](caller, {})).toMatchObject({ position: log.events.length });
        expect(await queries['permit.inbox'](caller, {})).toMatchObject({ position: log.events.length });
      });

      test('somebody nobody knows: nothing', async () => {
        const payload = { taskId: 't0' };
        const answers = await Promise.all([
          queries['task.get']('mallory', payload),
          queries['task.story']('mallory', payload),
          queries['permit.get']('mallory', payload),
          queries['permit.list']('mallory', {}),
          queries['permit.inbox']('mallory', {}),
          queries['worker.list']('mallory', {}),
          queries['policy.get']('mallory', {}),
          queries['policy.list']('mallory', {}),
        ]);
        expect(answers).toEqual(answers.map(() => stranger));
      });

      test('the condition on rows says what the rule says', async () => {
        const { tables } = desk.database;
        const rows = await tables.selectFrom('permits').selectAll().orderBy('id').execute();
        const readable = fc.oneof(
          fc.constant({ all: true } as const),
          fc.record({
            all: fc.constant(false as const),
            roles: fc.subarray([...ROLES]),
            nonunion: fc.boolean(),
            master: fc.constantFrom('development-master', 'cicd-master', null),
            worker: fc.constantFrom('deployer-3', 'scout-0', null),
          }),
        );
        await fc.assert(
          fc.asyncProperty(readable, async (given) => {
            const found = await tables
              .selectFrom('permits')
              .select('id')
              .where(readableRows(given))
              .orderBy('id')
              .execute();
            expect(found.map(({ id }) => id)).toEqual(
              rows.filter((row) => mayRead(given, row)).map(({ id }) => id),
            );
          }),
          { numRuns: 50 },
        );
      });
    });

    describe('task.get', () => {
      const asked = (taskId: string, requestedBy: string) => ({
        taskId,
        requestedBy,
        request: taskOf(taskId),
        receivedAt: '2026-03-01T12:00:00.000Z',
        assessment: assessmentOf(taskId, 3, 'high'),
      });

      test('assigned, with the state of its permit', async () => {
        expect(resultOf(await queries['task.get']('judy', { taskId: 't3' }))).toEqual({
          ...asked('t3', 'development-master'),
          status: 'assigned',
          assignment: {
            workerId: 'deployer-3',
            definition: hash('d'),
            level: 3,
            trust: 'supervised',
            owners: ['olivia'],
            masterOwners: ['olivia'],
            constraints: [],
            asOf: 1,
          },
          permit: 'UNDER_REVIEW',
        });
      });

      test('only assessed, and denied', async () => {
        expect(resultOf(await queries['task.get']('judy', { taskId: 't7' }))).toEqual({
          ...asked('t7', 'cicd-master'),
          status: 'assessed',
        });
        expect(resultOf(await queries['task.get']('judy', { taskId: 't8' }))).toEqual({
          ...asked('t8', 'development-master'),
          status: 'denied',
          denial: {
            code: 'NO_ELIGIBLE_WORKER',
            candidates: [{ workerId: 'scout-0', rule: 'level' }],
            more: 0,
          },
        });
      });

      test('refused: its master learns why, another does not', async () => {
        expect(resultOf(await queries['task.get']('cicd-master', { taskId: 't9' }))).toEqual({
          taskId: 't9',
          status: 'refused',
          requestedBy: 'cicd-master',
          refusal: { code: 'VALIDATION_FAILED', errors: [{ pointer: '/title', message: 'is missing' }] },
        });
        expect(await queries['task.get']('development-master', { taskId: 't9' })).toEqual(notYours);
      });

      test('an id that was taken: each master sees what became of its own request', async () => {
        const statusFor = async (master: string): Promise<string> =>
          resultOf(await queries['task.get'](master, { taskId: 't3' })).status;
        expect(await statusFor('development-master')).toBe('assigned');
        expect(await statusFor('cicd-master')).toBe('refused');
        expect(await queries['permit.get']('cicd-master', { taskId: 't3' })).toEqual(notYours);
      });

      test('one that nobody asked for', async () => {
        expect(await queries['task.get']('judy', { taskId: 'none' })).toEqual({
          refusal: { code: 'NOT_FOUND', message: 'There is no task none.' },
        });
      });
    });

    describe('task.story', () => {
      test('its events in order, each as a sentence, and what was refused about it', async () => {
        const story = resultOf(await queries['task.story']('judy', { taskId: 't3' }));
        expect(story.taskId).toBe('t3');
        expect(story.events.map(({ type, actor, text }) => [type, actor, text])).toEqual([
          [
            'task.assessed',
            'development-master',
            'development-master asks for "Work on t3" (deployment, production): level 3, high risk (score 24); engineering-director and security-lead must agree.',
          ],
          ['assignment.made', 'system', 'The work is assigned to deployer-3 (level 3, supervised).'],
          [
            'permit.requested',
            'system',
            'A level 3 permit for deployer-3 waits for engineering-director and security-lead, until 2026-03-03 12:00 UTC.',
          ],
          ['permit.review-started', 'bob', 'bob opens the review.'],
          ['permit.approval-recorded', 'bob', 'bob approves as engineering-director.'],
          ['task.refused', 'system', 'A request of cicd-master is refused (ALREADY_EXISTS).'],
          [
            'refusal.refused',
            'olivia',
            'olivia is refused permit.approve on t3 (SEPARATION_OF_DUTIES): "olivia owns the worker".',
          ],
        ]);
        expect(story.events.map(({ position, time }) => ({ position, time }))).toEqual(
          log.events
            .filter(({ id }) => story.events.some(({ position }) => id === `log-1-${position}`))
            .map(({ position, time }) => ({ position, time })),
        );
      });
    });

    describe('task.story in pages', () => {
      const ask = async (payload: { from?: number; limit?: number }, taskId = 't3', caller = 'judy') => {
        const { events, next } = resultOf(await queries['task.story'](caller, { taskId, ...payload }));
        return { positions: events.map(({ position }) => position), next };
      };

      test('they are its events in order, each once, and the last one names no next one', async () => {
        const { positions: all, next: none } = await ask({});
        expect(none).toBeUndefined();
        const pages: number[][] = [];
        for (let next: number | undefined = 1; next !== undefined;) {
          const page = await ask({ from: next, limit: 3 });
          pages.push(page.positions);
          next = page.next;
        }
        expect(pages).toEqual([all.slice(0, 3), all.slice(3, 6), all.slice(6)]);
        expect(all).toHaveLength(7);
      });

      test('from behind its end there is nothing', async () => {
        expect(await ask({ from: log.events.length + 1 })).toEqual({ positions: [], next: undefined });
      });

      test('of a request that was refused there is still nothing of the other task', async () => {
        const { positions } = await ask({}, 't3', 'cicd-master');
        expect(await ask({ from: 1, limit: 1 }, 't3', 'cicd-master')).toEqual({ positions, next: undefined });
      });
    });

    describe('task.story of a request that was refused', () => {
      const texts = async (master: string, taskId: string): Promise<string[]> =>
        resultOf(await queries['task.story'](master, { taskId })).events.map(({ text }) => text);

      test('is the refusal', async () => {
        expect(await texts('cicd-master', 't9')).toEqual([
          'A request of cicd-master is refused (VALIDATION_FAILED): /title is missing.',
        ]);
      });

      test('under the id of a task of somebody else it shows nothing of that task', async () => {
        expect(await texts('cicd-master', 't3')).toEqual([
          'A request of cicd-master is refused (ALREADY_EXISTS).',
        ]);
      });
    });

    describe('permit.get', () => {
      test('half approved: what is given, what is open, who could still approve', async () => {
        const { terms, ...permit } = resultOf(await queries['permit.get']('carol', { taskId: 't3' }));
        const approval = log.events.find(
          ({ type, entity }) => type === 'permit.approval-recorded' && entity === 't3',
        );
        const request = log.events.find(({ type, entity }) => type === 'permit.requested' && entity === 't3');
        expect(terms).toEqual(request?.type === 'permit.requested' ? request.data.terms : undefined);
        expect(permit).toEqual({
          taskId: 't3',
          state: 'UNDER_REVIEW',
          permitDigest: hash('e'),
          requestedAt: request?.time,
          deadline: '2026-03-03T12:00:00.000Z',
          plan: [
            {
              stage: 'approval',
              open: true,
              roles: [
                {
                  role: 'engineering-director',
                  needed: 1,
                  given: [{ approver: 'bob', at: approval?.time }],
                  open: false,
                  couldApprove: [],
                },
                // Not olivia, who owns the worker; not lara, who has the role only since after the request.
                { role: 'security-lead', needed: 1, given: [], open: true, couldApprove: ['carol'] },
              ],
            },
          ],
          approvals: [
            { approver: 'bob', role: 'engineering-director', stage: 'approval', at: approval?.time },
          ],
          allowed: ['permit.approve', 'permit.reject'],
        });
      });

      test('a plan of two stages: the second is not open, its people are named', async () => {
        const { plan } = resultOf(await queries['permit.get']('carol', { taskId: 't4' }));
        expect(
          plan.map(({ stage, open, roles }) => [
            stage,
            open,
            roles.map((place) => [place.role, place.open, place.couldApprove]),
          ]),
        ).toEqual([
          [
            'review',
            true,
            [
              ['security-lead', true, ['carol']],
              ['architect', true, ['heidi']],
            ],
          ],
          [
            'approval',
            false,
            [
              ['vp', false, ['dave']],
              ['cto', false, []],
              ['ciso', false, []],
              ['cab', false, ['grace']],
            ],
          ],
        ]);
      });

      test('an owner of the master is not among those who could approve', async () => {
        const { plan } = resultOf(await queries['permit.get']('alice', { taskId: 't2' }));
        expect(plan[0]?.roles).toEqual([
          { role: 'manager', needed: 1, given: [], open: true, couldApprove: ['alice'] },
        ]);
      });

      test('ended: who approved, the window, the outcome and the summary', async () => {
        const permit = resultOf(await queries['permit.get']('judy', { taskId: 't5' }));
        expect(permit).toMatchObject({
          state: 'CLOSED',
          approvedBy: [
            { approver: 'bob', role: 'engineering-director' },
            { approver: 'carol', role: 'security-lead' },
          ],
          window: { notBefore: '2026-03-01T12:00:00.000Z', notAfter: '2026-03-02T12:00:00.000Z' },
          outcome: 'success',
          summary: { outcome: 'success' },
          allowed: ['permit.archive'],
        });
        expect(permit.plan[0]?.roles.map(({ given, open }) => [given.length, open])).toEqual([
          [1, false],
          [1, false],
        ]);
      });

      test.each(['t10', 't11'])('%s, of which the time is over: nothing is open any more', async (taskId) => {
        const { plan, allowed, state } = resultOf(await queries['permit.get']('carol', { taskId }));
        expect({ state, allowed, open: plan.map(({ open }) => open) }).toEqual({
          state: 'REQUESTED',
          allowed: [],
          open: [false],
        });
      });

      test('one that is not there', async () => {
        expect(await queries['permit.get']('judy', { taskId: 't7' })).toEqual({
          refusal: { code: 'NOT_FOUND', message: 'There is no permit t7.' },
        });
      });
    });

    describe('permit.list', () => {
      test.each([
        [{ state: 'REQUESTED' }, ['t11', 't10', 't4', 't2']],
        [{ level: 4 }, ['t4']],
        [{ level: 0 }, ['t0']],
        [{ worker: 'deployer-2' }, ['t2']],
        [{ master: 'cicd-master' }, ['t2']],
        [{ state: 'CLOSED', master: 'development-master', level: 3 }, ['t5']],
        [{ state: 'REVOKED' }, []],
      ] as const)('filtered by %j', async (filter, expected) => {
        const { permits } = resultOf(await queries['permit.list']('judy', filter));
        expect(ids(permits)).toEqual(expected);
      });

      test('an item says what one has to know to choose', async () => {
        const { permits } = resultOf(await queries['permit.list']('judy', { level: 4 }));
        expect(permits).toEqual([
          {
            taskId: 't4',
            state: 'REQUESTED',
            title: 'Work on t4',
            environment: 'production',
            level: 4,
            risk: 'critical',
            path: 'advanced',
            requestedBy: 'development-master',
            workerId: 'architect-4',
            requestedAt: log.events.find(({ type, entity }) => type === 'permit.requested' && entity === 't4')
              ?.time,
            deadline: '2026-03-03T12:00:00.000Z',
            permitDigest: hash('e'),
          },
        ]);
      });
    });

    describe('permit.inbox', () => {
      test.each([
        ['carol', ['t4', 't3']],
        ['alice', ['t2']],
        ['heidi', ['t4']],
        // Has approved t3 already.
        ['bob', []],
        // Owns the worker of t3, and so on.
        ['olivia', []],
        // Owns the master of t2.
        ['zoe', []],
        ['lara', []],
        // Their stage is not open.
        ['grace', []],
        ['judy', []],
        ['development-master', []],
        ['deployer-3', []],
        ['system', []],
      ])('of %s', async (caller, expected) => {
        const { permits } = resultOf(await queries['permit.inbox'](caller, {}));
        expect(ids(permits)).toEqual(expected);
      });
    });

    describe('a cursor that no list gave', () => {
      const encoded = (key: unknown): string => Buffer.from(JSON.stringify(key)).toString('base64url');
      const cursors = [
        'x',
        encoded({}),
        encoded([]),
        encoded(['1']),
        encoded([1.5]),
        encoded([null, 1, 't1']),
      ];

      test.each(cursors)('%s', async (cursor) => {
        expect(await queries['permit.list']('judy', { cursor })).toEqual(badCursor);
        expect(await queries['permit.inbox']('carol', { cursor })).toEqual(badCursor);
      });

      test.each([encoded([1]), encoded(['a\u0000']), encoded(['a.b'])])('of workers: %s', async (cursor) => {
        expect(await queries['worker.list']('judy', { cursor })).toEqual(badCursor);
      });
    });

    describe('worker.list', () => {
      const item = (id: string, level: number) => ({
        id,
        name: definitionOf(id).name,
        kind: 'agent',
        owners: ['olivia'],
        capabilities: ['deploy'],
        level,
        probation: level > 0,
        status: 'active',
        trust: 'supervised',
        trustSince: expect.any(String),
        successes: 0,
        definition: hash('d'),
      });
      const all = [item('architect-4', 4), item('deployer-2', 2), item('deployer-3', 3), item('scout-0', 0)];

      test('everybody, by id', async () => {
        expect(resultOf(await queries['worker.list']('peggy', {}))).toEqual({ workers: all });
      });

      test('page by page', async () => {
        const first = resultOf(await queries['worker.list']('peggy', { limit: 3 }));
        expect(first.workers).toEqual(all.slice(0, 3));
        const second = await queries['worker.list']('peggy', { limit: 3, cursor: first.next ?? '' });
        expect(resultOf(second)).toEqual({ workers: all.slice(3) });
      });
    });

    describe('events.read', () => {
      const read = async (payload: EventsQuery): Promise<EventPage> =>
        resultOf(await queries['events.read']('judy', payload));
      const positions = ({ events }: EventPage): number[] => events.map(({ position }) => position);
      const where = (wanted: (event: Recorded) => boolean): number[] =>
        log.events.filter(wanted).map(({ position }) => position);

      test('is for auditors and operators', async () => {
        for (const caller of ['judy', 'olivia'])
          expect(await queries['events.read'](caller, { limit: 1 })).toMatchObject({
            position: log.events.length,
          });
        const refused = {
          refusal: { code: 'FORBIDDEN', message: 'Only auditors and operators read the log itself.' },
        };
        for (const caller of ['bob', 'dan', 'peggy', 'development-master', 'deployer-3', 'system'])
          expect(await queries['events.read'](caller, { about: 't3' })).toEqual(refused);
        expect(await queries['events.read']('mallory', {})).toEqual(stranger);
      });

      test('gives events with what their subjects and headers say', async () => {
        const { context, ...first } = log.events[0] as Recorded;
        expect(await read({ limit: 1 })).toEqual({
          events: [{ ...first, subject: `evt.${context}.enrolled.alice.1` }],
          next: 2,
        });
      });

      test('page by page, all of it in its order', async () => {
        const found: number[] = [];
        for (let from: number | undefined = 1; from !== undefined;) {
          const page: EventPage = await read({ from, limit: 17 });
          found.push(...positions(page));
          from = page.next;
        }
        expect(found).toEqual(where(() => true));
        expect(await read({ from: log.events.length + 1 })).toEqual({ events: [] });
      });

      test('of some types, and between two times, the second one not included', async () => {
        const types = ['permit.rejected', 'permit.closed'] as const;
        const wanted = where(({ type }) => types.some((one) => one === type));
        const reads = log.reads;
        expect(positions(await read({ types: [...types] }))).toEqual(wanted);
        // However long the log is.
        expect(log.reads - reads).toBe(wanted.length);
        const [first = 0, second = 0] = wanted;
        const page = await read({ types: [...types], limit: 1 });
        expect({ at: positions(page), next: page.next }).toEqual({ at: [first], next: second });
        const [since = '', until = ''] = [log.events[9]?.time, log.events[12]?.time];
        expect(await read({ since, until })).toMatchObject({
          events: [{ position: 10 }, { position: 11 }, { position: 12 }],
        });
        expect(positions(await read({ since, until, from: 12 }))).toEqual([12]);
        expect(positions(await read({ since: until, until: since }))).toEqual([]);
        expect(positions(await read({ since: since.replace('.000Z', 'Z'), until }))).toEqual([10, 11, 12]);
      });

      test('about a task: its story, with what was refused about it', async () => {
        const story = where(
          ({ entity, correlation, data }) =>
            entity === 't3' || correlation === 't3' || ('taskId' in data && data.taskId === 't3'),
        );
        expect(positions(await read({ about: 't3' }))).toEqual(story);
        const [first = 0, second = 0, third = 0] = story;
        const page = await read({ about: 't3', limit: 2 });
        expect({ at: positions(page), next: page.next }).toEqual({ at: [first, second], next: third });
        expect(positions(await read({ about: 't3', from: third }))).toEqual(story.slice(2));
        expect(positions(await read({ about: 't3', types: ['task.refused'] }))).toHaveLength(1);
        const [since = '', until = ''] = [log.events[second - 1]?.time, log.events[third - 1]?.time];
        expect(positions(await read({ about: 't3', since, until }))).toEqual([second]);
        expect(await read({ about: 'none' })).toEqual({ events: [] });
      });

      test('refuses a time that there is not', async () => {
        for (const since of ['2026-02-30T00:00:00Z', '2026-12-31T23:59:60Z'])
          expect(await queries['events.read']('judy', { since })).toEqual({
            refusal: {
              code: 'VALIDATION_FAILED',
              message: 'There is no such time.',
              details: [{ pointer: '/since', message: 'is a time that there is not' }],
            },
          });
      });
    });
  });

  describe('the questions, while the log goes on', () => {
    test('policy.get: none before the first, then the one in force', async () => {
      const log = new MemoryLog();
      await using desk = await openDesk(staysOpen(await databases.shared()), log);
      expect(await desk.queries['policy.get']('system', {})).toEqual({
        refusal: { code: 'NOT_FOUND', message: 'No policy has been published yet.' },
      });
      const document = { version: '2026.1' } as PolicyDocument;
      const { time } = log.write('policy.published', 'default', {
        document,
        sha256: hash('c'),
        basis: 'bootstrap',
      });
      expect(await desk.queries['policy.get']('system', { after: 1 })).toEqual({
        result: { document, version: '2026.1', hash: hash('c'), status: 'in-force', since: time },
        position: 1,
      });
    });

    test('a name is shown to its person alone, and is gone with its key', async () => {
      const log = new MemoryLog();
      new Guild(log).enrol('alice', 'manager').enrol('bob').registerMaster('m1');
      const openPersonal = ({ sealed: { person } }: { sealed: { person: string } }) =>
        Promise.resolve(
          person === 'alice' ? { name: 'Alice Liddell', email: 'alice@example.org' } : undefined,
        );
      await using desk = await openDesk(staysOpen(await databases.shared()), log, { openPersonal });
      const who = async (id: string): Promise<unknown> =>
        resultOf(await desk.queries['directory.whoami'](id, {}));
      expect(await who('alice')).toEqual({
        id: 'alice',
        kind: 'person',
        roles: ['manager'],
        name: 'Alice Liddell',
      });
      expect(await who('bob')).toEqual({ id: 'bob', kind: 'person', roles: [], name: '[erased]' });
      expect(await who('m1')).not.toHaveProperty('name');
    });

    test('after: answered once the view is there', async () => {
      const log = new MemoryLog();
      const guild = new Guild(log).enrol('alice', 'manager');
      const never = (): Promise<void> => new Promise(() => undefined);
      await using desk = await openDesk(staysOpen(await databases.shared()), log, { sleep: never });
      const answer = desk.queries['directory.whoami']('bob', { after: 3 });
      guild.enrol('bob', 'vp').enrol('carol', 'cto');
      expect(await answer).toEqual({ result: { id: 'bob', kind: 'person', roles: ['vp'] }, position: 3 });
    });

    test('after: NOT_YET once 5 s are over', async () => {
      const log = new MemoryLog();
      new Guild(log).enrol('alice', 'manager');
      const slept: number[] = [];
      const sleep = (ms: number): Promise<void> => {
        slept.push(ms);
        return Promise.resolve();
      };
      await using desk = await openDesk(staysOpen(await databases.shared()), log, { sleep });
      expect(await desk.queries['directory.whoami']('alice', { after: 2 })).toEqual({
        refusal: { code: 'NOT_YET', message: 'The view reflects the log up to position 1 so far.' },
      });
      expect(slept).toEqual([5_000]);
      expect(await desk.queries['directory.whoami']('alice', { after: 1 })).toMatchObject({ position: 1 });
    });

    test('permit.list: every permit on one page and no other, whatever happens meanwhile', async () => {
      const log = new MemoryLog();
      const guild = new Guild(log).enrol('judy', 'auditor').enrol('carol', 'security-lead');
      const wanted = Array.from({ length: 43 }, (_, n) => `t${n}`);
      for (const id of wanted) guild.request(id);
      await using desk = await openDesk(staysOpen(await databases.shared()), log);
      const found = await allPages(
        (page) => desk.queries['permit.list']('judy', page),
        10,
        () => {
          guild.request('new').reject('t5', 'carol').reject('t40', 'carol');
          return desk.projection.reached(log.events.length, 5_000);
        },
      );
      expect(found).toEqual([...wanted].reverse());
    });

    test('permit.inbox: the nearest deadline first, then the highest risk, then the id, on pages', async () => {
      const log = new MemoryLog();
      const guild = new Guild(log)
        .enrol('carol', 'security-lead')
        .enrol('bob', 'engineering-director')
        .registerMaster('development-master')
        .registerWorker('deployer-3', 3);
      const deadlines = ['2026-03-02T00:00:00.000Z', '2026-03-02T00:00:00Z', '2026-03-04T00:00:00.500Z'];
      const asked = Array.from({ length: 36 }, (_, n) => ({
        id: `t${n}`,
        reviewBy: deadlines[n % 3] ?? '',
        risk: RISKS[n % 4] ?? 'low',
        level: LEVELS[3],
      }));
      for (const { id, ...rest } of asked) guild.request(id, rest);
      await using desk = await openDesk(staysOpen(await databases.shared()), log);
      const order = [...asked].sort(
        (a, b) =>
          Date.parse(a.reviewBy) - Date.parse(b.reviewBy) ||
          RISKS.indexOf(b.risk) - RISKS.indexOf(a.risk) ||
          (a.id < b.id ? -1 : 1),
      );
      const found = await allPages((page) => desk.queries['permit.inbox']('carol', page), 7);
      expect(found).toEqual(order.map(({ id }) => id));

      const [first, , , last] = [order[0], order[1], order[2], order[35]];
      const others = await allPages(
        (page) => desk.queries['permit.inbox']('carol', page),
        7,
        () => {
          for (const task of [first, last])
            if (task) guild.review(task.id, 'carol').approve(task.id, 'carol', 'security-lead');
          return desk.projection.reached(log.events.length, 5_000);
        },
      );
      expect(others).toEqual(order.slice(0, 35).map(({ id }) => id));
    });

    describe('dead-letter.list', () => {
      const letters = (): { log: MemoryLog; deadLetters: Letters } => {
        const log = new MemoryLog();
        new Guild(log).enrol('olivia', 'operator').enrol('judy', 'auditor').enrol('bob', 'manager');
        return { log, deadLetters: new Letters() };
      };

      test('shows what is dead, why and since when, newest first, to operators and auditors', async () => {
        const { log, deadLetters } = letters();
        deadLetters.file(letterOf('permit-workflow', 'x1', 'evt.assignment.made.t1.1'));
        deadLetters.file(letterOf('risk-assessment', 'i1', 'task.requested.cicd-master'));
        await using desk = await openDesk(staysOpen(await databases.shared()), log, { deadLetters });
        const item = { reason: 'this breaks an invariant', attempts: 5, at: '2026-03-01T12:00:01.500Z' };
        const found = {
          result: {
            letters: [
              {
                ...item,
                service: 'risk-assessment',
                id: 'i1',
                durable: 'risk-assessment-tasks',
                subject: 'task.requested.cicd-master',
                about: 'cicd-master',
              },
              {
                ...item,
                service: 'permit-workflow',
                id: 'x1',
                durable: 'permit-workflow-tasks',
                subject: 'evt.assignment.made.t1.1',
                about: 't1',
              },
            ],
          },
          position: 3,
        };
        const ask = desk.queries['dead-letter.list'];
        expect([await ask('olivia', {}), await ask('judy', {})]).toEqual([found, found]);
        expect(await ask('bob', {})).toEqual({
          refusal: { code: 'FORBIDDEN', message: 'Only auditors and operators read dead letters.' },
        });
        expect(await ask('olivia', { cursor: 'x' })).toMatchObject({
          refusal: { code: 'VALIDATION_FAILED' },
        });
      });

      test('leaves out what is settled by its own service', async () => {
        const { log, deadLetters } = letters();
        for (const service of ['permit-workflow', 'audit-projection', 'worker-registry'] as const)
          deadLetters.file(letterOf(service, 'x1', 'evt.assignment.made.t1.1'));
        log.write('dead-letter.retried', 'x1', { service: 'permit-workflow' });
        const last = log.write('dead-letter.dropped', 'x1', {
          service: 'worker-registry',
          reason: 'Of no use.',
        });
        await using desk = await openDesk(staysOpen(await databases.shared()), log, { deadLetters });
        const after = last.position;
        expect(await desk.queries['dead-letter.list']('olivia', { after })).toMatchObject({
          result: { letters: [{ service: 'audit-projection', id: 'x1' }] },
          position: after,
        });
      });

      test('page by page, with many settled ones between', async () => {
        const { log, deadLetters } = letters();
        for (let n = 1; n <= 500; n++) {
          deadLetters.file(letterOf('permit-workflow', `x${n}`, 'evt.assignment.made.t1.1'));
          if (n % 50 !== 0) log.write('dead-letter.retried', `x${n}`, { service: 'permit-workflow' });
        }
        await using desk = await openDesk(staysOpen(await databases.shared()), log, { deadLetters });
        const found: string[] = [];
        for (let cursor: string | undefined = ''; cursor !== undefined;) {
          const payload = { limit: 3, ...(cursor === '' ? {} : { cursor }) };
          const page: DeadLetterPage = resultOf(await desk.queries['dead-letter.list']('judy', payload));
          found.push(...page.letters.map(({ id }) => id));
          cursor = page.next;
        }
        expect(found).toEqual([500, 450, 400, 350, 300, 250, 200, 150, 100, 50].map((n) => `x${n}`));
      });

      test('looks for nothing before it knows that the caller may ask', async () => {
        const { log, deadLetters } = letters();
        await using desk = await openDesk(staysOpen(await databases.shared()), log, { deadLetters });
        const ask = desk.queries['dead-letter.list'];
        for (const caller of ['bob', 'nobody'])
          expect(await ask(caller, {})).toMatchObject({ refusal: { code: 'FORBIDDEN' } });
        expect(deadLetters.looks).toBe(0);
      });

      test('looks at no more than 1,000 letters at once, and says where it goes on', async () => {
        const { log, deadLetters } = letters();
        deadLetters.file(letterOf('permit-workflow', 'open', 'evt.assignment.made.t1.1'));
        for (let n = 1; n <= 1_000; n++)
          deadLetters.file(letterOf('permit-workflow', 'settled', 'evt.assignment.made.t1.1'));
        log.write('dead-letter.retried', 'settled', { service: 'permit-workflow' });
        await using desk = await openDesk(staysOpen(await databases.shared()), log, { deadLetters });
        const ask = desk.queries['dead-letter.list'];
        const first: DeadLetterPage = resultOf(await ask('olivia', {}));
        expect({ ...first, looks: deadLetters.looks }).toEqual({
          letters: [],
          next: expect.any(String),
          looks: 10,
        });
        expect(resultOf(await ask('olivia', { cursor: first.next ?? '' }))).toEqual({
          letters: [expect.objectContaining({ id: 'open' })],
        });
      });

      test('shows a message that was given up twice once, as it was the last time', async () => {
        const { log, deadLetters } = letters();
        for (const [id, at] of [
          ['x1', '2026-03-01T12:00:00.000Z'],
          ['x2', '2026-03-01T13:00:00.000Z'],
          ['x1', '2026-03-01T14:00:00.000Z'],
        ] as const)
          deadLetters.file(letterOf('permit-workflow', id, 'evt.assignment.made.t1.1', at));
        await using desk = await openDesk(staysOpen(await databases.shared()), log, { deadLetters });
        const ask = desk.queries['dead-letter.list'];
        const page: DeadLetterPage = resultOf(await ask('olivia', { limit: 1 }));
        const rest: DeadLetterPage = resultOf(await ask('olivia', { cursor: page.next ?? '' }));
        expect([...page.letters, ...rest.letters].map(({ id, at }) => [id, at])).toEqual([
          ['x1', '2026-03-01T14:00:00.000Z'],
          ['x2', '2026-03-01T13:00:00.000Z'],
        ]);
        expect(resultOf(await ask('olivia', {})).letters).toHaveLength(2);
      });
    });

    test('permit.inbox: finds what waits behind many that do not', async () => {
      const log = new MemoryLog();
      const guild = new Guild(log)
        .enrol('carol', 'security-lead')
        .registerMaster('development-master')
        .registerWorker('deployer-3', 3);
      for (let n = 0; n < 450; n++) {
        guild.request(`a${n}`, { reviewBy: '2026-03-02T00:00:00.000Z' });
        guild.review(`a${n}`, 'carol').approve(`a${n}`, 'carol', 'security-lead');
      }
      guild.request('z', { reviewBy: '2026-03-05T00:00:00.000Z' });
      await using desk = await openDesk(staysOpen(await databases.shared()), log);
      const { permits, next } = resultOf(await desk.queries['permit.inbox']('carol', { limit: 5 }));
      expect(ids(permits)).toEqual(['z']);
      expect(next).toBeUndefined();
    });
  });
};
