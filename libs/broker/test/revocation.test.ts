import { appendFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startNats, waitFor } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { createUser } from '@nats-io/nkeys';
import type { NatsConnection } from '@nats-io/transport-node';
import { connect, openTrust, updateAccounts } from '../src/index.js';
import type { Issued } from '../src/index.js';

const messageOf = (error: unknown): string => (error as Error).message;

const aKey = (): string => createUser().getPublicKey();

describe('revoked users', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'guildhall-revoked-'));
  });
  afterAll(() => rm(dir, { recursive: true }));

  test('are kept beside the keys, for nobody but their owner to read', async () => {
    const home = join(dir, 'kept');
    const [first, second] = [aKey(), aKey()];
    const trust = await openTrust(home);
    expect([...(await trust.revoked())]).toEqual([]);

    await trust.revoke([first]);
    await trust.revoke([second, first]);

    expect([...(await trust.revoked())]).toEqual([first, second]);
    expect([...(await (await openTrust(home)).revoked())]).toEqual([first, second]);
    expect(((await stat(join(home, 'EDGE.revoked'))).mode & 0o777).toString(8)).toBe('600');
  });

  test('are all kept where several programs revoke at once', async () => {
    const home = join(dir, 'at-once');
    const keys = Array.from({ length: 50 }, aKey);
    const [one, other] = [await openTrust(home), await openTrust(home)];

    await Promise.all(keys.map((key, index) => (index % 2 === 0 ? one : other).revoke([key])));

    expect([...(await one.revoked())].sort()).toEqual(keys.sort());
  });

  test('are kept apart from half a line that a power cut has left', async () => {
    const home = join(dir, 'half');
    const [first, second] = [aKey(), aKey()];
    const trust = await openTrust(home);
    await trust.revoke([first]);
    await appendFile(join(home, 'EDGE.revoked'), aKey().slice(0, 20));

    await trust.revoke([second]);

    expect([...(await trust.revoked())]).toEqual([first, second]);
  });

  test.each(['', 'bob', '*', `A${'A'.repeat(55)}`])('are named by their keys, not by %j', async (wrong) => {
    const home = join(dir, 'wrong');
    const trust = await openTrust(home);
    await expect(trust.revoke([aKey(), wrong])).rejects.toThrow(`not the public key of a user: ${wrong}`);
    expect([...(await trust.revoked())]).toEqual([]);
  });
});

describe('a server', () => {
  let nats: TestNats;
  beforeAll(async () => {
    nats = await startNats({ provisioned: false });
  });
  afterAll(() => nats[Symbol.asyncDispose]());

  const update = async (): Promise<void> => {
    const claims = await nats.connect('claims', await nats.trust.claims());
    await updateAccounts(claims, nats.trust).finally(() => claims.close());
  };
  const tried = async ({ creds }: Issued): Promise<string> => {
    try {
      await (await connect({ servers: nats.url, creds, name: 'bob' })).close();
      return 'let in';
    } catch (error) {
      return messageOf(error);
    }
  };
  /** When the server ends the connection, and what it says about that. */
  const ending = async (nc: NatsConnection): Promise<{ at: number; why: string }> => {
    for await (const status of nc.status())
      if (status.type === 'error') return { at: performance.now(), why: status.error.message };
    throw new Error('the connection was closed from this end');
  };

  test('cuts off who is revoked within milliseconds, lets in whoever comes after, and disturbs nobody', async () => {
    const [bob, carol] = [await nats.trust.issue('bob', 'person'), await nats.trust.issue('carol', 'person')];
    const connected = await nats.connect('bob', bob.creds);
    const other = await nats.connect('carol', carol.creds);
    const ended = ending(connected);
    await nats.trust.revoke([bob.publicKey]);

    await update();
    const done = performance.now();

    const { at, why } = await ended;
    expect(at - done).toBeLessThan(100);
    expect(why).toBe('User Authentication Revoked');
    expect(await tried(bob)).toBe('Authorization Violation');
    expect(await tried(await nats.trust.issue('bob', 'person'))).toBe('let in');
    await other.flush();
    expect(nats.denied).toEqual([]);
  });

  test('loses no request of others while it learns of revoked users', async () => {
    const service = await nats.service('permit-workflow');
    // Answers after the next token has come.
    service.subscribe('cmd.*.permit.*', {
      callback: (_, message) => void setTimeout(() => message.respond('{}'), 20 * Math.random()),
    });
    await service.flush();
    const carol = await nats.connectAs('carol', 'person');
    const asking = new AbortController();
    const ask = async (): Promise<number> => {
      let answered = 0;
      for (; !asking.signal.aborted; answered += 1)
        await carol.request('cmd.carol.permit.approve', '{}', { timeout: 5_000 });
      return answered;
    };
    const asked = Promise.all(Array.from({ length: 20 }, ask));

    for (let times = 0; times < 5; times += 1) {
      await nats.trust.revoke([aKey()]);
      await update();
    }
    asking.abort();

    expect(Math.min(...(await asked))).toBeGreaterThan(0);
  });

  test('still refuses who is revoked when it was started again', async () => {
    const bob = await nats.trust.issue('bob', 'person');
    expect(await tried(bob)).toBe('let in');
    await nats.trust.revoke([bob.publicKey]);
    await update();
    await nats.restart();
    expect(await tried(bob)).toBe('Authorization Violation');
  });

  test('refuses, when it was started again, whom another program has revoked without telling it', async () => {
    const bob = await nats.trust.issue('bob', 'person');
    await (await openTrust(join(nats.dir, 'keys'))).revoke([bob.publicKey]);
    expect(await tried(bob)).toBe('let in');
    await nats.restart();
    expect(await tried(bob)).toBe('Authorization Violation');
  });

  test('refuses a credential that another kind of key has signed, whatever it says of itself', async () => {
    const master = await nats.trust.issue('bob', 'master');
    const nc = await nats.connect('bob', master.creds);
    nc.publish('task.requested.carol', '{}');
    await nc.flush();
    await waitFor(() => nats.denied.length > 0);
    expect(nats.denied).toEqual(['bob: Permissions Violation for Publish to "task.requested.carol"']);
  });

  test('says why where it does not take a token', async () => {
    const claims = await nats.connect('claims', await nats.trust.claims());
    const trust = { ...nats.trust, edgeToken: () => Promise.resolve('no.token.atall') };
    await expect(updateAccounts(claims, trust)).rejects.toThrow(
      /^the broker did not take the new token of EDGE: jwt update resulted in error - ./,
    );
  });
});
