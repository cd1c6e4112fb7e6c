import type { Command } from 'commander';
import { unreachable } from '../failure.js';
import { renderStatus } from '../render/status.js';
import type { Session } from '../session.js';
import { stopSystem } from '../system/down.js';
import { isHealthy, statusOf } from '../system/status.js';
import { addLogs } from './logs.js';
import { addUp } from './up.js';

const down = async ({ home, output }: Session): Promise<void> => {
  const ran = await output.waiting('stopping', stopSystem(home));
  output.result({ stopped: ran }, () => (ran ? 'Stopped.' : 'Nothing was running.'));
};

const status = ({ home, output }: Session): void => {
  const connection = statusOf(home);
  if (!connection) throw unreachable(`No Guildhall runs in ${home.root}.`, 'Start it with `guildhall up`.');
  output.result(connection, (style) => renderStatus(connection, home.root, style));
  if (!isHealthy(connection)) throw unreachable('Not every process is healthy.', 'See `guildhall logs`.');
};

export const addSystem = (program: Command, session: () => Session): void => {
  addUp(program, session);
  program
    .command('down')
    .description('stop it, and everything it started')
    .action(() => down(session()));
  program
    .command('status')
    .description('show what runs')
    .action(() => {
      status(session());
    });
  addLogs(program, session);
};
