import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { commandSubject, unseal } from '@guildhall/contracts';
import type {
  CommandName,
  CommandPayload,
  CommandResults,
  DirectoryEnrolled,
  PersonAnswer,
  PolicyPublished,
  Reply,
  Role,
} from '@guildhall/contracts';
import { PersonKeys } from '@guildhall/messaging';
import { personIn } from '@guildhall/permit';
import type { Person } from '@guildhall/permit';
import { startNats } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { headers } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { golden } from '../../../libs/contracts/test/golden.js';
import { ask, pastOf, serve } from './support/service.js';
import type { Past, Served } from './support/service.js';

jest.setTimeout(60_000);

let nats: TestNats;
let past: Past;
let service: Served;
let keys: PersonKeys;
const connections = new Map<string, NatsConnection>();

const connectionOf = (caller: string): NatsConnection => {
  const nc = connections.get(caller);
  if (!nc) throw new Error(`${caller} is not connected`);
  return nc;
};

const send = <N extends CommandName & keyof CommandResults>(
  caller: string,
  name: N,
  payload: CommandPayload<N>,
): Promise<Reply<CommandResults[N]>> => ask(connectionOf(caller), caller, name, payload);

const done = async <R>(reply: Promise<Reply<R>>): Promise<R> => {
  const answer = await reply;
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  return answer.result;
};
const codeOf = (reply: Reply): string => (reply.ok ? 'ok' : reply.error.code);

const enroll = (personId: string, roles: Role[] = ['manager'], caller = 'olivia') =>
  send(caller, 'directory.enroll', { personId, name: `The name of ${personId}`, roles });
const confirm = ({ personId, proposal = '' }: PersonAnswer, caller = 'gwen') =>
  send(caller, 'directory.confirm', { personId, sha256: proposal });
/** Enrolled by olivia and gwen. */
const enrolled = async (personId: string, roles: Role[]): Promise<void> => {
  await done(confirm(await done(enroll(personId, roles))));
};

const directoryOf = async (id: string) => (await past.read('directory', id, { fresh: true })).events;
const typesOf = async (id: string): Promise<string[]> => (await directoryOf(id)).map(({ type }) => type);
const known = async (id: string): Promise<Person | undefined> => personIn(await directoryOf(id));

const { personal } = golden('directory.enrolled').body as DirectoryEnrolled;
const founder = async (id: string, roles: Role[]): Promise<void> => {
  await past.happened('permit-workflow', id, { type: 'directory.enrolled', data: { roles, personal } });
  connections.set(id, await nats.connectAs(id, 'person'));
};

beforeAll(async () => {
  nats = await startNats();
  past = await pastOf(nats);
  await founder('olivia', ['operator']);
  await founder('oscar', ['operator']);
  await founder('gwen', ['governance-board']);
  await founder('george', ['governance-board', 'operator']);
  await founder('alice', ['manager', 'vp']);
  await founder('bob', ['manager']);
  service = await serve(nats);
  keys = await PersonKeys.open(await nats.service('permit-workflow'), join(nats.dir, 'person-keys.key'));
});

afterAll(async () => {
  await service.close();
  await nats[Symbol.asyncDispose]();
});

