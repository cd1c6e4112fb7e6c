import type { Command } from 'commander';
import { unreachable } from '../failure.js';
import type { Failure } from '../failure.js';
import type { Home } from '../home.js';
import { renderStatus } from '../render/status.js';
import type { Session } from '../session.js';
import { leftoversOf } from '../supervisor/leftovers.js';
import { stopSystem } from '../system/down.js';
import { isHealthy, statusOf } from '../system/status.js';
import { addLogs } from './logs.js';
import { addUp } from './up.js';

const down = async ({ home, output }: Session): Promise<void> => {
  const ran = await output.waiting('stopping', stopSystem(home));
  output.result({ stopped: ran }, () => (ran ? 'Stopped.' : 'Nothing was running.'));
};

/** Or only what a supervisor that was killed has left. */
const nothingRuns = (home: Home): Failure => {
  const left = leftoversOf(home.connection).map(({ name, pid }) => `${name} (process ${pid})`);
  return left.length === 0
    ? unreachable(`No Guildhall runs in ${home.root}.`, 'Start it with `guildhall up`.')
    : unreachable(
        `The supervisor of ${home.root} is gone; what it left still runs: ${left.join(', ')}.`,
        'End it with `guildhall down`; `guildhall up` does so too, before it starts.',
      );
};

const status = ({ home, output }: Session): void => {
  const connection = statusOf(home);
  if (!connection) throw nothingRuns(home);
  output.result(connection, (style) => renderStatus(connection, home.root, style));
  if (!isHealthy(connection)) throw unreachable('Not every process is healthy.', 'See `guildhall logs`.');
};

export const addSystem = (program: Command, session: () => Session): void => {
  addUp(program, session);
  program
    .command('down')
    .description('stop the system, and everything it started')
    .action(() => down(session()));
  program
    .command('status')
    .description('show what runs, how often it was started again, and the memory it uses')
    .action(() => {
      status(session());
    });
  addLogs(program, session);
};
