import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Guild } from '../support/guild.js';
import type { JsonObject } from '../support/log-event.js';
import { granted, refused } from '../support/participant.js';
import { MASTER } from './words.js';

/** What the queries say, and from when on (6.5). */
export const queries = (running: () => Guild): void => {
  describe('queries', () => {
    let guild: Guild;
    beforeAll(() => {
      guild = running();
    });

    test('know who asks', async () => {
      const who = async (id: string) => granted(await guild.query(id, 'directory.whoami')).result;
      expect(await who('bob')).toEqual({
        id: 'bob',
        kind: 'person',
        roles: ['engineering-director'],
        name: 'Bob Lindgren',
      });
      expect(await who(MASTER)).toEqual({ id: MASTER, kind: 'master', level: 3, owners: ['olivia'] });
      expect(await who('deployer-3')).toMatchObject({ id: 'deployer-3', kind: 'worker', level: 3 });
      expect(await who('system')).toEqual({ id: 'system', kind: 'system' });
    });

    test('tell who could still approve, and to whom it waits', async () => {
      const asked = await guild.asked('query-1');
      const { position } = granted(await guild.approve('zoe', 'engineering-director', asked));
      const at = { taskId: 'query-1', after: position };
      const { result } = granted(await guild.query('carol', 'permit.get', at));
      expect(result).toMatchObject({
        state: 'UNDER_REVIEW',
        permitDigest: asked.permitDigest,
        terms: asked.event.data['terms'],
        plan: [
          {
            stage: 'leadership',
            open: true,
            roles: [
              {
                role: 'engineering-director',
                needed: 1,
                open: false,
                given: [{ approver: 'zoe' }],
                couldApprove: [],
              },
              { role: 'security-lead', needed: 1, open: true, given: [], couldApprove: ['carol'] },
            ],
          },
        ],
      });
      const waiting = async (id: string) => {
        const page = granted(await guild.query(id, 'permit.inbox', { after: position }));
        return (page.result['permits'] as JsonObject[]).some(({ taskId }) => taskId === 'query-1');
      };
      expect([await waiting('carol'), await waiting('zoe'), await waiting('bob')]).toEqual([
        true,
        false,
        false,
      ]);
      expect(refused(await guild.query('deployer-2', 'permit.get', at)).code).toBe('FORBIDDEN');
      expect(refused(await guild.query('judy', 'permit.get', { taskId: 'query-none' })).code).toBe(
        'NOT_FOUND',
      );
    });

    test('say NOT_YET where the view does not get there', async () => {
      const answer = await guild.query('bob', 'policy.get', { after: 1_000_000 });
      expect(refused(answer).code).toBe('NOT_YET');
    });
  });
};
