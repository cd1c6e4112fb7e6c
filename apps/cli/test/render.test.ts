import type { PermitResult, StoryResult, Summary } from '@guildhall/contracts';
import { describe, expect, test } from '@jest/globals';
import { noRoleIn } from '../src/permits/approval.js';
import { renderDecided, renderSubmitted } from '../src/render/decided.js';
import { isTrouble, renderLogLine } from '../src/render/log-line.js';
import { renderOpenPlan, renderPermit, renderPlan } from '../src/render/permit.js';
import { renderInbox, renderPermits } from '../src/render/permits.js';
import { asTyped } from '../src/render/program-name.js';
import { renderProgress } from '../src/render/progress.js';
import { renderStatus } from '../src/render/status.js';
import { renderStory } from '../src/render/story.js';
import { styleFor } from '../src/render/style.js';
import { clockTime, durationText, fromNow, shortTime, span, took } from '../src/render/time.js';
import { anyOf, counted, endedText } from '../src/render/words.js';
import { inColumn } from '../src/render/wrap.js';
import type { ProcessStatus } from '../src/system/status.js';

const NOW = new Date(2026, 10, 21, 14, 3, 22, 113);
const plain = styleFor({ isTTY: false }, {}, NOW);
const at = (...parts: [number, number, number, number]): string => new Date(2026, ...parts).toISOString();
const DIGEST = 'd'.repeat(64);

const SUMMARY: Summary = {
  taskId: 't1',
  workerId: 'w',
  requestedBy: 'm',
  level: 3,
  outcome: 'expired',
  approvedBy: ['bob'],
  actions: 0,
  violations: 0,
};

const permit: PermitResult = {
  taskId: 't1',
  state: 'UNDER_REVIEW',
  permitDigest: DIGEST,
  requestedAt: at(10, 21, 14, 0),
  deadline: at(10, 23, 14, 0),
  plan: [
    {
      stage: 'leadership',
      open: true,
      roles: [
        {
          role: 'engineering-director',
          needed: 1,
          given: [{ approver: 'bob', at: at(10, 21, 14, 1) }],
          open: false,
          couldApprove: [],
        },
        { role: 'security-lead', needed: 1, given: [], open: true, couldApprove: ['carol', 'mallory'] },
      ],
    },
  ],
  approvals: [],
  allowed: ['permit.approve'],
  terms: {
    v: 1,
    taskId: 't1',
    requestedBy: 'development-master',
    workerId: 'deployer-3',
    definition: DIGEST,
    level: 3,
    trust: 'supervised',
    scope: { resources: ['service:api'], actions: ['deploy'] },
    window: { for: 'PT24H' },
    constraints: [{ id: 'max_error_rate', value: 0.01 }],
    tokenBudget: 25_000,
    mayNotApprove: ['olivia'],
    overlaps: [],
    plan: [],
    request: {
      taskId: 't1',
      title: 'Deploy API v2.1 to prod',
      operation: 'deployment',
      environment: 'production',
      reversibility: 'automated',
      dataSensitivity: ['internal'],
      impactScope: 'service',
      customerImpact: 'all',
      scope: { resources: ['service:api'], actions: ['deploy'] },
      justification: 'Release 2.1 with the new search endpoint.',
    },
    assessment: {
      taskId: 't1',
      score: 33,
      risk: 'high',
      factors: {},
      band: 3,
      floors: [],
      caps: [],
      level: 3,
      union: true,
      path: 'advanced',
      approvals: [],
      regimes: [],
      softBlocks: [],
      constraints: [],
      tokenAllocation: 25_000,
      retention: 'P1Y',
      reasons: [],
      policy: { version: '1', sha256: DIGEST },
    },
  },
};

