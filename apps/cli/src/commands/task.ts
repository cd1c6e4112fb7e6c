import { OVERRIDES, Task } from '@guildhall/contracts';
import type { OverrideName } from '@guildhall/contracts';
import { Option } from 'commander';
import type { Command } from 'commander';
import { storyOf } from '../client/story.js';
import { readMessage } from '../input.js';
import { renderSubmitted } from '../render/decided.js';
import { renderStory, renderStoryLine } from '../render/story.js';
import { renderTask } from '../render/task.js';
import { withClient } from '../session.js';
import type { Session } from '../session.js';
import { submitAndWait } from '../tasks/submit.js';

interface SubmitOptions {
  wait?: boolean;
  id?: string;
}

const submit = (session: Session, file: string, { wait, id }: SubmitOptions): Promise<void> => {
  const task = readMessage(Task, file, id === undefined ? {} : { taskId: id });
  const { output } = session;
  return withClient(session, async (client) => {
    if (!wait) {
      const accepted = await client.submit(task);
      output.result(
        { taskId: task.taskId, ...accepted },
        ({ colour, program }) =>
          `${colour.green('✓')} ${task.taskId} is stored; follow it with ${program} task story ${task.taskId} --as ${client.id}`,
      );
      return;
    }
    const submitted = await output.waiting(
      'waiting for a decision',
      submitAndWait(client, task, (line) => {
        output.say((style) => renderStoryLine(line, style));
      }),
    );
    output.result(submitted, (style) => renderSubmitted(submitted, style));
  });
};

const story = (session: Session, taskId: string): Promise<void> =>
  withClient(session, async (client) => {
    const result = { taskId, events: await storyOf(client, taskId) };
    session.output.result(result, (style) => renderStory(result, style));
  });

const show = (session: Session, taskId: string): Promise<void> =>
  withClient(session, async (client) => {
    const { result } = await client.query('task.get', { taskId });
    session.output.result(result, (style) => renderTask(result, style));
  });

const withdraw = (session: Session, taskId: string, { reason }: { reason: string }): Promise<void> =>
  withClient(session, async (client) => {
    const done = await client.command('task.withdraw', { taskId, reason });
    session.output.result(done, () => `${taskId} is withdrawn.`);
  });

interface OverrideOptions {
  softBlock: OverrideName;
  justification: string;
  sponsor?: string;
  plan?: string;
}

const override = (session: Session, taskId: string, options: OverrideOptions): Promise<void> =>
  withClient(session, async (client) => {
    const { softBlock, justification, sponsor, plan } = options;
    const made = { softBlock, justification, ...(sponsor ? { sponsor } : {}), ...(plan ? { plan } : {}) };
    const done = await client.command('task.override', { taskId, overrides: [made] });
    session.output.result(done, () => `${taskId} has the override for ${softBlock}.`);
  });

export const addTask = (program: Command, session: () => Session): void => {
  const task = program.command('task').description('ask for tasks, and see what became of them');
  task
    .command('submit')
    .description('publish a task, as a master')
    .argument('<file>', 'JSON or YAML; - for standard input')
    .option('-w, --wait', 'until it has its permit, or waits for somebody')
    .option('--id <taskId>', 'instead of the one in the file')
    .action((file: string, options: SubmitOptions) => submit(session(), file, options));
  task
    .command('show')
    .description('what was asked for, and how it was assessed')
    .argument('<taskId>')
    .action((taskId: string) => show(session(), taskId));
  task
    .command('story')
    .description('everything that happened to a task')
    .argument('<taskId>')
    .action((taskId: string) => story(session(), taskId));
  task
    .command('withdraw')
    .description('take a task back, as its master')
    .argument('<taskId>')
    .requiredOption('--reason <text>', 'why')
    .action((taskId: string, options: { reason: string }) => withdraw(session(), taskId, options));
  task
    .command('override')
    .description('justify a soft block of a held task, as its master')
    .argument('<taskId>')
    .addOption(new Option('--soft-block <name>', 'which').choices(OVERRIDES).makeOptionMandatory())
    .requiredOption('--justification <text>', 'why it is needed')
    .option('--sponsor <id>', 'who is asked to sponsor')
    .option('--plan <text>', 'how overlapping work is coordinated')
    .action((taskId: string, options: OverrideOptions) => override(session(), taskId, options));
};
