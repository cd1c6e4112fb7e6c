import type { Role } from '@guildhall/contracts';
import type { Command } from 'commander';
import { renderPeople } from '../render/directory.js';
import { withClient } from '../session.js';
import type { Session } from '../session.js';
import { aRole } from './arguments.js';
import { paged } from './paging.js';
import type { PageOptions } from './paging.js';

interface ListOptions extends PageOptions {
  role?: Role;
}

const list = (session: Session, options: ListOptions): Promise<void> =>
  withClient(session, async (client) => {
    const { result } = await client.query('directory.list', options);
    session.output.result(result, (style) => renderPeople(result, style));
  });

export const addListing = (directory: Command, session: () => Session): void => {
  const command = directory
    .command('list')
    .description('people with their roles, what they delegated, and what waits to be confirmed, by id')
    .option('--role <role>', 'only who holds it', aRole);
  paged(command).action((options: ListOptions) => list(session(), options));
};
