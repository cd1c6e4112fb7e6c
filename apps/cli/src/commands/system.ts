import type { Command } from 'commander';
import { unreachable, unusable } from '../failure.js';
import { lastLines, logNames } from '../log-files.js';
import { renderLogLine } from '../render/log-line.js';
import { renderStatus } from '../render/status.js';
import type { Session } from '../session.js';
import { stopSystem } from '../system/down.js';
import { followLog } from '../system/follow-log.js';
import { isHealthy, statusOf } from '../system/status.js';
import { wholeNumber } from './arguments.js';

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

interface LogOptions {
  follow?: boolean;
  lines: number;
}

const untilInterrupted = (): AbortSignal => {
  const controller = new AbortController();
  process.once('SIGINT', () => {
    controller.abort();
  });
  return controller.signal;
};

const logs = async (
  { home, output }: Session,
  only: string | undefined,
  options: LogOptions,
): Promise<void> => {
  const known = logNames(home);
  if (only !== undefined && !known.includes(only)) {
    throw unusable(
      `There is no log ${only}.`,
      [],
      known.length > 0 ? `There are ${known.join(', ')}.` : undefined,
    );
  }
  const names = only === undefined ? known : [only];
  const width = Math.max(0, ...names.map(({ length }) => length));
  const print = (name: string, line: string): void => {
    output.item({ name, line }, (style) => {
      const text = renderLogLine(line, style);
      return only === undefined ? `${style.colour.dim(name.padEnd(width))}  ${text}` : text;
    });
  };
  for (const name of names)
    lastLines(home.log(name), options.lines).forEach((line) => {
      print(name, line);
    });
  if (!options.follow) return;
  const signal = untilInterrupted();
  await Promise.all(
    names.map((name) =>
      followLog(
        home.log(name),
        (line) => {
          print(name, line);
        },
        signal,
      ),
    ),
  );
};

export const addSystem = (program: Command, session: () => Session): void => {
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
  program
    .command('logs')
    .description('show the logs of all processes, or of one')
    .argument('[name]', 'supervisor, nats-server or a service')
    .option('-f, --follow', 'go on with what is added')
    .option('-n, --lines <number>', 'how many lines of each', wholeNumber, 50)
    .action((name: string | undefined, options: LogOptions) => logs(session(), name, options));
};
