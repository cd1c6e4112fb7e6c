import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Guild, Issued } from '../support/guild.js';
import type { JsonObject } from '../support/log-event.js';
import { granted, refused } from '../support/participant.js';

/** The checks of 3.4. */
export const start = (running: () => Guild): void => {
  describe('a start', () => {
    let guild: Guild;
    beforeAll(() => {
      guild = running();
    });

    test('of two permits at once is granted to one, where the worker does one thing at a time', async () => {
      const [one, other] = [await guild.issued('race-1'), await guild.issued('race-2')];
      const say = ({ start }: Issued) => guild.command('deployer-3', 'permit.start', start);
      const answers = await Promise.all([say(one), say(other)]);
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      expect(answers.flatMap((answer) => (answer.ok ? [] : [answer.error.code]))).toEqual(['WORKER_BUSY']);
      const taskId = answers[0].ok ? 'race-1' : 'race-2';
      granted(
        await guild.command('deployer-3', 'permit.complete', { taskId, outcome: 'rolled-back', lastSeq: 0 }),
      );
    });

    test('is refused with the first code that applies', async () => {
      const { start, taskId } = await guild.issued('start-1');
      const code = async (who: string, more: JsonObject = {}) => {
        const { code, rule } = refused(await guild.command(who, 'permit.start', { ...start, ...more }));
        return rule === undefined ? code : `${code} ${rule}`;
      };
      expect(await code('bob')).toBe('FORBIDDEN');
      expect(await code('deployer-3', { definition: 'c'.repeat(64) })).toBe('WORKER_NOT_ELIGIBLE');
      expect(await code('architect-4')).toBe('FORBIDDEN');
      expect(await code('deployer-3', { environment: 'staging', inputs: [] })).toBe('HARD_BLOCK HB3');
      expect(await code('deployer-3', { inputs: [] })).toBe('INPUT_MISMATCH');
      granted(await guild.command('deployer-3', 'permit.start', start));
      expect(await code('deployer-3')).toBe('INVALID_STATE');

      const other = await guild.issued('start-2');
      expect(refused(await guild.command('deployer-3', 'permit.start', other.start)).code).toBe(
        'WORKER_BUSY',
      );
      const complete = { taskId, outcome: 'failure', lastSeq: 0 };
      expect(refused(await guild.command('architect-4', 'permit.complete', complete)).code).toBe('FORBIDDEN');
      granted(await guild.command('deployer-3', 'permit.complete', complete));
      granted(await guild.command('deployer-3', 'permit.start', other.start));
      granted(await guild.command('deployer-3', 'permit.complete', { ...complete, taskId: 'start-2' }));
    });

    test('outside its window is refused', async () => {
      const day = 24 * 60 * 60 * 1000;
      const at = (days: number): string => new Date(Date.now() + days * day).toISOString();
      const { start } = await guild.issued('start-3', { window: { notBefore: at(1), notAfter: at(2) } });
      expect(refused(await guild.command('deployer-3', 'permit.start', start)).code).toBe('OUT_OF_WINDOW');
    });
  });
};