describe('times', () => {
  test('are local, and as short as they can be understood', () => {
    expect(clockTime(NOW.toISOString())).toBe('14:03:22.113');
    expect(
      [at(10, 21, 9, 5), at(10, 22, 9, 5), new Date(2025, 0, 2, 3, 4).toISOString()].map((time) =>
        shortTime(time, NOW),
      ),
    ).toEqual(['09:05', '22 Nov 09:05', '2 Jan 2025 03:04']);
  });

  test('that lie between are told in their two largest units', () => {
    expect([0, 999, 12_000, 3_600_000, 3_660_000, 90_061_000].map(span)).toEqual([
      '0 s',
      '0 s',
      '12 s',
      '1 h',
      '1 h 1 min',
      '1 d 1 h',
    ]);
    expect([fromNow(at(10, 21, 15, 3), NOW), fromNow(at(10, 21, 14, 0), NOW)]).toEqual([
      'in 59 min 37 s',
      '3 min 22 s ago',
    ]);
    expect([8.4, 1234, 65_000].map(took)).toEqual(['8 ms', '1.2 s', '1 min 5 s']);
    expect(['P2D', 'PT4H', 'P1Y', 'PT1H30M', 'never'].map(durationText)).toEqual([
      '2 d',
      '4 h',
      '1 y',
      '1 h 30 min',
      'never',
    ]);
  });
});

describe('text in a column', () => {
  test('is broken between words, and its later lines are indented', () => {
    const text = 'one two three four five six seven eight nine ten';
    expect(inColumn(text, 4, 40)).toBe('one two three four five six seven\n    eight nine ten');
    expect(inColumn(`${text}\nend`, 2, 33)).toBe(
      'one two three four five six\n  seven eight nine ten\n  end',
    );
  });

  test('is left alone where there is no terminal, or hardly any room', () => {
    const text = 'word '.repeat(40).trim();
    expect([inColumn(text, 4, Number.POSITIVE_INFINITY), inColumn(text, 60, 80)]).toEqual([text, text]);
  });

  test('is measured without its colours', () => {
    const red = '\u001b[31mred\u001b[39m';
    expect(inColumn(`${red} ${red} ${red} ${red} ${red} ${red} ${red} ${red} x`, 0, 31)).toBe(
      `${red} ${red} ${red} ${red} ${red} ${red} ${red} ${red}\nx`,
    );
  });
});

test('names are joined as in a sentence', () => {
  expect([[], ['bob'], ['bob', 'zoe'], ['bob', 'carol', 'zoe']].map(anyOf)).toEqual([
    '',
    'bob',
    'bob or zoe',
    'bob, carol or zoe',
  ]);
});

describe('colour', () => {
  const tty = { isTTY: true };
  test.each([
    ['on a terminal', tty, {}, true],
    ['not elsewhere', {}, {}, false],
    ['not with NO_COLOR', tty, { NO_COLOR: '1' }, false],
    ['with an empty NO_COLOR', tty, { NO_COLOR: '' }, true],
    ['not on a dumb terminal', tty, { TERM: 'dumb' }, false],
  ])('is used %s', (_, stream, env, coloured) => {
    const { colour } = styleFor(stream, env, NOW);
    expect(colour.red('x') !== 'x').toBe(coloured);
  });
});

