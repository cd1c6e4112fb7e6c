import { ID_PATTERN } from '@guildhall/contracts';
import type { LogEvent } from '@guildhall/contracts';
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { untilInterrupted } from '../interrupted.js';
import { moment } from '../log/moment.js';
import { replay } from '../log/replay.js';
import { renderGap, renderLogEvent } from '../render/log-event.js';
import { withClient } from '../session.js';
import type { Session } from '../session.js';

interface ReplayOptions {
  permit?: string;
  from?: string;
  until?: string;
  follow?: boolean;
}

const print = (session: Session, { permit, from, until, follow = false }: ReplayOptions): Promise<void> =>
  withClient(session, async (client) => {
    // Only what goes on for ever has to be ended; otherwise an interruption is what it is for every program.
    const signal = follow ? untilInterrupted() : new AbortController().signal;
    const wanted = {
      follow,
      ...(permit === undefined ? {} : { about: permit }),
      ...(from === undefined ? {} : { since: from }),
      ...(until === undefined ? {} : { until }),
    };
    let before: LogEvent | undefined;
    for await (const event of replay(client, wanted, signal)) {
      const last = before;
      if (last && permit === undefined) session.output.complain((style) => renderGap(last, event, style));
      const shown = { before: last?.time, named: permit !== undefined };
      session.output.item(event, (style) => renderLogEvent(event, shown, style));
      before = event;
    }
    if (before === undefined && !follow) session.output.say(({ colour }) => colour.dim('There is nothing.'));
  });

const taskId = (value: string): string => {
  if (!ID_PATTERN.test(value)) throw new InvalidArgumentError('It must be the id of a task.');
  return value;
};

const HELP = `
Times are RFC 3339 (2026-11-21T14:00:00Z), a date (its midnight here), or so long ago: -90s, -15m, -1h, -2d.
With --json each event is one line, with its position, headers and data as the log holds them.

Examples:
  guildhall audit replay --as judy --permit release-21
  guildhall audit replay --as judy --from -1h --follow
  guildhall audit replay --as judy --from 2026-11-21 --until 2026-11-22 --json > day.jsonl`;

export const addAudit = (program: Command, session: () => Session): void => {
  const time = (value: string): string => moment(value, new Date());
  program
    .command('audit')
    .description('read the log itself, as an auditor or operator')
    .command('replay')
    .description('tell what happened, event by event, in the order of the log')
    .option('--permit <taskId>', 'only the story of this task and its permit, with what was refused', taskId)
    .option('--from <time>', 'what happened then or later', time)
    .option('--until <time>', 'what happened before then', time)
    .option('-f, --follow', 'go on with what happens, until Ctrl-C or --until')
    .addHelpText('after', HELP)
    .action((options: ReplayOptions) => print(session(), options));
};
