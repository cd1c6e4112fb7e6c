import type { Command } from 'commander';
import { unusable } from '../failure.js';
import type { Home } from '../home.js';
import { untilInterrupted } from '../interrupted.js';
import { lastLines, logNames } from '../log-files.js';
import type { Output } from '../output.js';
import { renderLogLine } from '../render/log-line.js';
import type { Session } from '../session.js';
import { followLog } from '../system/follow-log.js';
import { wholeNumber } from './arguments.js';

interface LogOptions {
  follow?: boolean;
  lines: number;
}

const wantedNames = (home: Home, only: string | undefined): string[] => {
  const known = logNames(home);
  if (only === undefined) return known;
  if (known.includes(only)) return [only];
  throw unusable(
    `There is no log ${only}.`,
    [],
    known.length > 0 ? `There are ${known.join(', ')}.` : undefined,
  );
};

/** Prints lines; where there are several logs, with the name of theirs. */
const printer = (output: Output, names: string[]) => {
  const width = Math.max(0, ...names.map(({ length }) => length));
  return (name: string, line: string): void => {
    output.item({ name, line }, (style) => {
      const text = renderLogLine(line, style);
      return names.length > 1 ? `${style.colour.dim(name.padEnd(width))}  ${text}` : text;
    });
  };
};

const logs = async (
  { home, output }: Session,
  only: string | undefined,
  { lines, follow }: LogOptions,
): Promise<void> => {
  const names = wantedNames(home, only);
  const print = printer(output, names);
  for (const name of names) {
    for (const line of lastLines(home.log(name), lines)) print(name, line);
  }
  if (!follow) return;
  const signal = untilInterrupted();
  const followOne = (name: string): Promise<void> =>
    followLog(
      home.log(name),
      (line) => {
        print(name, line);
      },
      signal,
    );
  await Promise.all(names.map(followOne));
};

export const addLogs = (program: Command, session: () => Session): void => {
  program
    .command('logs')
    .description('show the logs of all processes, or of one')
    .argument('[name]', 'supervisor, nats-server or a service')
    .option('-f, --follow', 'go on with what is added')
    .option('-n, --lines <number>', 'how many lines of each', wholeNumber, 50)
    .action((name: string | undefined, options: LogOptions) => logs(session(), name, options));
};
