import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problemsOf } from './check-log.js';
import { typesOf } from './flow/words.js';
import { sha256 } from './support/canonical.js';
import { Guild } from './support/guild.js';
import type { Asked } from './support/guild.js';
import { textOf } from './support/log-event.js';
import type { Json, JsonObject } from './support/log-event.js';
import { granted, refused } from './support/participant.js';
import type { Answer } from './support/participant.js';

const HOUR = 3_600_000;
const DIRECTOR = 'engineering-director';
const LEAD = 'security-lead';

let guild: Guild;
beforeAll(async () => {
  guild = await Guild.start();
}, 60_000);
afterAll(() => guild[Symbol.asyncDispose]());

const inHaste = {
  overrides: [
    {
      softBlock: 'expedited-approval',
      justification: 'The certificate of the old gateway ends tonight.',
      sponsor: 'frank',
    },
  ],
};

/** What needs six people in two stages. */
const architecture = (taskId: string, more: JsonObject = {}): Promise<Asked> =>
  guild.asked(
    taskId,
    {
      operation: 'architecture-change',
      reversibility: 'irreversible',
      capability: 'architecture',
      ...more,
    },
    'coordinator-master',
  );

const sponsor = (who: string, { taskId, permitDigest }: Asked): Promise<Answer> =>
  guild.command(who, 'permit.sponsor', { taskId, permitDigest });

const minutes = ({ taskId, permitDigest }: Asked): JsonObject => ({
  taskId,
  role: 'cab',
  permitDigest,
  minutesSha256: sha256('The board met, and agreed.'),
});

/** As the queries show it, once they show `answer`. */
const shown = async (taskId: string, answer: Answer): Promise<JsonObject> => {
  const { position } = granted(answer);
  return granted(await guild.query('judy', 'permit.get', { taskId, after: position })).result;
};

const given = (approvals: Json | undefined): unknown[] =>
  (approvals as JsonObject[]).map(({ approver, role, voided }) => [approver, role, voided]);

const statesOf = (answers: readonly Answer[]): unknown[] =>
  answers.map((answer) => granted(answer).result['state']).sort();

describe('haste', () => {
  test('that somebody answers for leaves an hour; both approvers are still needed, and may come at once', async () => {
    const asked = await guild.asked('haste-1', inHaste);
    const before = textOf(asked.event.data, 'reviewBy');
    expect(Date.parse(before)).toBeGreaterThan(Date.now() + 24 * HOUR);
    expect(refused(await sponsor('bob', asked)).code).toBe('FORBIDDEN');
    expect(refused(await sponsor('frank', { ...asked, permitDigest: 'b'.repeat(64) })).code).toBe(
      'STALE_VIEW',
    );
    granted(await sponsor('frank', asked));
    const sponsored = await guild.ear.event('permit.sponsored', 'haste-1');
    expect(sponsored.data).toMatchObject({ by: 'frank', role: 'ciso', permitDigest: asked.permitDigest });
    const reviewBy = Date.parse(textOf(sponsored.data, 'reviewBy'));
    expect(reviewBy).toBe(Date.parse(sponsored.headers['ce-time'] ?? '') + HOUR);

    const answers = await Promise.all([
      guild.approve('bob', DIRECTOR, asked),
      guild.approve('carol', LEAD, asked),
    ]);
    expect(statesOf(answers)).toEqual(['ACTIVE', 'UNDER_REVIEW']);
    expect(typesOf(await guild.entity('permit', 'haste-1'))).toEqual([
      'permit.requested',
      'permit.sponsored',
      'permit.review-started',
      'permit.approval-recorded',
      'permit.approval-recorded',
      'permit.approved',
      'permit.issued',
    ]);
  });

  test('that nobody asked for is not answered for', async () => {
    expect(refused(await sponsor('frank', await guild.asked('haste-2'))).code).toBe('INVALID_STATE');
  });

  test('opens every stage, and drops none', async () => {
    const asked = await architecture('haste-3', inHaste);
    expect(refused(await guild.approve('dave', 'vp', asked)).code).toBe('STAGE_NOT_OPEN');
    granted(await sponsor('frank', asked));
    granted(await guild.command('grace', 'permit.approve', minutes(asked)));
    const answers = await Promise.all([
      guild.approve('dave', 'vp', asked),
      guild.approve('erin', 'cto', asked),
      guild.approve('frank', 'ciso', asked),
      guild.approve('heidi', 'architect', asked),
    ]);
    expect(new Set(statesOf(answers))).toEqual(new Set(['UNDER_REVIEW']));
    expect(granted(await guild.approve('carol', LEAD, asked)).result['state']).toBe('ACTIVE');
  });
});

