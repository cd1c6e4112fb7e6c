import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect, newSigningSeed } from '@guildhall/broker';
import type { Recorded, Service } from '@guildhall/contracts';
import { jetStreamStore } from '@guildhall/event-store';
import type { EventStore } from '@guildhall/event-store';
import { startNats } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import type { NatsConnection } from '@nats-io/transport-node';
import { userOf } from '../apps/cli/src/creds.js';
import { readIfThere } from '../apps/cli/src/files.js';
import { enforceRevocations } from '../apps/cli/src/identity/enforce.js';
import { watchRevocations } from '../apps/cli/src/identity/watch.js';
import { build, guildhall } from '../apps/cli/test/support/built.js';
import type { Ran } from '../apps/cli/test/support/built.js';
import { Participant, granted, refused } from './support/participant.js';
import { ServiceProcess } from './support/service.js';

// A broker with the services that keep people and what is registered; the home is the broker's folder.

const DEMO = fileURLToPath(new URL('../examples/demo/bootstrap.yaml', import.meta.url));

let nats: TestNats;
let store: EventStore;
const services: ServiceProcess[] = [];

const inHome = async (name: string, text: string): Promise<string> => {
  const path = join(nats.dir, name);
  await writeFile(path, text, { mode: 0o600 });
  return path;
};

const serve = async (name: Service): Promise<void> => {
  const service = new ServiceProcess(name, {
    GUILDHALL_HOME: nats.dir,
    NATS_URL: nats.url,
    NATS_CREDS: await inHome(`${name}.creds`, await nats.trust.service(name)),
    NATS_PROBE_CREDS: await inHome('probe.creds', await nats.trust.probe()),
    GUILDHALL_PERSON_KEY_FILE: join(nats.dir, 'person-keys.key'),
    GUILDHALL_TOKEN_KEY_FILE: join(nats.dir, 'token-signer.nk'),
  });
  services.push(service);
  await service.ready();
};

beforeAll(async () => {
  for (const project of ['apps/cli', 'apps/permit-workflow', 'apps/worker-registry']) build(project);
  nats = await startNats();
  await mkdir(join(nats.dir, 'creds'), { mode: 0o700 });
  await inHome('person-keys.key', randomBytes(32).toString('base64url'));
  await inHome('token-signer.nk', newSigningSeed());
  await inHome('creds/system.creds', (await nats.trust.issue('system', 'system')).creds);
  await Promise.all([serve('permit-workflow'), serve('worker-registry')]);
  store = await jetStreamStore(await nats.admin(), { service: 'permit-workflow', report: () => undefined });
}, 60_000);
afterAll(async () => {
  await Promise.all(services.map((service) => service.stop()));
  await nats[Symbol.asyncDispose]();
});

const cli = (...args: string[]): Promise<Ran> =>
  guildhall(args, { GUILDHALL_HOME: nats.dir, NATS_URL: nats.url });

const credsFile = (id: string): string => join(nats.dir, 'creds', `${id}.creds`);
const credsOf = (id: string): string => readFileSync(credsFile(id), 'utf8');
const keyOf = (id: string): string => userOf(credsOf(id), id).publicKey;

type Credential = Recorded<'directory.credential-issued' | 'directory.credential-revoked'>;

const credentials = async (id: string): Promise<Credential[]> =>
  (await store.read('directory', id)).events.filter((event): event is Credential =>
    event.type.startsWith('directory.credential-'),
  );

const logIn = async (creds: string): Promise<string> => {
  try {
    await (await connect({ servers: nats.url, creds, name: 'somebody' })).close();
    return 'let in';
  } catch (error) {
    return (error as Error).message;
  }
};

const REFUSED = 'Authorization Violation';

/** Resolves when the broker ends the connection, to what it says. */
const cutOff = async (nc: NatsConnection): Promise<string> => {
  for await (const status of nc.status()) if (status.type === 'error') return status.error.message;
  throw new Error('the connection was closed from this end');
};

/** An operator, with nothing but a NATS client. */
const olivia = async (): Promise<Participant> =>
  new Participant('olivia', await nats.connect('olivia', credsOf('olivia')));

