import type { Trust } from '@guildhall/broker';
import type { ImportedPerson, ParticipantKind } from '@guildhall/contracts';
import { userOf } from '../creds.js';
import { readIfThere, replaceFile } from '../files.js';
import type { Home } from '../home.js';

/** What a person may hear depends on these two roles (6.1); everything else is decided by the directory. */
export const kindOf = ({ roles }: ImportedPerson): ParticipantKind => {
  if (roles.includes('operator')) return 'operator';
  return roles.includes('auditor') ? 'auditor' : 'person';
};

/**
 * Writes `creds/<id>.creds` and resolves to the public key in it. A file that is there already and was signed for the
 * same kind stays as it is, so that a repeated import says the same.
 */
export const ensureCreds = async (
  home: Home,
  trust: Trust,
  id: string,
  kind: ParticipantKind,
): Promise<string> => {
  const path = home.creds(id);
  const fresh = await trust.issue(id, kind);
  const existing = readIfThere(path);
  if (existing !== undefined) {
    const user = userOf(existing, path);
    if (user.issuer === userOf(fresh.creds, path).issuer) return user.publicKey;
  }
  replaceFile(path, fresh.creds);
  return fresh.publicKey;
};
