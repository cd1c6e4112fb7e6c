import { beforeAll, describe, expect, test } from '@jest/globals';
import { sha256 } from '../support/canonical.js';
import type { Guild } from '../support/guild.js';
import { granted, refused } from '../support/participant.js';
import { hashed, typesOf } from './words.js';

/** The checks of 3.2, in their order, and what is on record of them. */
export const approval = (running: () => Guild): void => {
  describe('who may not approve', () => {
    let guild: Guild;
    beforeAll(() => {
      guild = running();
    });

    test('is refused with the first code that applies; on record where right or rule is the ground', async () => {
      const asked = await guild.asked('codes-1');
      const { taskId } = asked;
      const stale = { ...asked, permitDigest: 'b'.repeat(64) };
      const missing = { ...asked, taskId: 'codes-none' };
      const attempts: [string, string, typeof asked, string, boolean][] = [
        ['deployer-3', 'engineering-director', asked, 'FORBIDDEN', true],
        ['olivia', 'engineering-director', asked, 'SEPARATION_OF_DUTIES', true],
        ['alice', 'security-lead', stale, 'ROLE_NOT_HELD', true],
        ['bob', 'engineering-director', stale, 'STALE_VIEW', true],
        ['bob', 'engineering-director', missing, 'NOT_FOUND', false],
        ['alice', 'manager', asked, 'FORBIDDEN', true],
      ];
      for (const [who, role, what, code] of attempts)
        expect([who, refused(await guild.approve(who, role, what, { id: `codes-${code}` })).code]).toEqual([
          who,
          code,
        ]);

      const onRecord = await guild.refusals(taskId);
      expect(onRecord.map(({ data }) => [data['caller'], data['code']])).toEqual(
        attempts.filter(([, , , , recorded]) => recorded).map(([who, , , code]) => [who, code]),
      );
      const [, separation] = onRecord;
      expect(separation).toMatchObject({
        entity: `f${hashed('olivia:codes-SEPARATION_OF_DUTIES').slice(0, 20)}`,
        version: 1,
        headers: {
          'ce-source': '/guildhall/permit-workflow',
          'ce-actor': 'olivia',
          'ce-causationid': 'olivia:codes-SEPARATION_OF_DUTIES',
          'ce-correlationid': taskId,
        },
        data: {
          command: 'permit.approve',
          caller: 'olivia',
          code: 'SEPARATION_OF_DUTIES',
          about: taskId,
          message: expect.stringContaining('olivia'),
          details: [],
        },
      });
      expect(typesOf(await guild.entity('permit', taskId))).toEqual(['permit.requested']);
    });

    test('counts once, and only while a place is free', async () => {
      const asked = await guild.asked('codes-2');
      granted(await guild.approve('bob', 'engineering-director', asked));
      expect(refused(await guild.approve('bob', 'engineering-director', asked)).code).toBe(
        'ALREADY_APPROVED',
      );
      expect(refused(await guild.approve('zoe', 'engineering-director', asked)).code).toBe('ROLE_FILLED');
      granted(await guild.approve('carol', 'security-lead', asked));
      const late = refused(await guild.approve('zoe', 'engineering-director', asked));
      expect(late).toMatchObject({
        code: 'INVALID_STATE',
        message: 'The permit is ACTIVE, which allows permit.start, permit.revoke.',
      });
      expect(await guild.refusals('codes-2')).toEqual([]);
    });

    test('an owner of the master is excluded, whatever her roles', async () => {
      const asked = await guild.asked('codes-3', {}, 'cicd-master');
      expect(refused(await guild.approve('zoe', 'engineering-director', asked)).code).toBe(
        'SEPARATION_OF_DUTIES',
      );
      granted(await guild.approve('bob', 'engineering-director', asked));
    });

    test('six people in two stages agree to work of level 4, the board by its minutes', async () => {
      const task = {
        operation: 'architecture-change',
        reversibility: 'irreversible',
        capability: 'architecture',
      };
      const asked = await guild.asked('master-1', task, 'coordinator-master');
      const minutesSha256 = sha256('minutes');
      const { taskId, permitDigest } = asked;
      const cab = { taskId, role: 'cab', permitDigest };

      expect(refused(await guild.approve('dave', 'vp', asked)).code).toBe('STAGE_NOT_OPEN');
      granted(await guild.approve('heidi', 'architect', asked));
      granted(await guild.approve('carol', 'security-lead', asked));
      expect(refused(await guild.command('grace', 'permit.approve', cab))).toMatchObject({
        code: 'VALIDATION_FAILED',
        details: [{ pointer: '/minutesSha256', message: 'is missing' }],
      });
      granted(await guild.command('grace', 'permit.approve', { ...cab, minutesSha256 }));
      // The rest at once: whoever is second loses the race for a version, and is decided again.
      const rest = await Promise.all([
        guild.approve('dave', 'vp', asked),
        guild.approve('erin', 'cto', asked),
        guild.approve('frank', 'ciso', asked),
      ]);

      expect(rest.map((answer) => granted(answer).result['state']).sort()).toEqual([
        'ACTIVE',
        'UNDER_REVIEW',
        'UNDER_REVIEW',
      ]);
      const events = await guild.entity('permit', 'master-1');
      expect(typesOf(events).filter((type) => type === 'permit.issued')).toHaveLength(1);
      expect(events.filter(({ type }) => type === 'permit.approval-recorded')).toHaveLength(6);
    });
  });
};