describe('the credentials of a first boot', () => {
  test('are on record, once, with the keys of the files that are there already', async () => {
    const { creds, publicKey } = await nats.trust.issue('bob', 'person');
    await inHome('creds/bob.creds', creds);

    const first = await cli('init', DEMO);
    const end = await store.end();
    const again = await cli('init', DEMO);

    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toBe('  ✓ already initialised with this file; nothing changed\n');
    expect(await store.end()).toBe(end);
    const issued: [string, string][] = [];
    for await (const { entity, type, data, actor } of store.readAll(0, ['directory.credential-issued'])) {
      // The key of permit-workflow's tokens is on record too, and nobody logs in with it.
      if (type !== 'directory.credential-issued' || data.kind === 'token-signer') continue;
      expect(data).toEqual({ id: entity, kind: data.kind, publicKey: keyOf(entity) });
      expect(actor).toBe('system');
      issued.push([entity, data.kind]);
    }
    expect(issued).toHaveLength(18 + 4 + 5);
    expect(Object.fromEntries(issued)).toMatchObject({
      alice: 'person',
      judy: 'auditor',
      olivia: 'operator',
      'cicd-master': 'master',
      'deployer-3': 'worker',
    });
    expect(keyOf('bob')).toBe(publicKey);
    const [registered] = (await store.read('worker', 'deployer-3')).events;
    expect(registered?.data).toMatchObject({ definition: { identity: { publicKey: keyOf('deployer-3') } } });
  }, 60_000);
});