describe('a permit', () => {
  test('is shown with its terms and with who could still approve', () => {
    expect(renderPermit(permit, plain)).toBe(`t1  UNDER_REVIEW  Deploy API v2.1 to prod

asked by   development-master, 14:00
worker     deployer-3, supervised
operation  deployment in production
scope      deploy on service:api
risk       high, 33 of 50: level 3 (Advanced)
because    Release 2.1 with the new search endpoint.
window     24 h from the issue
limits     max_error_rate 0.01
approvals  leadership, engineering-director: ✓ bob 14:01
           leadership, security-lead: … open to carol or mallory
until      23 Nov 14:00 (in 1 d 23 h)
not by     olivia
digest     ${DIGEST}`);
  });

  test('says what is still missing', () => {
    expect(renderOpenPlan(permit, plain)).toBe('  security-lead: … open to carol or mallory');
    expect(renderOpenPlan({ ...permit, state: 'ACTIVE' }, plain)).toBe('');
  });

  test('says who acts for whom, and who could', () => {
    const [director, security] = permit.plan[0]?.roles ?? [];
    if (!director || !security) throw new Error('the plan has two roles');
    const lent: PermitResult = {
      ...permit,
      plan: [
        {
          stage: 'leadership',
          open: true,
          roles: [
            { ...director, given: [{ approver: 'dave', onBehalfOf: 'bob', at: at(10, 21, 14, 1) }] },
            { ...security, substitutes: [{ id: 'mallory', onBehalfOf: 'carol' }] },
          ],
        },
      ],
    };
    expect(renderPlan(lent, plain).split('\n')).toEqual([
      'leadership, engineering-director: ✓ dave for bob 14:01',
      'leadership, security-lead: … open to carol or mallory for carol',
    ]);
  });

  test('says who answers for the haste, or that nobody does yet', () => {
    const sponsorLine = (shown: PermitResult): string | undefined =>
      renderPermit(shown, plain)
        .split('\n')
        .find((line) => line.startsWith('sponsor'));
    expect(sponsorLine({ ...permit, allowed: ['permit.sponsor'] })).toMatch(
      /^sponsor +nobody yet; it was asked for on the fast track$/,
    );
    expect(sponsorLine({ ...permit, sponsor: { by: 'dave', role: 'vp', at: at(10, 21, 14, 2) } })).toMatch(
      /^sponsor +dave as vp, 14:02$/,
    );
    expect(sponsorLine(permit)).toBeUndefined();
  });

  test('says how it ended', () => {
    const revoked: PermitResult = {
      ...permit,
      state: 'REVOKED',
      window: { notBefore: at(10, 21, 14, 1), notAfter: at(10, 22, 14, 1) },
      revocation: { by: 'carol', severity: 'warning', kind: 'person', text: 'The freeze has begun.' },
    };
    const lines = renderPermit(revoked, plain).split('\n');
    expect(lines).toContain('ended      revoked by carol: "The freeze has begun."');
    expect(lines).toContain('window     14:01 to 22 Nov 14:01');
    expect(lines.some((line) => line.startsWith('until'))).toBe(false);
    expect(lines).toContain('           leadership, security-lead: not given');
    expect(lines.join()).not.toMatch(/open to|could|later, by/);
  });

  test('that waits is shown to its master with the command of whoever could approve next', () => {
    const task = { taskId: 't1', status: 'assigned' as const, requestedBy: 'm', permit: permit.state };
    expect(renderDecided(task, permit, plain)).toBe(`… t1 waits for approval until 23 Nov 14:00 (in 1 d 23 h):
  leadership, engineering-director: ✓ bob 14:01
  leadership, security-lead: … open to carol or mallory

  guildhall permit approve t1 --role security-lead --as carol`);
  });

  test('that meets other work is shown with it, and with what its master has to say first', () => {
    const meeting: PermitResult = {
      ...permit,
      terms: {
        ...permit.terms,
        overlaps: ['t7', 't8'],
        request: {
          ...permit.terms.request,
          inputs: [{ name: 'image', sha256: DIGEST }],
          overrides: [
            {
              softBlock: 'parallel-operations',
              justification: 'Both are needed today.',
              plan: 't7 goes first.',
            },
          ],
        },
      },
      unplanned: ['t8'],
    };
    expect(renderPermit(meeting, plain).split('\n')).toEqual(
      expect.arrayContaining([
        `inputs     image ${DIGEST}`,
        'overrides  parallel-operations: Both are needed today. Plan: t7 goes first.',
        'meets      t7, t8; no plan names t8 yet',
      ]),
    );
    const task = { taskId: 't1', status: 'assigned' as const, requestedBy: 'm', permit: permit.state };
    expect(renderDecided(task, meeting, plain).split('\n').slice(-2)).toEqual([
      '  Its work meets that of t8: nobody can approve before its master says how.',
      '  guildhall task override t1 --soft-block parallel-operations --justification "..." --plan "... t8 ..." --as development-master',
    ]);
  });

  test('that was asked for before and is over is no new success', () => {
    const task = { taskId: 't1', status: 'assigned' as const, requestedBy: 'm', permit: 'CLOSED' as const };
    const closed: PermitResult = { ...permit, state: 'CLOSED', outcome: 'success' };
    expect(renderSubmitted({ task, permit: closed, repeated: true }, plain)).toBe(
      't1 was asked for before, with the same content: CLOSED (success)',
    );
    const expired: PermitResult = { ...permit, state: 'CLOSED', summary: SUMMARY };
    expect(renderSubmitted({ task, permit: expired, repeated: true }, plain)).toBe(
      't1 was asked for before, with the same content: CLOSED (expired)',
    );
    expect(renderSubmitted({ task, permit: closed, repeated: false }, plain)).toBe('✓ t1 is CLOSED');
  });

  test('is refused to somebody who has no part in it, with who could approve', () => {
    const { exit, refusal, remedy } = noRoleIn(permit);
    expect({ exit, refusal, remedy }).toEqual({
      exit: 1,
      refusal: { code: 'FORBIDDEN', message: 'You hold no role of its plan.' },
      remedy: 'It could be approved by carol or mallory as security-lead.',
    });
    expect(noRoleIn({ ...permit, plan: [] }).remedy).toBe('Nobody has to approve it now.');
  });

  test('is a row in lists', () => {
    const item = {
      taskId: 't1',
      state: 'REQUESTED' as const,
      title: 'Deploy',
      environment: 'production' as const,
      level: 3 as const,
      risk: 'high' as const,
      path: 'advanced' as const,
      requestedBy: 'm',
      workerId: 'w',
      requestedAt: at(10, 21, 14, 0),
      deadline: at(10, 23, 14, 3),
      permitDigest: DIGEST,
    };
    expect(renderPermits({ permits: [item], next: 'abc' }, plain))
      .toBe(`permit  state      level  risk  environment  worker  asked by  at     title
t1      REQUESTED  3      high  production   w       m         14:00  Deploy

more with --cursor abc`);
    expect(renderInbox({ permits: [item] }, plain))
      .toBe(`permit  level  risk  environment  asked by  ends         title
t1      3      high  production   m         in 1 d 23 h  Deploy`);
    const waiting = { seq: 2, action: 'deploy', target: 'service:api/eu', at: at(10, 21, 14, 2) };
    expect(renderInbox({ permits: [{ ...item, state: 'EXECUTING', waiting }] }, plain)).toContain(
      'Deploy: confirm action 2, deploy on service:api/eu',
    );
    expect([renderPermits({ permits: [] }, plain), renderInbox({ permits: [] }, plain)]).toEqual([
      'No permits.',
      'Nothing waits for you.',
    ]);
  });
});

