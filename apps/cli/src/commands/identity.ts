import { CREDENTIAL_KINDS, ID_PATTERN, SYSTEM } from '@guildhall/contracts';
import type { CredentialKind } from '@guildhall/contracts';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { issueCredential } from '../identity/issue.js';
import type { IdentityPlace } from '../identity/issue.js';
import { trustOf } from '../identity/keys.js';
import { revokeCredential } from '../identity/revoke.js';
import { rotateTokenKey } from '../identity/rotate.js';
import { serverOf, withClient } from '../session.js';
import type { Session } from '../session.js';

/** With the keys of this home, on record as done by `--as`, or else by the home itself. */
const inPlace = async <T>(session: Session, work: (place: IdentityPlace) => Promise<T>): Promise<T> => {
  const { home, options } = session;
  const trust = await trustOf(home);
  return withClient({ ...session, options: { ...options, as: options.as ?? SYSTEM } }, (client) =>
    work({ home, trust, server: serverOf(session), client }),
  );
};

const issue = (session: Session, id: string, { kind }: { kind: CredentialKind }): Promise<void> =>
  inPlace(session, async (place) => {
    const issued = await issueCredential(place, id, kind);
    const creds = place.home.creds(id);
    session.output.result({ ...issued, kind, creds }, ({ colour }) =>
      [
        `${colour.green('✓')} ${id} has a new credential: ${creds}`,
        ...(issued.revoked.length > 0 ? ['  The ones before are refused.'] : []),
      ].join('\n'),
    );
  });

const revoke = (session: Session, id: string): Promise<void> =>
  inPlace(session, async (place) => {
    const revoked = await revokeCredential(place, id);
    session.output.result(revoked, ({ colour }) =>
      revoked.revoked.length > 0
        ? `${colour.green('✓')} ${id} is refused until it gets a new credential.`
        : `${id} has no credential.`,
    );
  });

const rotate = (session: Session): Promise<void> =>
  inPlace(session, async ({ home, client }) => {
    const published = await rotateTokenKey(home, client);
    session.output.result(published, ({ colour }) =>
      [
        `${colour.green('✓')} Tokens will be signed with ${published.keys[0]?.kid ?? 'a new key'}, in a minute at the latest.`,
        '  What was signed before is good until its time is over, unless its key was revoked.',
      ].join('\n'),
    );
  });

const anId = (value: string): string => {
  if (!ID_PATTERN.test(value)) throw new InvalidArgumentError('It must be 1-64 of A-Z a-z 0-9 _ -.');
  return value;
};

export const addIdentity = (program: Command, session: () => Session): void => {
  const identity = program
    .command('identity')
    .description('give credentials and take them back; needs the keys of the home');
  identity
    .command('issue')
    .description('make .creds for somebody enrolled or registered; the ones before are refused')
    .argument('<id>', 'who', anId)
    .addOption(new Option('--kind <kind>', 'as what').choices(CREDENTIAL_KINDS).makeOptionMandatory())
    .action((id: string, options: { kind: CredentialKind }) => issue(session(), id, options));
  identity
    .command('revoke')
    .description('refuse the .creds of somebody from now on, and cut them off')
    .argument('<id>', 'who', anId)
    .action((id: string) => revoke(session(), id));
  identity
    .command('rotate-token-key')
    .description('sign capability tokens with a new key')
    .action(() => rotate(session()));
};
