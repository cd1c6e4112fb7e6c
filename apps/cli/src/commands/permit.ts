import type { Command } from 'commander';
import type { Session } from '../session.js';
import { addDeciding } from './permit-deciding.js';
import { addReading } from './permit-reading.js';
import { addWorking } from './permit-working.js';

export const addPermit = (program: Command, session: () => Session): void => {
  const permit = program.command('permit').description('read permits, decide on them, work under them');
  addReading(permit, session);
  addDeciding(permit, session);
  addWorking(permit, session);
};