test('a permit that is over says how', () => {
  const ends: [string, Partial<PermitResult>][] = [
    ['withdrawn by m: "Not needed."', { rejection: { by: 'm', kind: 'withdrawn', text: 'Not needed.' } }],
    ['rejected by bob: "Too risky."', { rejection: { by: 'bob', kind: 'rejected', text: 'Too risky.' } }],
    ['rejected (review-timeout)', { rejection: { kind: 'review-timeout' } }],
    ['revoked (certification)', { revocation: { kind: 'certification', severity: 'critical' } }],
    ['revoked (window-over)', { revocation: { kind: 'window-over', severity: 'warning' } }],
    ['expired', { summary: SUMMARY }],
    ['success', { outcome: 'success' }],
  ];
  const told = ends.map(([, end]) =>
    renderPermit({ ...permit, state: 'CLOSED', ...end }, plain)
      .split('\n')
      .find((line) => line.startsWith('ended')),
  );
  expect(told).toEqual(ends.map(([text]) => `ended      ${text}`));
});

test('a permit whose review took too long says until when it could have been approved', () => {
  const until = (kind: 'review-timeout' | 'rejected'): string | undefined =>
    renderPermit({ ...permit, state: 'REJECTED', rejection: { kind } }, plain)
      .split('\n')
      .find((line) => line.startsWith('until'));
  expect([until('review-timeout'), until('rejected')]).toEqual([
    'until      23 Nov 14:00 (in 1 d 23 h)',
    undefined,
  ]);
});

test('a state says how the permit ended where it does not itself', () => {
  expect([
    endedText('CLOSED', 'revoked', plain),
    endedText('CLOSED', 'success', plain),
    endedText('REJECTED', 'rejected', plain),
    endedText('REJECTED', 'withdrawn', plain),
    endedText('ACTIVE', undefined, plain),
  ]).toEqual(['CLOSED (revoked)', 'CLOSED (success)', 'REJECTED', 'REJECTED (withdrawn)', 'ACTIVE']);
});

test.each(['npm_command', 'npm_execpath', 'npm_lifecycle_event'])(
  'commands go through npx with %s',
  (name) => {
    const style = styleFor({}, { [name]: 'x' }, NOW);
    expect([asTyped('See `guildhall logs`.', style), asTyped('See `guildhall logs`.', plain)]).toEqual([
      'See `npx guildhall logs`.',
      'See `guildhall logs`.',
    ]);
  },
);

