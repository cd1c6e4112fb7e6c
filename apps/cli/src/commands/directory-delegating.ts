import type { Role } from '@guildhall/contracts';
import type { Command } from 'commander';
import { unusable } from '../failure.js';
import { momentAhead } from '../log/moment.js';
import { fromNow, shortTime } from '../render/time.js';
import { callerOf, withClient } from '../session.js';
import type { Session } from '../session.js';
import { aRole } from './arguments.js';

interface DelegateOptions {
  role: Role;
  until: string;
}

const delegate = (session: Session, to: string, { role, until }: DelegateOptions): Promise<void> =>
  withClient(session, async (client) => {
    const done = await client.command('directory.delegate', { role, to, until });
    session.output.result(
      done,
      ({ colour, now }) =>
        `${colour.green('✓')} ${to} may act as ${role} in your stead until ${shortTime(until, now)} (${fromNow(until, now)}).`,
    );
  });

interface EndOptions {
  role: Role;
  from?: string;
  to?: string;
}

const endDelegation = (session: Session, { role, from, to }: EndOptions): Promise<void> => {
  if ((from === undefined) === (to === undefined))
    throw unusable('Say to whom you delegated the role with --to, or who delegated it to you with --from.');
  const caller = callerOf(session);
  const between = { from: from ?? caller, to: to ?? caller };
  return withClient(session, async (client) => {
    const done = await client.command('directory.end-delegation', { role, ...between });
    session.output.result(
      done,
      ({ colour }) =>
        `${colour.green('✓')} ${between.to} may not act as ${role} in the stead of ${between.from} any more.`,
    );
  });
};

export const addDelegating = (directory: Command, session: () => Session): void => {
  directory
    .command('delegate')
    .description('let somebody else use a role of yours, for 14 days at most')
    .argument('<to>', 'who')
    .requiredOption('--role <role>', 'which', aRole)
    .requiredOption('--until <time>', 'a time, a date, or so long from now: 8h, 3d', (value: string) =>
      momentAhead(value, new Date()),
    )
    .action((to: string, options: DelegateOptions) => delegate(session(), to, options));
  directory
    .command('end-delegation')
    .description('before its time: as who delegated the role, or as who it was delegated to')
    .requiredOption('--role <role>', 'which', aRole)
    .option('--to <id>', 'to whom you delegated it')
    .option('--from <id>', 'who delegated it to you')
    .action((options: EndOptions) => endDelegation(session(), options));
};
