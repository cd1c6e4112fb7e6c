import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '@guildhall/testing';
import { guildhall, startGuildhall } from '../apps/cli/test/support/built.js';
import type { Started } from '../apps/cli/test/support/built.js';
import { Guild } from './support/guild.js';
import { readPage, saved } from './support/page.js';
import { freePort } from './system.js';

const PAGE_PROGRAM = 'my-receiver.mjs';
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

let guild: Guild;
let dir: string;
let port: number;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'guildhall-webhooks-'));
  port = await freePort();
  const file = join(dir, 'mine.yaml');
  await writeFile(
    file,
    `- url: http://127.0.0.1:${port}/
  secret: ${SECRET}
  kinds: [permit-revoked, permit-closed]
- url: http://127.0.0.1:1/services/very-secret
  format: slack
  kinds: [permit-revoked]
`,
  );
  guild = await Guild.start({ env: { GUILDHALL_WEBHOOKS: file } });
}, 60_000);
afterAll(async () => {
  await guild[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

const says = ({ printed }: Started, text: string): Promise<unknown> =>
  waitFor(() => printed().includes(text), { within: 20_000, what: `"${text}"` });

test('the program on the page gets and believes what the page says, also where another address is dead', async () => {
  const { program, printed, blocks } = await readPage('webhooks.md', PAGE_PROGRAM);
  const commands = blocks('sh').find((block) => block.includes('guildhall')) ?? '';
  await using file = await saved(program, PAGE_PROGRAM);
  const env = { ...guild.system.env, PORT: String(port), WEBHOOK_SECRET: SECRET };
  await using listening = startGuildhall([], env, file.path);
  await says(listening, 'listening');

  for (const line of commands.trim().split('\n')) {
    const [, ...args] = line.match(/"[^"]*"|\S+/g)?.map((word) => word.replaceAll('"', '')) ?? [];
    const { code, stderr } = await guildhall(args.slice(1), guild.system.env);
    expect({ line, code, stderr }).toEqual({ line, code: 0, stderr: '' });
  }
  await says(listening, 'permit-closed');
  const lines = (text: string): string[] => text.trim().split('\n').sort();
  // They come in no certain order.
  expect(lines(listening.printed())).toEqual(lines(printed));

  const { stdout } = await guildhall(['logs', 'audit-projection'], guild.system.env);
  expect(stdout).not.toMatch(/very-secret|MfKQ9r8/);
});
