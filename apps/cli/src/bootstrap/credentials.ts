import type { Trust } from '@guildhall/broker';
import type { CredentialKind, ImportedPerson, ParticipantKind } from '@guildhall/contracts';
import { userOf } from '../creds.js';
import { readIfThere, replaceFile } from '../files.js';
import type { Home } from '../home.js';
import type { Bootstrap } from './file.js';

/** Somebody of the file, and as what it logs in. */
export interface Participant {
  id: string;
  kind: CredentialKind;
}

/** What a person may hear depends on these two roles (6.1); everything else is decided by the directory. */
export const kindOf = ({ roles }: ImportedPerson): CredentialKind => {
  if (roles.includes('operator')) return 'operator';
  return roles.includes('auditor') ? 'auditor' : 'person';
};

export const participantsOf = ({ people, masters, workers }: Bootstrap): Participant[] => [
  ...people.map((person): Participant => ({ id: person.id, kind: kindOf(person) })),
  ...masters.map(({ id }): Participant => ({ id, kind: 'master' })),
  ...workers.map(({ definition }): Participant => ({ id: definition.workerId, kind: 'worker' })),
];

/**
 * Writes `creds/<id>.creds` and resolves to the public key in it. A file that is there already and was signed for the
 * same kind stays as it is, so that what was interrupted goes on with the same keys.
 */
export const ensureCreds = async (
  home: Home,
  trust: Trust,
  id: string,
  kind: ParticipantKind,
): Promise<string> => {
  const path = home.creds(id);
  const existing = readIfThere(path);
  if (existing !== undefined) {
    const user = userOf(existing, path);
    if (user.issuer === trust.signerOf(kind)) return user.publicKey;
  }
  const { creds, publicKey } = await trust.issue(id, kind);
  replaceFile(path, creds);
  return publicKey;
};
