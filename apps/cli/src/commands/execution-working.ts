import { ACTION_STATUSES } from '@guildhall/contracts';
import type { ActionStatus, CommandPayload } from '@guildhall/contracts';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { failed } from '../failure.js';
import { readInputFile, sha256Of } from '../files.js';
import { toAction } from '../permits/action.js';
import type { ActionOptions } from '../permits/action.js';
import { stopText } from '../permits/stop.js';
import { saveToken, tokenText } from '../permits/token.js';
import { withClient } from '../session.js';
import type { Session } from '../session.js';
import { wholeNumber } from './arguments.js';

const propose = (session: Session, taskId: string, options: ActionOptions): Promise<void> =>
  withClient(session, async (client) => {
    const { output } = session;
    const action = toAction(options);
    const done = await client.command('execution.propose', { taskId, ...action });
    const { seq, decision, reason = '' } = done.result;
    if (decision === 'permitted' || output.json)
      output.result(done, ({ colour }) => `${colour.green('✓')} Action ${seq} of ${taskId} is permitted.`);
    // Whatever runs next in a script must not run.
    if (decision === 'waiting')
      throw failed(`Action ${seq} of ${taskId} waits: ${reason}`, 'Propose it again once it is confirmed.');
    if (decision === 'refused') throw failed(`Action ${seq} of ${taskId} is refused: ${reason}`);
  });

interface RecordOptions extends ActionOptions {
  status: ActionStatus;
  reason?: string;
  output?: string;
}

const record = (session: Session, taskId: string, options: RecordOptions): Promise<void> =>
  withClient(session, async (client) => {
    const { status, reason, output } = options;
    const action = {
      ...toAction(options),
      status,
      ...(reason === undefined ? {} : { reason }),
      ...(output === undefined ? {} : { outputDigest: sha256Of(readInputFile(output)) }),
    };
    const done = await client.command('execution.record', { taskId, actions: [action] });
    const stop = stopText(done.result);
    session.output.result(done, ({ colour }) =>
      [
        `${colour.green('✓')} Action ${action.seq} of ${taskId} is on record.`,
        ...(stop === undefined ? [] : [colour.red(`  ${stop}`)]),
      ].join('\n'),
    );
  });

interface HeartbeatOptions extends Omit<CommandPayload<'execution.heartbeat'>, 'taskId'> {
  tokenFile?: string;
}

const heartbeat = (
  session: Session,
  taskId: string,
  { tokenFile, ...report }: HeartbeatOptions,
): Promise<void> =>
  withClient(session, async (client) => {
    const done = await client.command('execution.heartbeat', { taskId, ...report });
    saveToken(done.result, tokenFile);
    const stop = stopText(done.result);
    session.output.result(done, (style) =>
      [
        stop === undefined
          ? `${style.colour.green('✓')} ${taskId} goes on.`
          : style.colour.red(`${taskId}: ${stop}`),
        tokenText(done.result, tokenFile, style),
      ]
        .filter(Boolean)
        .join('\n'),
    );
  });

interface ReportOptions {
  outcome: 'done' | 'failed';
  summary?: string;
}

const report = (session: Session, taskId: string, options: ReportOptions): Promise<void> =>
  withClient(session, async (client) => {
    const done = await client.command('execution.report-rollback', { taskId, ...options });
    session.output.result(
      done,
      ({ colour }) => `${colour.green('✓')} You reported the rollback of ${taskId}: ${options.outcome}.`,
    );
  });

const share = (value: string): number => {
  const part = Number(value);
  if (value.trim() === '' || !(part >= 0 && part <= 1))
    throw new InvalidArgumentError('It must be a number from 0 to 1.');
  return part;
};

const withAction = (command: Command): Command =>
  command
    .argument('<taskId>')
    .requiredOption('--action <action>', 'what is done, such as deploy')
    .requiredOption('--target <target>', 'to what, such as service:api')
    .option('--input <file>', 'what is applied; - is the standard input')
    .addOption(
      new Option('--input-sha256 <sha256>', 'the same, where only its SHA-256 is at hand').conflicts('input'),
    )
    .requiredOption('--seq <number>', 'its number: the next one, from 1 without gaps', wholeNumber);

const addHeartbeat = (execution: Command, session: () => Session): void => {
  execution
    .command('heartbeat')
    .description('say that you work, as often as `permit start` told you, and get the next token')
    .argument('<taskId>')
    .requiredOption('--tokens <number>', 'used so far, in all', wholeNumber)
    .option('--error-rate <share>', 'part of the requests that failed, from 0 to 1', share)
    .option('--latency-p95-ms <number>', 'of the requests', wholeNumber)
    .option('--requests <number>', 'since the last heartbeat', wholeNumber)
    .option('--token-file <file>', 'where to save the token')
    .action((taskId: string, options: HeartbeatOptions) => heartbeat(session(), taskId, options));
};

/** What a worker says while it works. */
export const addExecuting = (execution: Command, session: () => Session): void => {
  withAction(execution.command('propose'))
    .description('announce an action before you do it; exit code 0 only where you may do it now')
    .action((taskId: string, options: ActionOptions) => propose(session(), taskId, options));
  withAction(execution.command('record'))
    .description('say what became of an action')
    .addOption(new Option('--status <status>', 'what').choices(ACTION_STATUSES).default('done'))
    .option('--reason <text>', 'why it failed, or was not let happen')
    .option('--output <file>', 'what came of it: its SHA-256 is kept')
    .action((taskId: string, options: RecordOptions) => record(session(), taskId, options));
  addHeartbeat(execution, session);
  execution
    .command('report-rollback')
    .description('say how undoing it ended')
    .argument('<taskId>')
    .addOption(new Option('--outcome <outcome>', 'how').choices(['done', 'failed']).makeOptionMandatory())
    .option('--summary <text>', 'for the record')
    .action((taskId: string, options: ReportOptions) => report(session(), taskId, options));
};
