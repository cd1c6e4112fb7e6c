import { beforeAll, describe, expect, test } from '@jest/globals';
import { startOf } from '../support/guild.js';
import type { Guild } from '../support/guild.js';
import { granted, refused, withoutToken } from '../support/participant.js';
import { exploration } from '../support/tasks.js';
import { MASTER, REASON, typesOf } from './words.js';

/** A command under a `Nats-Msg-Id` that was seen before (6.5). */
export const repetition = (running: () => Guild): void => {
  describe('a command sent again under its id', () => {
    let guild: Guild;
    beforeAll(() => {
      guild = running();
    });

    test('has the first result and position, and writes nothing, whatever has happened since', async () => {
      const asked = await guild.asked('again-1');
      const { taskId } = asked;
      const say = {
        bob: () => guild.approve('bob', 'engineering-director', asked, { id: 'again' }),
        carol: () => guild.approve('carol', 'security-lead', asked, { id: 'again' }),
        start: () => guild.command('deployer-3', 'permit.start', startOf(asked), { id: 'again-start' }),
        revoke: () => guild.command('oscar', 'permit.revoke', { taskId, ...REASON }, { id: 'again' }),
      };
      const first = [];
      for (const again of Object.values(say)) first.push(granted(withoutToken(await again())));
      const before = await guild.story(taskId);

      const second = [];
      for (const again of Object.values(say)) second.push(granted(withoutToken(await again())));

      expect(second).toEqual(first);
      expect(first.map(({ result }) => result['state'])).toEqual([
        'UNDER_REVIEW',
        'ACTIVE',
        'EXECUTING',
        'CLOSED',
      ]);
      expect(await guild.story(taskId)).toEqual(before);
    });

    test('is decided once, however many arrive together', async () => {
      const asked = await guild.asked('again-2');
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => guild.approve('bob', 'engineering-director', asked, { id: 'many' })),
      );
      const [first] = answers;
      expect(answers).toEqual(answers.map(() => first));
      expect(typesOf(await guild.entity('permit', 'again-2'))).toEqual([
        'permit.requested',
        'permit.review-started',
        'permit.approval-recorded',
      ]);
    });

    test('is decided anew where it was refused; its refusal is on record once', async () => {
      const asked = await guild.asked('again-3');
      const stale = { ...asked, permitDigest: 'a'.repeat(64) };
      const code = async (answer: ReturnType<Guild['approve']>) => refused(await answer).code;
      expect(await code(guild.approve('bob', 'engineering-director', stale, { id: 'anew' }))).toBe(
        'STALE_VIEW',
      );
      expect(await code(guild.approve('bob', 'engineering-director', stale, { id: 'anew' }))).toBe(
        'STALE_VIEW',
      );
      expect(await code(guild.approve('bob', 'manager', asked, { id: 'anew' }))).toBe('ROLE_NOT_HELD');
      granted(await guild.approve('bob', 'engineering-director', asked, { id: 'anew' }));
      expect((await guild.refusals('again-3')).map(({ data }) => data['code'])).toEqual(['STALE_VIEW']);
    });

    test('a task withdrawn or overridden twice is so once', async () => {
      await guild.publish(MASTER, exploration('again-4', { estimatedTokens: 20_000 }));
      await guild.ear.event('task.held', 'again-4');
      const override = {
        taskId: 'again-4',
        overrides: [{ softBlock: 'extended-tokens', justification: 'A large parser, read in one go' }],
      };
      const say = {
        override: () => guild.command(MASTER, 'task.override', override, { id: 'o' }),
        withdraw: () => guild.command(MASTER, 'task.withdraw', { taskId: 'again-4', ...REASON }, { id: 'w' }),
      };
      const first = [granted(await say.override()), granted(await say.withdraw())];
      expect([granted(await say.override()), granted(await say.withdraw())]).toEqual(first);
      expect(first.map(({ result }) => result)).toEqual([
        { taskId: 'again-4', status: 'assessed' },
        { taskId: 'again-4', status: 'withdrawn' },
      ]);
      expect(typesOf(await guild.entity('task', 'again-4'))).toEqual([
        'task.held',
        'task.overridden',
        'task.assessed',
        'task.withdrawn',
      ]);
    });
  });
};
