import type { Command } from 'commander';
import { waitingSeq } from '../permits/action.js';
import { withClient } from '../session.js';
import type { Session } from '../session.js';
import { wholeNumber } from './arguments.js';
import { addExecuting } from './execution-working.js';

const confirm = (session: Session, taskId: string, { seq: asked }: { seq?: number }): Promise<void> =>
  withClient(session, async (client) => {
    const seq = asked ?? (await waitingSeq(client, taskId));
    const done = await client.command('execution.confirm', { taskId, seq });
    session.output.result(
      done,
      ({ colour }) => `${colour.green('✓')} You confirmed action ${seq} of ${taskId}.`,
    );
  });

const assign = (session: Session, taskId: string, { worker }: { worker: string }): Promise<void> =>
  withClient(session, async (client) => {
    const done = await client.command('execution.assign-rollback', { taskId, workerId: worker });
    session.output.result(
      done,
      ({ colour }) => `${colour.green('✓')} ${worker} may undo what was done under ${taskId}.`,
    );
  });

export const addExecution = (program: Command, session: () => Session): void => {
  const execution = program
    .command('execution')
    .description('what is done under a permit: announce it, confirm it, put it on record, undo it');
  addExecuting(execution, session);
  execution
    .command('confirm')
    .description('let a supervised worker do what it has announced')
    .argument('<taskId>')
    .option('--seq <number>', 'which action; left out: the one that waits', wholeNumber)
    .action((taskId: string, options: { seq?: number }) => confirm(session(), taskId, options));
  execution
    .command('assign-rollback')
    .description('have another worker undo what was done, as an operator')
    .argument('<taskId>')
    .requiredOption('--worker <id>', 'which')
    .action((taskId: string, options: { worker: string }) => assign(session(), taskId, options));
};
