import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestNats } from '@guildhall/testing';
import { encodeUser, fmtCreds } from '@nats-io/jwt';
import { createUser, fromSeed } from '@nats-io/nkeys';
import type { NatsConnection } from '@nats-io/transport-node';

/** A user that may do anything in its account, signed with the account's own key: to see what really flows. */
export const unlimitedUser = async (nats: TestNats, account: 'CORE' | 'EDGE'): Promise<NatsConnection> => {
  const seed = (await readFile(join(nats.dir, 'keys', `${account}.nk`), 'utf8')).trim();
  const user = createUser();
  const token = await encodeUser('unlimited', user, fromSeed(new TextEncoder().encode(seed)), {});
  return nats.connect('unlimited', new TextDecoder().decode(fmtCreds(token, user)));
};