describe('a person', () => {
  test('is enrolled by two others, with a claim of the id and a sealed name', async () => {
    const proposed = await done(
      send('olivia', 'directory.enroll', {
        personId: 'Nora',
        name: 'Nora Norris',
        email: 'nora@example.org',
        roles: ['manager', 'vp'],
      }),
    );
    expect(proposed).toEqual({ personId: 'Nora', proposal: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await known('Nora')).toBeUndefined();
    expect((await past.read('claim', 'nora')).version).toBe(0);
    expect(await done(confirm(proposed))).toEqual({ personId: 'Nora', roles: ['manager', 'vp'] });
    const [, enrolment] = await directoryOf('Nora');
    const claim = (await past.read('claim', 'nora')).events[0];
    expect(claim).toMatchObject({
      data: { id: 'Nora', kind: 'person' },
      causation: enrolment?.causation,
      actor: 'gwen',
    });
    if (enrolment?.type !== 'directory.enrolled') throw new Error('not enrolled');
    expect(enrolment.data).toMatchObject({ roles: ['manager', 'vp'], proposal: proposed.proposal });
    const key = await keys.get('Nora');
    expect(key && (await unseal(enrolment.data.personal, key))).toEqual({
      name: 'Nora Norris',
      email: 'nora@example.org',
    });
    for (const { data } of await directoryOf('Nora')) expect(JSON.stringify(data)).not.toContain('Norris');
  });

  test('leaves no key behind where the proposal is refused', async () => {
    expect(codeOf(await enroll('mallory', ['ciso'], 'alice'))).toBe('FORBIDDEN');
    expect(codeOf(await enroll('olivia'))).toBe('SEPARATION_OF_DUTIES');
    expect(codeOf(await enroll('BOB'))).toBe('ok');
    expect(await keys.get('mallory')).toBeUndefined();
    expect(await keys.get('olivia')).toBeUndefined();
  });

  test('cannot have an id that somebody else was first to have, in whatever case', async () => {
    const one = await done(enroll('paula'));
    const other = await done(enroll('Paula'));
    const codes = await Promise.all([confirm(one), confirm(other, 'george')]);
    expect(codes.map(codeOf).sort()).toEqual(['ALREADY_EXISTS', 'ok']);
    expect(codeOf(await enroll('PAULA'))).toBe('ALREADY_EXISTS');
  });

  test('is confirmed once, however often that is sent', async () => {
    const { proposal = '' } = await done(enroll('quinn'));
    const payload = JSON.stringify({ personId: 'quinn', sha256: proposal });
    const withId = headers();
    withId.set('Nats-Msg-Id', randomUUID());
    const subject = commandSubject('gwen', 'directory.confirm');
    const replies = [];
    for (let time = 0; time < 3; time++)
      replies.push(
        (await connectionOf('gwen').request(subject, payload, { headers: withId, timeout: 5_000 })).json(),
      );
    expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
    expect(replies[0]).toMatchObject({ ok: true, result: { personId: 'quinn', roles: ['manager'] } });
    // Another member, or another message, finds it done.
    expect(codeOf(await confirm({ personId: 'quinn', proposal }, 'george'))).toBe('ok');
    expect(await typesOf('quinn')).toEqual(['directory.change-proposed', 'directory.enrolled']);
  });

  test('keeps the roles that they keep, and loses the others', async () => {
    await enrolled('rita', ['manager', 'vp']);
    const before = await known('rita');
    const change = await done(
      send('olivia', 'directory.assign-roles', { personId: 'rita', roles: ['cto', 'manager'] }),
    );
    expect(change.roles).toEqual(['manager', 'vp']);
    expect((await done(confirm(change))).roles).toEqual(['cto', 'manager']);
    const after = await known('rita');
    expect(Object.keys(after?.roles ?? {}).sort()).toEqual(['cto', 'manager']);
    expect(after?.roles.manager).toBe(before?.roles.manager);
  });

  test('who is removed decides on nothing, and their credential is revoked', async () => {
    await enrolled('sam', ['manager']);
    await past.happened('permit-workflow', 'sam', {
      type: 'directory.credential-issued',
      data: { id: 'sam', kind: 'person', publicKey: `U${'A'.repeat(55)}` },
    });
    const removal = await done(send('oscar', 'directory.remove', { personId: 'sam' }));
    expect(await done(confirm(removal))).toEqual({ personId: 'sam' });
    expect(await known('sam')).toBeUndefined();
    expect((await directoryOf('sam')).slice(-2)).toMatchObject([
      { type: 'directory.removed', data: { proposal: removal.proposal } },
      {
        type: 'directory.credential-revoked',
        data: { id: 'sam', publicKeys: [`U${'A'.repeat(55)}`], by: 'gwen' },
      },
    ]);
    // And may come back under the id that is theirs.
    await enrolled('sam', ['vp']);
    expect(Object.keys((await known('sam'))?.roles ?? {})).toEqual(['vp']);
    expect((await past.read('claim', 'sam')).version).toBe(1);
  });

  test('lends a role to another, and either of them ends it', async () => {
    const until = new Date(Date.now() + 60_000).toISOString();
    expect(await done(send('alice', 'directory.delegate', { role: 'manager', to: 'bob', until }))).toEqual({
      personId: 'alice',
      roles: ['manager', 'vp'],
    });
    expect((await known('alice'))?.delegations).toEqual([{ role: 'manager', to: 'bob', until }]);
    const over = { from: 'alice', role: 'manager', to: 'bob' } as const;
    expect(codeOf(await send('olivia', 'directory.end-delegation', over))).toBe('FORBIDDEN');
    expect(codeOf(await send('bob', 'directory.end-delegation', over))).toBe('ok');
    expect((await known('alice'))?.delegations).toEqual([]);
    expect(codeOf(await send('bob', 'directory.delegate', { role: 'vp', to: 'alice', until }))).toBe(
      'ROLE_NOT_HELD',
    );
    expect(codeOf(await send('bob', 'directory.delegate', { role: 'manager', to: 'nobody', until }))).toBe(
      'NOT_FOUND',
    );
  });

  test('lends a role for no longer than the policy allows', async () => {
    const published = golden('policy.published').body as PolicyPublished;
    const { document } = published;
    const durations = { ...document.durations, delegation: 'PT90S' };
    await past.happened('risk-assessment', 'default', {
      type: 'policy.published',
      data: { ...published, document: { ...document, durations } },
    });
    const lent = (seconds: number) => {
      const until = new Date(Date.now() + seconds * 1_000).toISOString();
      return send('bob', 'directory.delegate', { role: 'manager', to: 'alice', until });
    };
    expect(codeOf(await lent(120))).toBe('VALIDATION_FAILED');
    expect(codeOf(await lent(60))).toBe('ok');
  });
});

test('of operators who would remove each other at the same time, one is left', async () => {
  const removals = [
    await done(send('olivia', 'directory.remove', { personId: 'oscar' })),
    await done(send('oscar', 'directory.remove', { personId: 'olivia' })),
    await done(send('oscar', 'directory.assign-roles', { personId: 'george', roles: ['governance-board'] })),
  ];
  const codes = (await Promise.all(removals.map((removal) => confirm(removal)))).map(codeOf);
  expect(codes).toContain('ROLE_NOT_HELD');
  const operators = await Promise.all(['olivia', 'oscar', 'george'].map(known));
  expect(operators.filter((one) => one?.roles.operator !== undefined).length).toBeGreaterThanOrEqual(1);
});
