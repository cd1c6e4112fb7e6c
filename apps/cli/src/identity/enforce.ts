import { connect, updateAccounts } from '@guildhall/broker';
import type { Trust } from '@guildhall/broker';
import { recordedCredentials } from './records.js';

const tellBroker = async (trust: Trust, server: string): Promise<void> => {
  const claims = await connect({ servers: server, creds: await trust.claims(), name: 'claims' });
  try {
    await updateAccounts(claims, trust);
  } finally {
    await claims.close();
  }
};

/**
 * Puts into force what the log says: keys that it calls revoked are kept with the keys of the home, so that every later
 * start refuses them, and the running server is told, which cuts them off. `tellAgain`: it is told also where all of them
 * were kept before, because who kept them may have died on the way. May be repeated at any time, and side by side.
 */
export const enforceRevocations = async (trust: Trust, server: string, tellAgain = true): Promise<void> => {
  const { revoked } = await recordedCredentials(trust, server);
  const kept = await trust.revoked();
  const missing = [...revoked].filter((key) => !kept.has(key));
  if (missing.length > 0) await trust.revoke(missing);
  if (missing.length > 0 || (tellAgain && revoked.size > 0)) await tellBroker(trust, server);
};