test('a start shows steps with their time, and that a process is started again only where it is', () => {
  const process = { name: 'risk-assessment', pid: null, since: NOW.toISOString(), restarts: 0 };
  const line = (state: 'waiting' | 'stopped') =>
    renderProgress({ kind: 'process', process: { ...process, lastExit: 'exit code 2', state } }, 0, plain);
  expect([
    renderProgress({ kind: 'step', step: 'services', detail: '4 ready' }, 1234, plain),
    line('waiting'),
    line('stopped'),
  ]).toEqual([
    '  ✓ services      4 ready  1.2 s',
    '  ! risk-assessment ended (exit code 2) and will be started again',
    undefined,
  ]);
});

test('what is counted is singular where it is one', () => {
  expect([counted(1, 'master'), counted(2, 'person', 'people')]).toEqual(['1 master', '2 people']);
});

test('a story is told line by line', () => {
  const story: StoryResult = {
    taskId: 't1',
    events: [
      {
        position: 1,
        time: NOW.toISOString(),
        type: 'permit.issued',
        actor: 'policy',
        text: 'The policy issues it.',
      },
    ],
  };
  expect(renderStory(story, plain)).toBe(`t1  ${NOW.toDateString()}
  14:03:22.113  permit.issued             The policy issues it.`);
});

describe('a line of a log', () => {
  test('of a service is its time, level and message', () => {
    const line = JSON.stringify({
      level: 'error',
      pid: 1,
      timestamp: NOW.getTime(),
      message: 'It broke.',
      stack: 'Error: at x',
    });
    expect(renderLogLine(line, plain)).toBe('14:03:22.113 error   It broke.\nError: at x');
  });

  test('has the time of this place, whoever wrote it', () => {
    const time = NOW.toISOString();
    const ofBroker = time.replaceAll('-', '/').replace('T', ' ').replace('Z', '456');
    const lines = [
      JSON.stringify({ level: 'warn', timestamp: NOW.getTime(), message: 'a service' }),
      `[4711] ${ofBroker} [WRN] nats-server`,
      `${time} the supervisor`,
    ];
    expect(lines.map((line) => renderLogLine(line, plain))).toEqual([
      '14:03:22.113 warn    a service',
      '14:03:22.113 warn    nats-server',
      '14:03:22.113         the supervisor',
    ]);
  });

  test('of another day names it', () => {
    const line = `${new Date(2026, 10, 20, 23, 59, 59, 1).toISOString()} good night`;
    expect(renderLogLine(line, plain)).toBe('20 Nov 23:59:59.001         good night');
  });

  test.each([
    '[1] 2026/11/21 [INF] Server is ready',
    '[1] 2026/99/99 10:00:00.000000 [INF] no such day',
    '{ not json',
    '{"level":"log"}',
    '{"level":"log","timestamp":1e99,"message":"no such time"}',
    '    at somewhere',
  ])('of something else stays: %s', (line) => {
    expect(renderLogLine(line, plain)).toBe(line);
  });

  test.each([
    ['{"level":"error","timestamp":1,"message":"x"}', true],
    ['{"level":"log","timestamp":1,"message":"x"}', false],
    ['[1] 2026/11/21 10:00:00.000000 [ERR] x', true],
    ['[1] 2026/11/21 10:00:00.000000 [INF] x', false],
    ['nats-server: Parse error on line 2', true],
  ])('says what went wrong, or not: %s', (line, expected) => {
    expect(isTrouble(line)).toBe(expected);
  });
});

describe('the state of a system', () => {
  const process = (name: string, more: Partial<ProcessStatus> = {}): ProcessStatus => ({
    name,
    pid: 4711,
    state: 'healthy',
    since: at(10, 21, 14, 0),
    restarts: 0,
    ...more,
  });

  test('names each process with its age, memory, restarts and last end', () => {
    const text = renderStatus(
      {
        nats: 'nats://127.0.0.1:4222',
        gateway: null,
        supervisor: 1,
        startedAt: at(10, 21, 12, 0),
        processes: [
          process('nats-server', { memory: 25 * 1024 * 1024 }),
          process('permit-workflow', { pid: null, state: 'waiting', restarts: 3, lastExit: 'SIGKILL' }),
        ],
      },
      '/srv/guildhall',
      plain,
    );
    expect(text).toBe(`\
Guildhall in /srv/guildhall, up for 2 h 3 min
NATS at nats://127.0.0.1:4222

process          state    pid   for         memory  restarts  last end
nats-server      healthy  4711  3 min 22 s  25 MB   -         -
permit-workflow  waiting  -     3 min 22 s  -       3         SIGKILL`);
  });
});