test('work of level 4 is looked at first, and then agreed to by the executives and the board', async () => {
  const asked = await architecture('master-1');
  expect(asked.event.data['terms']).toMatchObject({
    level: 4,
    workerId: 'architect-4',
    plan: [
      { stage: 'review', roles: { [LEAD]: 1, architect: 1 } },
      { stage: 'leadership', roles: { vp: 1, cto: 1, ciso: 1, cab: 1 } },
    ],
  });
  const notYet = await guild.command('grace', 'permit.approve', minutes(asked));
  expect(refused(notYet).code).toBe('STAGE_NOT_OPEN');
  granted(await guild.command('heidi', 'permit.review', { taskId: 'master-1' }));
  const looked = [
    await guild.approve('carol', LEAD, asked),
    await guild.approve('heidi', 'architect', asked),
  ];
  const agreed = [
    await guild.approve('dave', 'vp', asked),
    await guild.approve('erin', 'cto', asked),
    await guild.approve('frank', 'ciso', asked),
  ];
  expect(new Set(statesOf([...looked, ...agreed]))).toEqual(new Set(['UNDER_REVIEW']));
  const { minutesSha256: _, ...withoutMinutes } = minutes(asked);
  expect(refused(await guild.command('grace', 'permit.approve', withoutMinutes)).code).toBe(
    'VALIDATION_FAILED',
  );
  const last = await guild.command('grace', 'permit.approve', minutes(asked));
  expect(granted(last).result['state']).toBe('ACTIVE');

  const issued = await guild.ear.event('permit.issued', 'master-1');
  expect(issued.data['approvedBy']).toEqual([
    { approver: 'carol', role: LEAD },
    { approver: 'heidi', role: 'architect' },
    { approver: 'dave', role: 'vp' },
    { approver: 'erin', role: 'cto' },
    { approver: 'frank', role: 'ciso' },
    { approver: 'grace', role: 'cab' },
  ]);
  const recorded = (await guild.entity('permit', 'master-1')).filter(
    ({ type }) => type === 'permit.approval-recorded',
  );
  expect(recorded.at(-1)?.data).toMatchObject({
    approver: 'grace',
    stage: 'leadership',
    minutesSha256: minutes(asked)['minutesSha256'],
  });
});

