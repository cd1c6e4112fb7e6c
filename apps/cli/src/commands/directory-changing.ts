import type { PersonAnswer, PersonItem, Role } from '@guildhall/contracts';
import type { Command } from 'commander';
import type { Answer } from '../client/client.js';
import { proposalAbout } from '../people/proposal.js';
import { changeText, rolesText } from '../render/directory.js';
import { withClient } from '../session.js';
import type { Session } from '../session.js';
import { severalRoles } from './arguments.js';

type Proposed = Pick<NonNullable<PersonItem['proposal']>, 'change' | 'roles'>;

/** Says what was proposed, and what makes it true. */
const reportProposal = ({ output }: Session, done: Answer<PersonAnswer>, proposed: Proposed): void => {
  const { personId, proposal } = done.result;
  output.result(done, ({ colour, program }) =>
    proposal === undefined
      ? `${colour.green('✓')} ${personId} ${changeText(proposed)} already.`
      : [
          `${colour.green('✓')} You proposed that ${personId} ${changeText(proposed)}. A member of the governance board confirms it:`,
          `  ${program} directory confirm ${personId} --sha256 ${proposal}`,
        ].join('\n'),
  );
};

interface EnrollOptions {
  name: string;
  email?: string;
  roles: Role[];
}

const enroll = (session: Session, personId: string, options: EnrollOptions): Promise<void> =>
  withClient(session, async (client) => {
    const done = await client.command('directory.enroll', { personId, ...options });
    reportProposal(session, done, { change: 'enroll', roles: options.roles });
  });

const assignRoles = (session: Session, personId: string, { roles }: { roles: Role[] }): Promise<void> =>
  withClient(session, async (client) => {
    const done = await client.command('directory.assign-roles', { personId, roles });
    reportProposal(session, done, { change: 'assign-roles', roles });
  });

const remove = (session: Session, personId: string): Promise<void> =>
  withClient(session, async (client) => {
    const done = await client.command('directory.remove', { personId });
    reportProposal(session, done, { change: 'remove' });
  });

const inForce = ({ personId, roles }: PersonAnswer): string =>
  roles === undefined
    ? `${personId} is removed, and decides on nothing any more.`
    : `${personId} holds ${rolesText(roles)}.`;

const confirm = (session: Session, personId: string, options: { sha256?: string }): Promise<void> =>
  withClient(session, async (client) => {
    const sha256 = options.sha256 ?? (await proposalAbout(client, personId)).sha256;
    const done = await client.command('directory.confirm', { personId, sha256 });
    session.output.result(
      done,
      ({ colour }) => `${colour.green('✓')} You confirmed it: ${inForce(done.result)}`,
    );
  });

const ROLES_FLAG = '--roles <roles>';

export const addChanging = (directory: Command, session: () => Session): void => {
  directory
    .command('enroll')
    .description('propose a new person; for operators')
    .argument('<personId>', 'a pseudonym: it is on record for good')
    .requiredOption('--name <text>', 'sealed on record')
    .option('--email <address>', 'sealed on record')
    .requiredOption(ROLES_FLAG, 'separated by commas, or none', severalRoles)
    .action((personId: string, options: EnrollOptions) => enroll(session(), personId, options));
  directory
    .command('assign-roles')
    .description('propose all the roles that a person is to hold; for operators')
    .argument('<personId>')
    .requiredOption(ROLES_FLAG, 'separated by commas, or none', severalRoles)
    .action((personId: string, options: { roles: Role[] }) => assignRoles(session(), personId, options));
  directory
    .command('remove')
    .description('propose that a person decides on nothing any more; for operators')
    .argument('<personId>')
    .action((personId: string) => remove(session(), personId));
  directory
    .command('confirm')
    .description('put in force what is proposed about a person; for the governance board')
    .argument('<personId>')
    .option('--sha256 <digest>', 'of the proposal that you read; left out: of that at this moment')
    .action((personId: string, options: { sha256?: string }) => confirm(session(), personId, options));
};
