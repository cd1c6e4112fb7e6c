import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PermitPage, PolicyDocument } from '@guildhall/contracts';
import type { Answered, Queries } from '../../src/index.js';
import { openDesk, staysOpen } from '../support/desk.js';
import type { Databases, Desk } from '../support/desk.js';
import { Guild } from '../support/guild.js';
import { MemoryLog } from '../support/memory-log.js';
import { definitionOf, hash, sealedFor } from '../support/samples.js';

const NOW = '2026-03-01T13:00:00.000Z';
const LATER = '2026-03-01T18:00:00.000Z';
const OVER = '2026-03-01T12:59:59.000Z';
const IN_TWO_DAYS = '2026-03-03T12:00:00.000Z';

const resultOf = <R>(answer: Answered<R>): R => {
  if ('refusal' in answer) throw new Error(JSON.stringify(answer.refusal));
  return answer.result;
};

const ids = ({ permits }: PermitPage): string[] => permits.map(({ taskId }) => taskId);

/** The people and things of a guild in which something has happened to most of them. */
const guildOf = (log: MemoryLog): Guild => {
  const guild = new Guild(log)
    .enrol('alice', 'manager')
    .enrol('bob', 'engineering-director')
    .enrol('carol', 'security-lead')
    .enrol('erin', 'cto')
    .enrol('george', 'governance-board')
    .enrol('ivan', 'incident-commander')
    .enrol('judy', 'auditor')
    .enrol('oscar', 'operator')
    .enrol('peggy')
    .enrol('zoe', 'engineering-director')
    .registerMaster('development-master')
    .registerMaster('cicd-master', ['zoe'])
    .registerWorker('deployer-2', 2)
    .registerWorker('deployer-3', 3);
  return guild;
};

const emergency = (log: MemoryLog, id: string, requestedBy: string): void => {
  log.write('emergency.requested', id, {
    incident: 'INC-7',
    workerId: 'deployer-2',
    requestedBy,
    reason: 'The shop is down.',
    owners: ['olivia'],
    approveBy: LATER,
  });
};

