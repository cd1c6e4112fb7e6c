import { rmSync } from 'node:fs';
import type { CredentialResult } from '@guildhall/contracts';
import { userOf } from '../creds.js';
import { readIfThere } from '../files.js';
import type { Home } from '../home.js';
import { whileLocked } from '../supervisor/lock.js';
import { enforceRevocations } from './enforce.js';
import { afterwards } from './issue.js';
import type { IdentityPlace } from './issue.js';

/** What is refused from now on is not left lying about. */
const removeFile = (home: Home, { id, revoked }: CredentialResult): void => {
  const path = home.creds(id);
  const text = readIfThere(path);
  if (text !== undefined && revoked.includes(userOf(text, path).publicKey)) rmSync(path, { force: true });
};

/** Shuts a participant out, first on record, then at the broker; takes away its file. */
export const revokeCredential = async (
  { home, trust, server, client }: IdentityPlace,
  id: string,
): Promise<CredentialResult> =>
  whileLocked(home.identityLock, async () => {
    const { result } = await client.command('directory.revoke-credential', { id });
    const revoked = result;
    await afterwards(
      id,
      enforceRevocations(trust, server).then(() => {
        removeFile(home, revoked);
      }),
    );
    return revoked;
  });
