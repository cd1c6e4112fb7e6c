import type { Command } from 'commander';
import type { Session } from '../session.js';
import { addChanging } from './directory-changing.js';
import { addDelegating } from './directory-delegating.js';
import { addListing } from './directory-listing.js';

export const addDirectory = (program: Command, session: () => Session): void => {
  const directory = program
    .command('directory')
    .description('who decides on things: people, their roles, and who may use them');
  addListing(directory, session);
  addChanging(directory, session);
  addDelegating(directory, session);
};