describe('a role', () => {
  const approve = (who: string, role: string, asked: Asked, more: JsonObject = {}) =>
    guild.command(who, 'permit.approve', {
      taskId: asked.taskId,
      permitDigest: asked.permitDigest,
      role,
      ...more,
    });

  test('is used in the stead of who holds it, who is then used up for that permit', async () => {
    const asked = await guild.asked('stead-1');
    const until = new Date(Date.now() + HOUR).toISOString();
    const inHisStead = { onBehalfOf: 'bob' };
    expect(refused(await approve('alice', DIRECTOR, asked, inHisStead)).code).toBe('FORBIDDEN');
    granted(await guild.command('bob', 'directory.delegate', { role: DIRECTOR, to: 'alice', until }));
    const minutesInStead = { role: 'cab', to: 'alice', until };
    expect(refused(await guild.command('grace', 'directory.delegate', minutesInStead)).code).toBe(
      'FORBIDDEN',
    );
    granted(await approve('alice', DIRECTOR, asked, inHisStead));
    const { data } = await guild.ear.event('permit.approval-recorded', 'stead-1');
    expect(data).toMatchObject({ approver: 'alice', role: DIRECTOR, onBehalfOf: 'bob' });
    expect(refused(await approve('bob', DIRECTOR, asked)).code).toBe('ALREADY_APPROVED');
    expect(refused(await approve('alice', LEAD, asked)).code).toBe('ROLE_NOT_HELD');
    expect(granted(await approve('carol', LEAD, asked)).result['state']).toBe('ACTIVE');

    granted(
      await guild.command('alice', 'directory.end-delegation', { from: 'bob', role: DIRECTOR, to: 'alice' }),
    );
    const other = await guild.asked('stead-2');
    expect(refused(await approve('alice', DIRECTOR, other, inHisStead)).code).toBe('FORBIDDEN');
  });

  /** What oscar proposes and gwen, of the governance board, puts in force. */
  const holds = async (personId: string, ...roles: string[]): Promise<void> => {
    const payload = { personId, roles };
    const proposed = granted(await guild.command('oscar', 'directory.assign-roles', payload));
    const confirming = { personId, sha256: textOf(proposed.result, 'proposal') };
    expect(refused(await guild.command('oscar', 'directory.confirm', confirming)).code).toBe('FORBIDDEN');
    granted(await guild.command('gwen', 'directory.confirm', confirming));
  };

  test('that is lost before the plan is complete takes its approval along, and its place is free again', async () => {
    const asked = await guild.asked('lost-1');
    granted(await approve('bob', DIRECTOR, asked));
    expect(refused(await approve('zoe', DIRECTOR, asked)).code).toBe('ROLE_FILLED');
    await holds('bob', 'manager');
    const second = await approve('carol', LEAD, asked);
    expect(granted(second).result['state']).toBe('UNDER_REVIEW');
    expect(given((await shown('lost-1', second))['approvals'])).toEqual([
      ['bob', DIRECTOR, 'role-lost'],
      ['carol', LEAD, undefined],
    ]);
    // He has it again, but not without a break since the request.
    await holds('bob', DIRECTOR);
    expect(refused(await approve('bob', DIRECTOR, asked)).code).toBe('ROLE_NOT_HELD');
    const third = await approve('zoe', DIRECTOR, asked);
    expect(granted(third).result['state']).toBe('ACTIVE');
    expect((await shown('lost-1', third))['approvedBy']).toEqual([
      { approver: 'carol', role: LEAD },
      { approver: 'zoe', role: DIRECTOR },
    ]);
    expect(typesOf(await guild.entity('permit', 'lost-1'))).toEqual([
      'permit.requested',
      'permit.review-started',
      'permit.approval-recorded',
      'permit.approval-voided',
      'permit.approval-recorded',
      'permit.approval-recorded',
      'permit.approved',
      'permit.issued',
    ]);
  });
});

test('two that are in each other’s way wait for how they are coordinated, and are approved anew', async () => {
  const scope = { actions: ['deploy'], resources: ['service:crossing/**'] };
  await guild.asked('cross-1', { scope });
  const asked = await guild.asked('cross-2', {
    scope: { actions: ['deploy'], resources: ['service:crossing/left'] },
  });
  expect(asked.event.data['terms']).toMatchObject({ overlaps: ['cross-1'] });
  expect(refused(await guild.approve('carol', LEAD, asked)).code).toBe('SOFT_BLOCK');
  const unplanned = async (after: number): Promise<unknown> =>
    granted(await guild.query('carol', 'permit.get', { taskId: 'cross-2', after })).result['unplanned'];
  expect(await unplanned(asked.event.position)).toEqual(['cross-1']);
  const overriding = {
    taskId: 'cross-2',
    overrides: [
      {
        softBlock: 'parallel-operations',
        justification: 'Both have to be live before the fair opens.',
        plan: 'cross-2 begins once cross-1 has put its last action on record.',
      },
    ],
  };
  granted(await guild.command('development-master', 'task.override', overriding));
  const amended = await guild.ear.event('permit.amended', 'cross-2');
  expect(await unplanned(amended.position)).toBeUndefined();
  expect(refused(await guild.approve('carol', LEAD, asked)).code).toBe('STALE_VIEW');
  const again = { ...asked, permitDigest: textOf(amended.data, 'permitDigest') };
  granted(await guild.approve('carol', LEAD, again));
  expect(granted(await guild.approve('zoe', DIRECTOR, again)).result['state']).toBe('ACTIVE');
});

test('the log is whole', async () => {
  expect(problemsOf(await guild.log())).toEqual([]);
});
