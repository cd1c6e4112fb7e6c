import type { Issued, Trust } from '@guildhall/broker';
import type { CredentialKind, CredentialResult } from '@guildhall/contracts';
import type { Client } from '../client/client.js';
import { failed, messageOf, unusable } from '../failure.js';
import { replaceFile } from '../files.js';
import type { Home } from '../home.js';
import { whileLocked } from '../supervisor/lock.js';
import { enforceRevocations } from './enforce.js';

/** Where credentials are made, and who has it put on record. */
export interface IdentityPlace {
  home: Home;
  trust: Trust;
  /** URL of the broker. */
  server: string;
  client: Client;
}

const sign = (trust: Trust, id: string, kind: CredentialKind): Promise<Issued> =>
  trust.issue(id, kind).catch((error: unknown) => {
    throw error instanceof RangeError ? unusable(`${messageOf(error)}.`) : error;
  });

/** Has a key put on record as that of a participant; the same key again changes nothing. */
export const record = async (
  client: Client,
  id: string,
  kind: CredentialKind,
  publicKey: string,
): Promise<CredentialResult> => {
  const payload = { id, kind, publicKey };
  const { result } = await client.command('directory.issue-credential', payload, {
    id: `issue-${publicKey}`,
  });
  return result;
};

/** Once the log has it, the rest may be repeated: whoever does it again comes to a credential that works. */
export const afterwards = async (id: string, work: Promise<void>): Promise<void> => {
  try {
    await work;
  } catch (error) {
    throw failed(
      `The credentials of ${id} have changed on record, but not everywhere: ${messageOf(error)}`,
      'Run the same command again; a start of Guildhall refuses in any case what is revoked.',
    );
  }
};

/**
 * Makes a credential and writes its file in place of the one before. In this order: the log decides whether it may be;
 * then the broker refuses the keys before; then there is a file. Stopped in between, it is done again as a whole.
 */
export const issueCredential = async (
  { home, trust, server, client }: IdentityPlace,
  id: string,
  kind: CredentialKind,
): Promise<CredentialResult> =>
  whileLocked(home.identityLock, async () => {
    const { creds, publicKey } = await sign(trust, id, kind);
    const result = await record(client, id, kind, publicKey);
    await afterwards(
      id,
      enforceRevocations(trust, server).then(() => {
        replaceFile(home.creds(id), creds);
      }),
    );
    return result;
  });
