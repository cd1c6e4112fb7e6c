import { ENVIRONMENTS, OUTCOMES } from '@guildhall/contracts';
import type { Outcome } from '@guildhall/contracts';
import { Option } from 'commander';
import type { Command } from 'commander';
import { heartbeatText } from '../permits/heartbeat.js';
import { saveToken, tokenText } from '../permits/token.js';
import { addInput, toStart } from '../permits/work.js';
import type { StartOptions } from '../permits/work.js';
import { withClient } from '../session.js';
import type { Session } from '../session.js';
import { wholeNumber } from './arguments.js';
import { reportCompletion, reportPermit } from './report-permit.js';

interface StartingOptions extends StartOptions {
  tokenFile?: string;
}

const start = (session: Session, taskId: string, { tokenFile, ...options }: StartingOptions): Promise<void> =>
  withClient(session, async (client) => {
    const done = await client.command('permit.start', await toStart(client, taskId, options));
    saveToken(done.result, tokenFile);
    await reportPermit(session, client, taskId, done, `You started ${taskId}.`);
    session.output.say((style) => tokenText(done.result, tokenFile, style));
    const often = heartbeatText(done.result.heartbeatWithin);
    session.output.say(({ colour, program }) =>
      often === undefined
        ? undefined
        : colour.dim(`  ${often}: ${program} execution heartbeat ${taskId} --tokens N`),
    );
  });

interface CompleteOptions {
  outcome: Outcome;
  summary?: string;
  lastSeq: number;
}

const complete = (session: Session, taskId: string, options: CompleteOptions): Promise<void> =>
  withClient(session, async (client) => {
    const done = await client.command('permit.complete', { taskId, ...options });
    await reportCompletion(session, client, taskId, done, options.outcome);
  });

export const addWorking = (permit: Command, session: () => Session): void => {
  permit
    .command('start')
    .description('begin the work of a permit, as its worker')
    .argument('<taskId>')
    .addOption(new Option('--environment <name>', 'where it runs').choices(ENVIRONMENTS))
    .option('--definition <sha256>', 'of the definition of the worker')
    .option('--artifact <sha256>', 'of what runs')
    .option('--input <name=sha256>', 'what will be applied; may be repeated', addInput)
    .option('--token-file <file>', 'where to save the token')
    .addHelpText('after', '\nWhat is left out is taken from the permit.')
    .action((taskId: string, options: StartingOptions) => start(session(), taskId, options));
  permit
    .command('complete')
    .description('end the work of a permit, as its worker')
    .argument('<taskId>')
    .addOption(new Option('--outcome <outcome>', 'how it went').choices(OUTCOMES).default('success'))
    .option('--summary <text>', 'for the record')
    .option(
      '--last-seq <number>',
      'number of the last action on record; 0 only where there was none',
      wholeNumber,
      0,
    )
    .action((taskId: string, options: CompleteOptions) => complete(session(), taskId, options));
};
