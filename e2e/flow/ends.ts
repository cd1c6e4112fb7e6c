import { beforeAll, describe, expect, test } from '@jest/globals';
import { waitFor } from '@guildhall/testing';
import { standingOf } from '../check-log.js';
import { Ear } from '../support/ear.js';
import type { Guild } from '../support/guild.js';
import { granted, refused } from '../support/participant.js';
import { exploration } from '../support/tasks.js';
import { MASTER, REASON, typesOf } from './words.js';

/** Every way in which a permit ends (3.1), and that it ends once. */
export const ends = (running: () => Guild): void => {
  describe('a permit ends once', () => {
    let guild: Guild;
    beforeAll(() => {
      guild = running();
    });

    test('rejected by one who may judge it', async () => {
      const asked = await guild.asked('end-1');
      const reject = { taskId: 'end-1', reason: 'Not before the freeze is over' };
      expect(refused(await guild.command('alice', 'permit.reject', reject)).code).toBe('FORBIDDEN');
      granted(await guild.approve('bob', 'engineering-director', asked));
      granted(await guild.command('carol', 'permit.reject', reject));
      const rejected = await guild.ear.event('permit.rejected', 'end-1');
      expect(rejected.data).toMatchObject({
        by: 'carol',
        reason: { kind: 'rejected', text: reject.reason },
        summary: { outcome: 'rejected', approvedBy: ['bob'] },
      });
      expect(refused(await guild.approve('carol', 'security-lead', asked)).code).toBe('INVALID_STATE');
      expect(refused(await guild.command('carol', 'permit.reject', reject)).code).toBe('INVALID_STATE');
    });

    test('withdrawn before anybody approved', async () => {
      await guild.asked('end-2');
      const withdraw = { taskId: 'end-2', ...REASON };
      expect(refused(await guild.command('cicd-master', 'task.withdraw', withdraw)).code).toBe('FORBIDDEN');
      granted(await guild.command(MASTER, 'task.withdraw', withdraw));
      const rejected = await guild.ear.event('permit.rejected', 'end-2');
      const withdrawn = await guild.ear.event('task.withdrawn', 'end-2');
      expect(rejected.data).toMatchObject({ reason: { kind: 'withdrawn', text: REASON.reason } });
      expect(rejected.data).not.toHaveProperty('by');
      expect(rejected.headers['ce-causationid']).toBe(withdrawn.headers['ce-id']);
      expect(refused(await guild.command(MASTER, 'task.withdraw', withdraw)).code).toBe('INVALID_STATE');
    });

    test('withdrawn while ACTIVE', async () => {
      await guild.issued('end-3');
      granted(await guild.command(MASTER, 'task.withdraw', { taskId: 'end-3', ...REASON }));
      const revoked = await guild.ear.event('permit.revoked', 'end-3');
      const closed = await guild.ear.event('permit.closed', 'end-3');
      expect(revoked.data).toEqual({
        severity: 'warning',
        reason: { kind: 'withdrawn', text: REASON.reason },
      });
      expect(closed.position).toBe(revoked.position + 1);
      expect(closed.data).toMatchObject({ summary: { outcome: 'revoked', approvedBy: ['bob', 'carol'] } });
    });

    test('withdrawn while EXECUTING it goes on', async () => {
      await guild.executing('end-4');
      granted(await guild.command(MASTER, 'task.withdraw', { taskId: 'end-4', ...REASON }));
      const complete = { taskId: 'end-4', outcome: 'success', lastSeq: 0 };
      expect(granted(await guild.command('deployer-3', 'permit.complete', complete)).result['state']).toBe(
        'CLOSED',
      );
    });

    test('revoked by an operator while it is executed, heard on evt.permit.revoked.>', async () => {
      const oscarHears = await Ear.on((await guild.as('oscar')).nc, 'evt.permit.revoked.>');
      const { taskId } = await guild.executing('end-5');
      const revoke = { taskId, reason: 'Error rate of the canary', severity: 'critical' };
      const complete = { taskId, outcome: 'success', lastSeq: 0 };
      expect(refused(await guild.command('alice', 'permit.revoke', revoke)).code).toBe('FORBIDDEN');
      expect(granted(await guild.command('oscar', 'permit.revoke', revoke)).result['state']).toBe('CLOSED');
      expect((await oscarHears.event('permit.revoked', taskId)).data).toEqual({
        by: 'oscar',
        severity: 'critical',
        reason: { kind: 'person', text: revoke.reason },
      });
      expect(refused(await guild.command('oscar', 'permit.revoke', revoke)).code).toBe('INVALID_STATE');
      expect(refused(await guild.command('deployer-3', 'permit.complete', complete)).code).toBe(
        'INVALID_STATE',
      );
      expect(typesOf(await guild.entity('permit', taskId)).slice(-3)).toEqual([
        'permit.execution-started',
        'permit.revoked',
        'permit.closed',
      ]);
    });

    test('withdrawn at any moment it ends, if it ever had a permit', async () => {
      const ids = Array.from({ length: 20 }, (_, n) => `soon-${n}`);
      await Promise.all(
        ids.map(async (taskId) => {
          await guild.publish(MASTER, exploration(taskId));
          await guild.ear.event('task.assessed', taskId);
          granted(await guild.command(MASTER, 'task.withdraw', { taskId, ...REASON }));
          await guild.ear.event('assignment.made', taskId);
        }),
      );
      await waitFor(
        async () => {
          const log = await guild.log();
          const given = ids.map((id) => standingOf(log, id).permit);
          return given.every((state) => state === undefined || state === 'CLOSED');
        },
        { what: 'all permits of withdrawn tasks to be closed' },
      );
    });
  });
};
