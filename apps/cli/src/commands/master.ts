import { ChangeMaster, RegisterMaster } from '@guildhall/contracts';
import type { MasterAnswer } from '@guildhall/contracts';
import type { Command } from 'commander';
import type { Answer } from '../client/client.js';
import { readMessage } from '../input.js';
import { renderMasters } from '../render/masters.js';
import { levelText } from '../render/words.js';
import { withClient } from '../session.js';
import type { Session } from '../session.js';
import { paged } from './paging.js';
import type { PageOptions } from './paging.js';

const authorized = (said: string, { id, level }: MasterAnswer): string =>
  `You ${said} ${id}. It may ask for tasks up to level ${levelText(level)}.`;

const report = (
  { output }: Session,
  done: Answer<MasterAnswer>,
  said: (answer: MasterAnswer) => string,
): void => output.result(done, ({ colour }) => `${colour.green('✓')} ${said(done.result)}`);

const register = (session: Session, file: string): Promise<void> => {
  const master = readMessage(RegisterMaster, file);
  return withClient(session, async (client) => {
    const done = await client.command('master.register', master);
    report(session, done, (answer) => authorized('registered', answer));
  });
};

const change = (session: Session, file: string): Promise<void> => {
  const master = readMessage(ChangeMaster, file);
  return withClient(session, async (client) => {
    const done = await client.command('master.change', master);
    report(session, done, (answer) => authorized('changed', answer));
  });
};

const retire = (session: Session, id: string, { reason }: { reason: string }): Promise<void> =>
  withClient(session, async (client) => {
    const done = await client.command('master.retire', { id, reason });
    report(session, done, () => `You retired ${id}. It may ask for nothing any more.`);
  });

const list = (session: Session, options: PageOptions): Promise<void> =>
  withClient(session, async (client) => {
    const { result } = await client.query('master.list', options);
    session.output.result(result, (style) => renderMasters(result, style));
  });

export const addMaster = (program: Command, session: () => Session): void => {
  const master = program.command('master').description('who asks for tasks: up to which level and for what');
  paged(master.command('list').description('all masters, by id')).action((options: PageOptions) =>
    list(session(), options),
  );
  master
    .command('register')
    .description('make a master known; for operators')
    .argument('<file>', '{ id, level, owners, capabilities? }, YAML or JSON; - for standard input, JSON')
    .action((file: string) => register(session(), file));
  master
    .command('change')
    .description('give a master another level, other owners or capabilities; for operators')
    .argument('<file>', 'the same, with all that stays')
    .action((file: string) => change(session(), file));
  master
    .command('retire')
    .description('let a master ask for nothing any more, for good; for operators')
    .argument('<id>')
    .requiredOption('--reason <text>', 'why')
    .action((id: string, options: { reason: string }) => retire(session(), id, options));
};
