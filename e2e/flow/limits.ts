import { expect, test } from '@jest/globals';
import type { Guild } from '../support/guild.js';
import { granted } from '../support/participant.js';
import type { Answer } from '../support/participant.js';

const codeOf = (answer: Answer): string => (answer.ok ? 'ACCEPTED' : answer.error.code);

export const limits = (the: () => Guild): void => {
  test('a caller that sends more than 60 commands a minute is told so at once; nothing is written, nobody else is held up', async () => {
    const guild = the();
    const trent = await guild.as('trent');
    const began = Date.now();
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, at) => trent.command('permit.review', { taskId: `flood-${at}` })),
    );
    const seconds = Math.ceil((Date.now() - began) / 1_000);
    const codes = answers.map(codeOf);
    const accepted = codes.filter((code) => code === 'NOT_FOUND').length;
    expect(new Set(codes)).toEqual(new Set(['NOT_FOUND', 'OVERLOADED']));
    expect(codes.slice(0, 60)).toEqual(Array(60).fill('NOT_FOUND'));
    expect(accepted).toBeLessThanOrEqual(60 + seconds);
    expect(codeOf(await guild.command('victor', 'permit.review', { taskId: 'flood-1' }))).toBe('NOT_FOUND');
    granted(await trent.query('directory.whoami'));
    const written = (await guild.log()).filter(({ headers }) => headers['ce-actor'] === 'trent');
    expect(written).toEqual([]);
  });
};
