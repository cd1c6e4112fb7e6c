import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { waitFor } from '@guildhall/testing';
import { guildhall, startGuildhall } from '../apps/cli/test/support/built.js';
import type { Started } from '../apps/cli/test/support/built.js';
import { Guild } from './support/guild.js';
import type { JsonObject } from './support/log-event.js';
import { readPage, saved } from './support/page.js';
import { granted } from './support/participant.js';

const PAGE_PROGRAM = 'my-alerts.mjs';

let guild: Guild;
beforeAll(async () => {
  guild = await Guild.start();
}, 60_000);
afterAll(() => guild[Symbol.asyncDispose]());

interface Heard {
  subject: string;
  id: string;
  alert: JsonObject;
}

/** What somebody hears on `alert.`, from now on. */
const hears = async (who: string): Promise<Heard[]> => {
  const heard: Heard[] = [];
  const { nc } = await guild.as(who);
  nc.subscribe('alert.>', {
    callback: (_, message) => {
      const id = message.headers?.get('Nats-Msg-Id') ?? '';
      heard.push({ subject: message.subject, id, alert: message.json<JsonObject>() });
    },
  });
  await nc.flush();
  return heard;
};

const heardOn = (heard: Heard[], subject: string): Promise<Heard> =>
  waitFor(() => heard.find((one) => one.subject === subject), { what: subject });

/** Resolves once a program that was started has printed `text`. */
const says = ({ printed }: Started, text: string): Promise<unknown> =>
  waitFor(() => printed().includes(text), { what: `"${text}"` });

test('what is revoked is heard at once by an operator, with all that the event says', async () => {
  const heard = await hears('oscar');
  const { taskId } = await guild.issued('alarm-1');
  granted(
    await guild.command('carol', 'permit.revoke', {
      taskId,
      reason: 'The freeze has begun.',
      severity: 'critical',
    }),
  );
  const revoked = await guild.ear.event('permit.revoked', taskId);
  const [{ storedAt = 0 } = {}] = (await guild.entity('permit', taskId)).filter(
    ({ type }) => type === 'permit.revoked',
  );
  expect(await heardOn(heard, `alert.permit-revoked.${taskId}`)).toEqual({
    subject: `alert.permit-revoked.${taskId}`,
    id: `${revoked.headers['ce-id'] ?? ''}:permit-revoked`,
    alert: {
      kind: 'permit-revoked',
      severity: 'critical',
      at: new Date(storedAt).toISOString(),
      summary: `${taskId}: carol revokes the permit (critical): "The freeze has begun".`,
      position: revoked.position,
      links: [
        { rel: 'event', href: revoked.subject },
        { rel: 'permit', href: `permit.get?taskId=${taskId}` },
        { rel: 'story', href: `task.story?taskId=${taskId}` },
      ],
    },
  });
  await heardOn(heard, `alert.permit-closed.${taskId}`);
  const kinds = heard
    .filter(({ subject }) => subject.endsWith(`.${taskId}`))
    .map(({ alert }) => alert['kind']);
  expect(kinds).toEqual(['approval-requested', 'permit-revoked', 'permit-closed']);
  const requested = heard.find(({ alert }) => alert['kind'] === 'approval-requested');
  expect(requested?.alert['to']).toEqual(['engineering-director', 'security-lead']);
});

test('a worker that starts in another environment than was agreed to is an alert', async () => {
  const heard = await hears('judy');
  const { taskId, start } = await guild.issued('alarm-2');
  await guild.command('deployer-3', 'permit.start', { ...start, environment: 'staging' });
  expect((await heardOn(heard, `alert.hard-block.${taskId}`)).alert).toMatchObject({
    severity: 'critical',
    links: [{ rel: 'event' }, { rel: 'story', href: `task.story?taskId=${taskId}` }],
  });
});

test('the program on the page hears what the page says', async () => {
  const { program, printed, blocks } = await readPage('alerts.md', PAGE_PROGRAM);
  const [commands = ''] = blocks('sh');
  const [example = ''] = blocks('json');
  const heard = await hears('oscar');
  await using file = await saved(program, PAGE_PROGRAM);
  await using listening = startGuildhall([], guild.system.env, file.path);
  await says(listening, 'listening');

  for (const line of commands.trim().split('\n')) {
    const [, ...args] = line.match(/"[^"]*"|\S+/g)?.map((word) => word.replaceAll('"', '')) ?? [];
    const { code, stderr } = await guildhall(args.slice(1), guild.system.env);
    expect({ line, code, stderr }).toEqual({ line, code: 0, stderr: '' });
  }
  await says(listening, 'permit-closed');

  const { alert } = await heardOn(heard, 'alert.permit-revoked.look-1');
  const shown = JSON.parse(example) as JsonObject;
  expect(listening.printed()).toBe(printed);
  expect({ ...alert, at: shown['at'], position: shown['position'] }).toEqual(shown);
});

describe('guildhall alerts', () => {
  test('shows them until Ctrl-C', async () => {
    await using listening = startGuildhall(['--as', 'oscar', 'alerts'], guild.system.env);
    await says(listening, 'Listening for alerts.');
    const { taskId } = await guild.issued('alarm-3');
    granted(await guild.command('oscar', 'permit.revoke', { taskId, reason: 'The freeze has begun.' }));
    await says(listening, 'permit-closed');
    const [, ...lines] = listening.printed().trim().split('\n');
    expect(lines.map((line) => line.replace(/^\S+/, ''))).toEqual([
      expect.stringMatching(/^ {2}info {6}approval-requested {2}alarm-3: A level 3 permit .*$/),
      '  warning   permit-revoked  alarm-3: oscar revokes the permit (warning): "The freeze has begun".',
      '  info      permit-closed  alarm-3: The permit is closed: revoked, no actions on record, no violations.',
    ]);
    expect(await listening.interrupt()).toMatchObject({ code: 0, stderr: '' });
  });

  test('is for operators and auditors', async () => {
    const { code, stdout, stderr } = await guild.system.run('bob', 'alerts');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('✗ Only operators and auditors hear alerts.');
  });
});