describe('a new credential', () => {
  test('works, and shuts out the one before', async () => {
    const before = credsOf('bob');
    const ended = cutOff(await nats.connect('bob', before));

    const issued = await cli('identity', 'issue', 'bob', '--kind', 'person');

    expect(issued).toEqual({
      code: 0,
      stdout: `✓ bob has a new credential: ${credsFile('bob')}\n  The ones before are refused.\n`,
      stderr: '',
    });
    expect(await ended).toBe('User Authentication Revoked');
    expect([await logIn(before), await logIn(credsOf('bob'))]).toEqual([REFUSED, 'let in']);
    expect((statSync(credsFile('bob')).mode & 0o777).toString(8)).toBe('600');
    expect((await credentials('bob')).at(-1)?.data).toEqual({
      id: 'bob',
      kind: 'person',
      publicKey: keyOf('bob'),
      revokes: [userOf(before, 'before').publicKey],
    });
  });

  test('asked for twice at once leaves the file with the key that is on record', async () => {
    const both = await Promise.all([
      cli('identity', 'issue', 'alice', '--kind', 'person', '--json'),
      cli('identity', 'issue', 'alice', '--kind', 'person', '--json'),
    ]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const made = (await credentials('alice')).flatMap(({ type, data }) =>
      type === 'directory.credential-issued' ? [data.publicKey] : [],
    );
    expect(made).toHaveLength(3);
    expect(keyOf('alice')).toBe(made.at(-1));
    expect([...(await nats.trust.revoked())]).toEqual(expect.arrayContaining(made.slice(0, 2)));
    expect(await logIn(credsOf('alice'))).toBe('let in');
  });

  test('heals what was interrupted after it was on record', async () => {
    const before = credsOf('heidi');
    const lost = await nats.trust.issue('heidi', 'person');
    const asked = { id: 'heidi', kind: 'person', publicKey: lost.publicKey };
    granted(await (await olivia()).command('directory.issue-credential', asked));
    expect(await logIn(before)).toBe('let in');

    await cli('identity', 'issue', 'heidi', '--kind', 'person');

    expect([await logIn(before), await logIn(lost.creds), await logIn(credsOf('heidi'))]).toEqual([
      REFUSED,
      REFUSED,
      'let in',
    ]);
  });

  test.each([
    ['nobody known', { id: 'mallory', kind: 'person' }, 'NOT_FOUND'],
    ['another kind', { id: 'bob', kind: 'master' }, 'NOT_FOUND'],
    ['a role that is not held', { id: 'bob', kind: 'auditor' }, 'ROLE_NOT_HELD'],
    ['the home itself', { id: 'system', kind: 'person' }, 'NOT_FOUND'],
    ['a kind that has none', { id: 'system', kind: 'system' }, 'VALIDATION_FAILED'],
  ])('for %s is refused, and changes nothing', async (_, asked, code) => {
    const end = await store.end();
    const { publicKey } = await nats.trust.issue('bob', 'person');
    const answer = await (await olivia()).command('directory.issue-credential', { ...asked, publicKey });
    expect(refused(answer).code).toBe(code);
    const types: string[] = [];
    for await (const { type } of store.readAll(end)) types.push(type);
    expect(types).toEqual(code === 'ROLE_NOT_HELD' ? ['refusal.refused'] : []);
  });

  test.each([
    ['by a person', ['--as', 'carol', 'identity', 'issue', 'bob', '--kind', 'person'], 1, '✗ FORBIDDEN '],
    [
      'for a reserved id',
      ['identity', 'issue', 'system', '--kind', 'person'],
      2,
      '✗ "system" cannot be the id of a person.',
    ],
  ])('%s is refused on the command line, and changes nothing', async (_, args, code, why) => {
    const [before, records] = [credsOf('bob'), await credentials('bob')];
    const tried = await cli(...args);
    expect({ code: tried.code, stdout: tried.stdout }).toEqual({ code, stdout: '' });
    expect(tried.stderr).toContain(why);
    expect(credsOf('bob')).toBe(before);
    expect(await credentials('bob')).toEqual(records);
  });
});

describe('a revoked credential', () => {
  test('is refused at once and after a start, until there is another', async () => {
    const before = credsOf('dave');
    const ended = cutOff(await nats.connect('dave', before));

    const revoked = await cli('--as', 'olivia', 'identity', 'revoke', 'dave');
    expect(await ended).toBe('User Authentication Revoked');
    const again = await cli('identity', 'revoke', 'dave');

    expect([revoked, again].map(({ stdout }) => stdout)).toEqual(
      Array(2).fill('✓ dave is refused until it gets a new credential.\n'),
    );
    expect(
      (await credentials('dave')).slice(1).map(({ type, actor, data }) => ({ type, actor, data })),
    ).toEqual([
      {
        type: 'directory.credential-revoked',
        actor: 'olivia',
        data: { id: 'dave', publicKeys: [userOf(before, 'before').publicKey], by: 'olivia' },
      },
    ]);
    expect(readIfThere(credsFile('dave'))).toBeUndefined();
    await nats.restart();
    expect(await logIn(before)).toBe(REFUSED);
    // The first boot again does not give back what was taken.
    await cli('init', DEMO);
    expect(readIfThere(credsFile('dave'))).toBeUndefined();
    await cli('identity', 'issue', 'dave', '--kind', 'person');
    expect([await logIn(before), await logIn(credsOf('dave'))]).toEqual([REFUSED, 'let in']);
  }, 60_000);

  test('is nobody else’s to revoke', async () => {
    const tried = await cli('--as', 'carol', 'identity', 'revoke', 'bob');
    expect(tried.code).toBe(1);
    expect(tried.stderr).toContain('✗ FORBIDDEN ');
    expect(await logIn(credsOf('bob'))).toBe('let in');
  });

  test('that an operator has put on record alone is refused from the next start on', async () => {
    const answer = granted(await (await olivia()).command('directory.revoke-credential', { id: 'erin' }));
    expect(answer.result).toEqual({ id: 'erin', revoked: [keyOf('erin')] });
    expect(await logIn(credsOf('erin'))).toBe('let in');

    await enforceRevocations(nats.trust, nats.url);

    expect(await logIn(credsOf('erin'))).toBe(REFUSED);
    expect([...(await nats.trust.revoked())]).toContain(keyOf('erin'));
  });

  test('that an operator has put on record is refused at once while the supervisor watches', async () => {
    const operator = await olivia();
    const frank = await nats.connect('frank', credsOf('frank'));
    const ended = cutOff(frank);
    const reports: string[] = [];
    const stop = await watchRevocations({
      trust: nats.trust,
      server: nats.url,
      creds: credsOf('system'),
      report: (text) => reports.push(text),
    });
    try {
      granted(await operator.command('directory.revoke-credential', { id: 'frank' }));
      expect(await ended).toBe('User Authentication Revoked');
    } finally {
      await stop();
    }
    expect(reports).toEqual([]);
  });

  test('that was asked for without right is on record as about the participant', async () => {
    const carol = new Participant('carol', await nats.connect('carol', credsOf('carol')));
    refused(await carol.command('directory.revoke-credential', { id: 'grace' }));
    const about: unknown[] = [];
    for await (const { type, data, correlation } of store.readAll(0, ['refusal.refused']))
      if (type === 'refusal.refused' && data.about === 'grace')
        about.push({ command: data.command, caller: data.caller, code: data.code, correlation });
    expect(about).toEqual([
      {
        command: 'directory.revoke-credential',
        caller: 'carol',
        code: 'FORBIDDEN',
        correlation: 'grace',
      },
    ]);
  });
});
