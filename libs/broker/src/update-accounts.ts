import { CLAIMS_UPDATE } from '@guildhall/contracts';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Trust } from './trust.js';

/** What a server answers to a newer token. */
interface Answer {
  data?: { code: number; message?: string };
  error?: { code: number; description: string };
}

const giveToken = async (claims: NatsConnection, token: string): Promise<void> => {
  const { data, error } = (await claims.request(CLAIMS_UPDATE, token, { timeout: 5_000 })).json<Answer>();
  if (data?.code === 200) return;
  throw new Error(
    `the broker did not take the new token of EDGE: ${error?.description ?? 'it does not say why'}`,
  );
};

/**
 * Cuts off, on the running servers, everybody whom `trust` has revoked: those who are connected within milliseconds, and
 * nobody of them gets in again. `claims` is a connection with the `.creds` of that name. Rejects where no server takes it.
 */
export const updateAccounts = async (claims: NatsConnection, trust: Trust): Promise<void> => {
  let given = -1;
  // Another program may have revoked more meanwhile, and its token have come before this one, which lacks it.
  for (let known = await trust.revoked(); known.size > given; known = await trust.revoked()) {
    await giveToken(claims, await trust.edgeToken());
    given = known.size;
  }
};