/** What the queries answer about people, emergencies, keys and the work under permits, on whatever database. */
export const moreQueriesSuite = (databases: Databases): void => {
  const asking = async (
    happened: (guild: Guild, log: MemoryLog) => void,
    ask: (queries: Queries) => Promise<void>,
  ): Promise<void> => {
    const log = new MemoryLog();
    happened(guildOf(log), log);
    await using desk = await openDesk(staysOpen(await databases.shared()), log, { now: NOW });
    await ask(desk.queries);
    expect(desk.reports).toEqual([]);
  };

  describe('people, and what is proposed about them', () => {
    let desk: Desk;
    let queries: Queries;
    const log = new MemoryLog();
    const proposal = { change: 'enroll', roles: ['vp'], by: 'oscar', sha256: hash('7') } as const;

    beforeAll(async () => {
      const guild = guildOf(log)
        .delegate('alice', 'manager', 'peggy', LATER)
        .delegate('bob', 'engineering-director', 'peggy', OVER);
      const { change, by, sha256 } = proposal;
      log.write('directory.change-proposed', 'nina', {
        change,
        roles: ['vp'],
        by,
        sha256,
        personal: sealedFor('nina'),
      });
      log.write('directory.removed', 'zoe', { proposal: hash('8') });
      guild.request('t1', { level: 2, worker: 'deployer-2', reviewBy: IN_TWO_DAYS });
      desk = await openDesk(await databases.fresh(), log, { now: NOW });
      queries = desk.queries;
    });
    afterAll(async () => {
      await desk[Symbol.asyncDispose]();
    });

    const person = (id: string, ...roles: string[]) => ({ id, roles, delegations: [], enrolled: true });
    const alice = {
      ...person('alice', 'manager'),
      delegations: [{ role: 'manager', to: 'peggy', until: LATER }],
    };
    const nina = () => ({
      ...person('nina'),
      enrolled: false,
      proposal: { ...proposal, at: log.events.find(({ entity }) => entity === 'nina')?.time },
    });
    const all = () => [
      alice,
      person('bob', 'engineering-director'),
      person('carol', 'security-lead'),
      person('erin', 'cto'),
      person('george', 'governance-board'),
      person('ivan', 'incident-commander'),
      person('judy', 'auditor'),
      nina(),
      person('oscar', 'operator'),
      person('peggy'),
      { ...person('zoe'), enrolled: false },
    ];

    test.each(['judy', 'oscar', 'george'])('%s reads all of them', async (caller) => {
      expect(resultOf(await queries['directory.list'](caller, {}))).toEqual({ people: all() });
    });

    test('page by page, and by role', async () => {
      const first = resultOf(await queries['directory.list']('judy', { limit: 6 }));
      expect(first.people).toEqual(all().slice(0, 6));
      const second = await queries['directory.list']('judy', { limit: 6, cursor: first.next ?? '' });
      expect(resultOf(second)).toEqual({ people: all().slice(6) });
      expect(resultOf(await queries['directory.list']('judy', { role: 'manager' }))).toEqual({
        people: [alice],
      });
    });

    test('others read what it says of themselves', async () => {
      expect(resultOf(await queries['directory.list']('alice', {}))).toEqual({ people: [alice] });
      expect(resultOf(await queries['directory.list']('deployer-3', {}))).toEqual({ people: [] });
    });

    test('who may use the role of another reads what that role has to agree to, and in whose stead', async () => {
      const { plan } = resultOf(await queries['permit.get']('peggy', { taskId: 't1' }));
      expect(plan[0]?.roles).toEqual([
        {
          role: 'manager',
          needed: 1,
          given: [],
          open: true,
          couldApprove: ['alice', 'peggy'],
          substitutes: [{ id: 'peggy', onBehalfOf: 'alice' }],
        },
      ]);
    });

    test('who is not enrolled yet, or no more, is a stranger', async () => {
      for (const id of ['nina', 'zoe'])
        expect(await queries['directory.whoami'](id, {})).toMatchObject({ refusal: { code: 'FORBIDDEN' } });
    });

    test('who may act for somebody is among those who could approve, and has it in the inbox', async () => {
      const { plan } = resultOf(await queries['permit.get']('alice', { taskId: 't1' }));
      expect(plan[0]?.roles[0]?.couldApprove).toEqual(['alice', 'peggy']);
      expect(ids(resultOf(await queries['permit.inbox']('peggy', {})))).toEqual(['t1']);
      expect(ids(resultOf(await queries['permit.inbox']('george', {})))).toEqual([]);
    });
  });

  describe('emergency.list', () => {
    const states = async (queries: Queries, caller: string, query = {}): Promise<string[]> =>
      resultOf(await queries['emergency.list'](caller, query)).emergencies.map(
        ({ emergencyId, state }) => `${emergencyId} ${state}`,
      );
    const happened = (_guild: Guild, log: MemoryLog): void => {
      emergency(log, 'em1', 'oscar');
      emergency(log, 'em2', 'development-master');
      log.write('emergency.approved', 'em1', {
        by: 'ivan',
        workerId: 'deployer-2',
        expiresAt: LATER,
        reviewBy: IN_TWO_DAYS,
      });
    };

    test('the newest first, by state, on pages', async () => {
      await asking(happened, async (queries) => {
        expect(await states(queries, 'ivan')).toEqual(['em2 REQUESTED', 'em1 APPROVED']);
        expect(await states(queries, 'carol', { state: 'APPROVED' })).toEqual(['em1 APPROVED']);
        const first = resultOf(await queries['emergency.list']('judy', { limit: 1 }));
        expect(await states(queries, 'judy', { cursor: first.next })).toEqual(['em1 APPROVED']);
      });
    });

    test('others read those that they asked for, or that are about them', async () => {
      await asking(happened, async (queries) => {
        expect(await states(queries, 'development-master')).toEqual(['em2 REQUESTED']);
        expect(await states(queries, 'deployer-2')).toEqual(['em2 REQUESTED', 'em1 APPROVED']);
        expect(await states(queries, 'peggy')).toEqual([]);
      });
    });

    test('what is owed and what is over is shown', async () => {
      await asking(happened, async (queries) => {
        const { emergencies } = resultOf(await queries['emergency.list']('ivan', { state: 'APPROVED' }));
        expect(emergencies).toMatchObject([
          { emergencyId: 'em1', approvedBy: 'ivan', expiresAt: LATER, reviewBy: IN_TWO_DAYS },
        ]);
      });
    });
  });

  test('master.list: everybody reads all of them, by id, also those that are retired', async () => {
    const happened = (_guild: Guild, log: MemoryLog): void => {
      log.write('master.changed', 'cicd-master', { level: 2, owners: ['bob'], capabilities: ['deploy'] });
      log.write('master.retired', 'development-master', { by: 'oscar', reason: 'Moved.' });
    };
    const cicd = { id: 'cicd-master', level: 2, owners: ['bob'], capabilities: ['deploy'], retired: false };
    const development = { id: 'development-master', level: 4, owners: ['olivia'], retired: true };
    await asking(happened, async (queries) => {
      expect(resultOf(await queries['master.list']('peggy', {}))).toEqual({ masters: [cicd, development] });
      const first = resultOf(await queries['master.list']('peggy', { limit: 1 }));
      expect(first.masters).toEqual([cicd]);
      expect(resultOf(await queries['master.list']('peggy', { limit: 1, cursor: first.next ?? '' }))).toEqual(
        { masters: [development] },
      );
    });
  });

  test('worker.list: what time alone has made of them', async () => {
    const happened = (_guild: Guild, log: MemoryLog): void => {
      const certified = { level: 3, basis: 'board', probation: false } as const;
      log.write('worker.certified', 'deployer-3', { ...certified, expiresAt: NOW });
      for (const [emergencyId, expiresAt] of [
        ['em1', NOW],
        ['em2', LATER],
      ] as const)
        log.write('worker.emergency-certified', 'deployer-2', { emergencyId, level: 3, expiresAt });
    };
    const item = (id: string) => ({
      id,
      name: definitionOf(id).name,
      kind: 'agent',
      owners: ['olivia'],
      capabilities: ['deploy'],
      trust: 'supervised',
      trustSince: expect.any(String),
      successes: 0,
      definition: hash('d'),
    });
    await asking(happened, async (queries) => {
      expect(resultOf(await queries['worker.list']('peggy', {}))).toEqual({
        workers: [
          {
            ...item('deployer-2'),
            status: 'active',
            level: 2,
            probation: true,
            emergencies: [{ emergencyId: 'em2', level: 3, expiresAt: LATER }],
          },
          { ...item('deployer-3'), status: 'expired', level: 3, probation: false, expiresAt: NOW },
        ],
      });
    });
  });

  test('worker.list: how far it is to the next step of trust', async () => {
    const trust = {
      monitoredAfter: 100,
      autonomousAfter: 1000,
      autonomousNotBefore: 'P30D',
      countedPerPermit: 10,
    };
    const happened = (guild: Guild, log: MemoryLog): void => {
      const raise = (id: string, to: 'monitored' | 'autonomous'): void => {
        log.write('worker.trust-raised', id, { to, successes: 100 }, { time: '2026-03-01T12:00:00.000Z' });
      };
      const document = { version: '2026.1', trust } as PolicyDocument;
      log.write('policy.published', 'default', { document, sha256: hash('c'), basis: 'bootstrap' });
      guild.registerWorker('scout-0', 0);
      for (const id of ['deployer-2', 'deployer-3']) raise(id, 'monitored');
      log.write('worker.successes-counted', 'deployer-2', { taskId: 't1', successes: 10 });
      raise('deployer-3', 'autonomous');
    };
    await asking(happened, async (queries) => {
      const { workers } = resultOf(await queries['worker.list']('peggy', {}));
      expect(workers.map(({ trust: mode, successes, nextTrust }) => [mode, successes, nextTrust])).toEqual([
        ['monitored', 10, { trust: 'autonomous', successes: 1000, notBefore: '2026-03-31T12:00:00.000Z' }],
        ['autonomous', 0, undefined],
        ['supervised', 0, { trust: 'monitored', successes: 100 }],
      ]);
    });
  });

  describe('directory.jwks', () => {
    // Three keys of NATS users, and what they are as JSON Web Keys.
    const KEYS = ['A', 'B', 'C'].map((letter) => `U${letter.repeat(55)}`);
    const issue = (log: MemoryLog, index: number, time: string): void => {
      const publicKey = KEYS[index] ?? '';
      const former = KEYS[index - 1];
      log.write(
        'directory.credential-issued',
        'permit-workflow',
        { id: 'permit-workflow', kind: 'token-signer', publicKey, ...(former ? { revokes: [former] } : {}) },
        { time },
      );
    };

    test('the present key, and those that were replaced less than ten minutes ago', async () => {
      const happened = (_guild: Guild, log: MemoryLog): void => {
        issue(log, 0, '2026-03-01T12:00:00.000Z');
        issue(log, 1, '2026-03-01T12:50:00.000Z');
        issue(log, 2, '2026-03-01T12:50:00.001Z');
      };
      await asking(happened, async (queries) => {
        const { keys } = resultOf(await queries['directory.jwks']('deployer-3', {}));
        expect(keys).toMatchObject([
          { kty: 'OKP', crv: 'Ed25519', use: 'sig', alg: 'Ed25519' },
          { kty: 'OKP', crv: 'Ed25519', use: 'sig', alg: 'Ed25519' },
        ]);
        expect(new Set(keys.map(({ kid }) => kid)).size).toBe(2);
      });
    });

    test('none before there is one', async () => {
      await asking(
        () => undefined,
        async (queries) => {
          expect(resultOf(await queries['directory.jwks']('peggy', {}))).toEqual({ keys: [] });
        },
      );
    });
  });

  describe('a permit that people change their minds about', () => {
    test('shows the sponsor, and that all stages are open', async () => {
      const happened = (guild: Guild, log: MemoryLog): void => {
        guild.request('t1', { level: 4, reviewBy: IN_TWO_DAYS });
        log.write('permit.sponsored', 't1', {
          by: 'erin',
          role: 'cto',
          permitDigest: hash('e'),
          reviewBy: LATER,
        });
      };
      await asking(happened, async (queries) => {
        const permit = resultOf(await queries['permit.get']('carol', { taskId: 't1' }));
        expect(permit).toMatchObject({ deadline: LATER, sponsor: { by: 'erin', role: 'cto' } });
        expect(permit.plan.map(({ stage, open }) => [stage, open])).toEqual([
          ['review', true],
          ['approval', true],
        ]);
        expect(ids(resultOf(await queries['permit.inbox']('erin', {})))).toEqual(['t1']);
      });
    });

    test('shows the approvals of former terms as such', async () => {
      const happened = (guild: Guild, log: MemoryLog): void => {
        guild.request('t1').review('t1', 'bob').approve('t1', 'bob', 'engineering-director');
        log.write('permit.amended', 't1', {
          terms: { ...guild.termsOf('t1'), definition: hash('c') },
          permitDigest: hash('b'),
          reason: { kind: 'worker-redefined' },
          voided: [{ approver: 'bob', role: 'engineering-director', stage: 'approval' }],
        });
      };
      await asking(happened, async (queries) => {
        const permit = resultOf(await queries['permit.get']('bob', { taskId: 't1' }));
        expect(permit).toMatchObject({
          state: 'REQUESTED',
          permitDigest: hash('b'),
          approvals: [{ approver: 'bob', voided: 'amended' }],
        });
        expect(permit.plan[0]?.roles[0]).toMatchObject({ given: [], couldApprove: ['bob', 'zoe'] });
        expect(ids(resultOf(await queries['permit.inbox']('bob', {})))).toEqual(['t1']);
      });
    });
  });

  describe('work that waits for a confirmation', () => {
    const approvers = [
      { approver: 'bob', role: 'engineering-director' },
      { approver: 'carol', role: 'security-lead' },
    ] as const;
    const started = (guild: Guild, taskId: string, asked: Parameters<Guild['request']>[1]): Guild =>
      guild
        .request(taskId, asked)
        .review(taskId, 'bob')
        .approve(taskId, 'bob', 'engineering-director')
        .approve(taskId, 'carol', 'security-lead')
        .issue(taskId, [...approvers])
        .start(taskId)
        .announce(taskId, 1);
    const happened = (guild: Guild): void => {
      started(guild, 'prod', { reviewBy: IN_TWO_DAYS });
      started(guild, 'stage', { environment: 'staging', reviewBy: IN_TWO_DAYS, master: 'cicd-master' });
      guild.request('t1', { reviewBy: IN_TWO_DAYS });
    };
    const inbox = async (queries: Queries, caller: string): Promise<string[]> =>
      ids(resultOf(await queries['permit.inbox'](caller, {})));

    test('is in the inbox of everybody who could give it, before what has more time', async () => {
      await asking(happened, async (queries) => {
        expect(await inbox(queries, 'peggy')).toEqual(['prod']);
        expect(await inbox(queries, 'carol')).toEqual(['prod', 't1']);
        expect(await inbox(queries, 'cicd-master')).toEqual(['stage']);
        expect(await inbox(queries, 'development-master')).toEqual([]);
        expect(await inbox(queries, 'deployer-3')).toEqual([]);
      });
    });

    test('says what it is, and until when', async () => {
      await asking(happened, async (queries) => {
        const [item] = resultOf(await queries['permit.inbox']('peggy', {})).permits;
        const waiting = { seq: 1, action: 'deploy', target: 'service:api/eu' };
        expect(item).toMatchObject({
          taskId: 'prod',
          state: 'EXECUTING',
          deadline: '2026-03-02T12:00:00.000Z',
          waiting,
        });
        expect(resultOf(await queries['permit.get']('carol', { taskId: 'prod' })).work).toMatchObject({
          lastSeq: 0,
          violations: [],
          waiting,
        });
      });
    });

    test('to undo it waits for nobody who owns the worker that an operator has named for that', async () => {
      const undoing = (guild: Guild, log: MemoryLog): void => {
        happened(guild);
        const [workerId, until] = ['mender-3', IN_TWO_DAYS];
        const definition = { ...definitionOf(workerId), owners: ['peggy'] };
        log.write('worker.registered', workerId, { definition, sha256: hash('e') });
        log.write('permit.revoked', 'prod', { severity: 'critical', reason: { kind: 'certification' } });
        log.write('execution.rollback-granted', 'prod', { workerId, actions: ['restore'], until });
        const action = { action: 'restore', target: 'service:api/eu', inputDigest: hash('9') };
        const announced = { workerId, seq: 2, ...action, needsConfirmation: true };
        log.write('execution.action-proposed', 'prod', announced);
      };
      await asking(undoing, async (queries) => {
        expect(await inbox(queries, 'peggy')).toEqual([]);
        expect(await inbox(queries, 'carol')).toEqual(['prod', 't1']);
      });
    });

    test('waits no more once it is confirmed', async () => {
      await asking(
        (guild, log) => {
          happened(guild);
          log.write('execution.action-confirmed', 'prod', { seq: 1, by: 'alice' });
        },
        async (queries) => {
          expect(await inbox(queries, 'peggy')).toEqual([]);
          expect(resultOf(await queries['permit.get']('carol', { taskId: 'prod' })).work?.waiting).toBe(
            undefined,
          );
        },
      );
    });
  });
};
