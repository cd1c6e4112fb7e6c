import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PARTICIPANT_KINDS, SERVICES } from '@guildhall/contracts';
import type { ParticipantKind } from '@guildhall/contracts';
import { startNats } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { decode, parseCreds } from '@nats-io/jwt';
import type { Account } from '@nats-io/jwt';
import { connect, openTrust } from '../src/index.js';
import type { Trust } from '../src/index.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'guildhall-trust-'));
});
afterAll(() => rm(dir, { recursive: true }));

const OPTIONS = { host: '127.0.0.1', port: 4222, storeDir: '/data' };
const mode = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);

const accountsOf = (config: string): ReturnType<typeof decode<Account>>[] =>
  [...config.matchAll(/^ {2}A\w+: (\S+)$/gm)].map(([, token = '']) => decode<Account>(token));

describe('the keys of a tenant', () => {
  test('are for nobody but their owner to read', async () => {
    await openTrust(join(dir, 'modes'));
    expect(await mode(join(dir, 'modes'))).toBe('700');
    const files = await readdir(join(dir, 'modes'));
    const scoped = [
      'CORE-admin',
      'SYS-probe',
      'SYS-claims',
      ...PARTICIPANT_KINDS.map((kind) => `EDGE-${kind}`),
    ];
    const expected = [
      'operator',
      'SYS',
      'CORE',
      'EDGE',
      ...scoped,
      ...SERVICES.map((name) => `CORE-${name}`),
    ];
    expect(files.sort()).toEqual(expected.map((name) => `${name}.nk`).sort());
    for (const file of files) expect(`${file} ${await mode(join(dir, 'modes', file))}`).toBe(`${file} 600`);
  });

  test('stay the same when opened again, and for two that open a new home at once', async () => {
    const home = join(dir, 'twice');
    const opened = await Promise.all([openTrust(home), openTrust(home)]);
    const again = await openTrust(home);
    const configs = await Promise.all([...opened, again].map((trust) => trust.serverConfig(OPTIONS)));
    const names = configs.map((config) =>
      accountsOf(config).map(({ sub, nats }) => [sub, nats.signing_keys]),
    );
    expect(names[1]).toEqual(names[0]);
    expect(names[2]).toEqual(names[0]);
  });
});

describe('what is issued', () => {
  let trust: Trust;
  beforeAll(async () => {
    trust = await openTrust(join(dir, 'issued'));
  });

  test('says who it is and nothing of what it may do: that is bound to the key that signed it', async () => {
    const { creds, publicKey } = await trust.issue('bob', 'person');
    const { uc, aid } = await parseCreds(new TextEncoder().encode(creds));
    expect(uc.name).toBe('bob');
    expect(uc.sub).toBe(publicKey);
    expect(uc.nats).toEqual({ type: 'user', version: 2, issuer_account: aid });
    const edge = accountsOf(await trust.serverConfig(OPTIONS)).find(({ name }) => name === 'EDGE');
    expect(edge?.sub).toBe(aid);
    const scope = edge?.nats.signing_keys?.find((key) => typeof key === 'object' && key.key === uc.iss);
    expect(scope).toEqual({
      kind: 'user_scope',
      key: uc.iss,
      role: 'person',
      template: {
        pub: { allow: ['cmd.{{name()}}.>', 'qry.{{name()}}.>'] },
        sub: {
          allow: ['_INBOX_{{name()}}.>', 'evt.permit.>', 'evt.task.>', 'evt.assignment.>', 'evt.execution.>'],
        },
        subs: -1,
        data: -1,
        payload: -1,
      },
    });
  });

  test('is a user of its own each time', async () => {
    const [first, second] = [await trust.issue('bob', 'person'), await trust.issue('bob', 'person')];
    expect(first.publicKey).not.toBe(second.publicKey);
  });

  test.each<[string, ParticipantKind]>([
    ['', 'person'],
    ['*', 'person'],
    ['>', 'master'],
    ['a.b', 'person'],
    ['a b', 'worker'],
    ['x'.repeat(65), 'person'],
    ['permit-workflow', 'person'],
    ['System', 'operator'],
    ['gateway', 'master'],
    ['bob', 'gateway'],
    ['bob', 'system'],
  ])('is never for %j as a %s', async (id, kind) => {
    await expect(trust.issue(id, kind)).rejects.toThrow(
      `${JSON.stringify(id)} cannot be the id of a ${kind}`,
    );
  });
});

describe('the server configuration', () => {
  let trust: Trust;
  beforeAll(async () => {
    trust = await openTrust(join(dir, 'config'));
  });

  test('listens where told, syncs always, opens no monitoring port', async () => {
    const config = await trust.serverConfig({ ...OPTIONS, pidFile: '/run/nats.pid' });
    const settings = config.split('\n').filter((line) => !/^#|operator|system_account|^ {2}A/.test(line));
    expect(settings.join('\n')).toBe(`\
server_name: "guildhall"
listen: "127.0.0.1:4222"
pid_file: "/run/nats.pid"
logtime_utc: true
max_payload: 1MB
max_control_line: 32KB
jetstream {
  store_dir: "/data"
  sync_interval: always
}
resolver {
  type: full
  dir: "/data/accounts"
  allow_delete: false
  interval: "2m"
}
resolver_preload {
}
`);
  });

  test('gives JetStream to CORE alone, and EDGE what 6.1 lets it import', async () => {
    const accounts = accountsOf(await trust.serverConfig(OPTIONS));
    const account = (name: string) => accounts.find((found) => found.name === name);
    expect(accounts.map(({ name, nats }) => [name, nats.limits?.disk_storage])).toEqual([
      ['SYS', undefined],
      ['CORE', -1],
      ['EDGE', undefined],
    ]);
    const crossing = [
      ['service', 'cmd.>'],
      ['service', 'qry.>'],
      ['service', 'via.>'],
      ['service', 'task.requested.*'],
      ['service', '$JS.API.DIRECT.GET.EVENTS'],
      ['stream', 'evt.>'],
      ['stream', 'alert.>'],
    ];
    expect(account('CORE')?.nats.exports?.map(({ type, subject }) => [type, subject])).toEqual(crossing);
    expect(account('EDGE')?.nats.imports?.map(({ type, subject }) => [type, subject])).toEqual(crossing);
    expect(account('EDGE')?.nats.imports?.every((found) => found.account === account('CORE')?.sub)).toBe(
      true,
    );
    expect(account('EDGE')?.nats.exports).toBeUndefined();
  });
});

describe('a server that trusts these keys', () => {
  let nats: TestNats;
  beforeAll(async () => {
    nats = await startNats({ provisioned: false });
  });
  afterAll(() => nats[Symbol.asyncDispose]());

  const connects = async (creds: string): Promise<boolean> => {
    const nc = await connect({ servers: nats.url, creds, name: 'bob' });
    await nc.close();
    return true;
  };

  test('knows whom they issued, before and after it was started again', async () => {
    const { creds } = await nats.trust.issue('bob', 'person');
    expect(await connects(creds)).toBe(true);
    await nats.restart();
    expect(await connects(creds)).toBe(true);
  });

  test('knows nobody of another tenant, and nobody without credentials', async () => {
    const other = await openTrust(join(dir, 'other'));
    const { creds } = await other.issue('bob', 'person');
    await expect(connects(creds)).rejects.toThrow('Authorization Violation');
    const nobody = creds.replace(/(-----BEGIN NATS USER JWT-----\n)[^\n]+/, '$1x.y.z');
    await expect(connects(nobody)).rejects.toThrow('Authorization Violation');
  });
});
