import { SERVICES } from '@guildhall/contracts';
import type { Service } from '@guildhall/contracts';
import { Argument } from 'commander';
import type { Command } from 'commander';
import { renderDeadLetters } from '../render/dead-letters.js';
import { withClient } from '../session.js';
import type { Session } from '../session.js';
import { paged } from './paging.js';
import type { PageOptions } from './paging.js';

const list = (session: Session, options: PageOptions): Promise<void> =>
  withClient(session, async (client) => {
    const { result } = await client.query('dead-letter.list', options);
    session.output.result(result, (style) => renderDeadLetters(result, style));
  });

const retry = (session: Session, service: Service, id: string): Promise<void> =>
  withClient(session, async (client) => {
    const done = await client.command('dead-letter.retry', { service, id });
    session.output.result(done, ({ colour }) => `${colour.green('✓')} ${service} has handled ${id}.`);
  });

const drop = (
  session: Session,
  service: Service,
  id: string,
  { reason }: { reason: string },
): Promise<void> =>
  withClient(session, async (client) => {
    const done = await client.command('dead-letter.drop', { service, id, reason });
    session.output.result(done, ({ colour }) => `${colour.green('✓')} ${id} of ${service} is dropped.`);
  });

const whose = (command: Command): Command =>
  command
    .addArgument(new Argument('<service>', 'whose it is').choices(SERVICES))
    .argument('<id>', 'as the list shows it');

export const addDeadLetters = (program: Command, session: () => Session): void => {
  const letters = program
    .command('dead-letters')
    .description('messages that services could not handle; for operators');
  paged(letters.command('list').description('what is dead, why, and since when; also for auditors')).action(
    (options: PageOptions) => list(session(), options),
  );
  whose(letters.command('retry').description('have it handled once more, when its cause is gone')).action(
    (service: Service, id: string) => retry(session(), service, id),
  );
  whose(letters.command('drop').description('give it up, for good'))
    .requiredOption('--reason <text>', 'why')
    .action((service: Service, id: string, options: { reason: string }) =>
      drop(session(), service, id, options),
    );
};
