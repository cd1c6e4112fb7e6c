import { LEVELS, PERMIT_STATES } from '@guildhall/contracts';
import type { Level, PermitState, PolicyItem } from '@guildhall/contracts';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { Client } from '../client/client.js';
import { policiesToEndorse } from '../policies/endorsing.js';
import { renderPermit } from '../render/permit.js';
import { renderInbox, renderPermits } from '../render/permits.js';
import { renderToEndorse } from '../render/policies.js';
import { withClient } from '../session.js';
import type { Session } from '../session.js';
import { wholeNumber } from './arguments.js';
import { paged } from './paging.js';
import type { PageOptions } from './paging.js';
import { followInbox, watch } from './permit-watching.js';

interface InboxOptions extends PageOptions {
  watch?: boolean;
}

interface ListOptions extends PageOptions {
  state?: PermitState;
  level?: Level;
  worker?: string;
  master?: string;
}

const list = (session: Session, options: ListOptions): Promise<void> =>
  withClient(session, async (client) => {
    const { result } = await client.query('permit.list', options);
    session.output.result(result, (style) => renderPermits(result, style));
  });

// It is no permit, but where else would a member of the board look for what waits?
const waitingPolicies = async ({ output }: Session, client: Client): Promise<PolicyItem[]> =>
  output.json ? [] : policiesToEndorse(client, (await client.query('directory.whoami', {})).result);

const inbox = (session: Session, options: PageOptions): Promise<void> =>
  withClient(session, async (client) => {
    const { result } = await client.query('permit.inbox', options);
    const policies = await waitingPolicies(session, client);
    session.output.result(result, (style) =>
      [
        ...(result.permits.length === 0 && policies.length > 0 ? [] : [renderInbox(result, style)]),
        ...renderToEndorse(policies, style),
      ].join('\n'),
    );
  });

const show = (session: Session, taskId: string): Promise<void> =>
  withClient(session, async (client) => {
    const { result } = await client.query('permit.get', { taskId });
    session.output.result(result, (style) => renderPermit(result, style));
  });

export const addReading = (permit: Command, session: () => Session): void => {
  paged(permit.command('list').description('permits you may read, newest first'))
    .addOption(new Option('--state <state>', 'only these').choices(PERMIT_STATES))
    .addOption(new Option('--level <level>', 'only these').choices(LEVELS.map(String)).argParser(wholeNumber))
    .option('--worker <id>', "only this worker's")
    .option('--master <id>', 'only those this master asked for')
    .action((options: ListOptions) => list(session(), options));
  paged(permit.command('inbox').description('permits that wait for you, most urgent first'))
    .addOption(
      new Option(
        '-w, --watch',
        'go on with what comes to wait for you, or does so no more, until Ctrl-C',
      ).conflicts(['limit', 'cursor']),
    )
    .action((options: InboxOptions) => (options.watch ? followInbox(session()) : inbox(session(), options)));
  permit
    .command('show')
    .description('a permit, and who could still approve it')
    .argument('<taskId>')
    .action((taskId: string) => show(session(), taskId));
  permit
    .command('watch')
    .description('what happens to a permit, as it happens, until it is closed or rejected')
    .argument('<taskId>')
    .action((taskId: string) => watch(session(), taskId));
};
