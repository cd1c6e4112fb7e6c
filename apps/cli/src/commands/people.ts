import { basename } from 'node:path';
import { SYSTEM } from '@guildhall/contracts';
import type { Command } from 'commander';
import { importBootstrap } from '../bootstrap/import.js';
import { readInputFile } from '../files.js';
import { trustOf } from '../identity/keys.js';
import { policiesToEndorse } from '../policies/endorsing.js';
import { renderToEndorse } from '../render/policies.js';
import { renderWhoAmI } from '../render/whoami.js';
import { serverOf, withClient } from '../session.js';
import type { Session } from '../session.js';

const init = async (session: Session, file: string): Promise<void> => {
  const bytes = readInputFile(file);
  const asSystem = { ...session, options: { ...session.options, as: SYSTEM } };
  const { home, output } = session;
  const trust = await trustOf(home);
  await withClient(asSystem, async (client) => {
    const report = (text: string): void => {
      output.say(({ colour }) => `  ${colour.green('✓')} ${text}`);
    };
    const place = { home, trust, server: serverOf(session), client, report };
    const made = await importBootstrap(place, bytes, basename(file));
    // A first boot that is repeated has said all with its one line.
    if (output.json || !made.repeated)
      output.result(made, () => `Their credentials are in ${home.root}/creds.`);
  });
};

const whoami = (session: Session): Promise<void> =>
  withClient(session, async (client) => {
    const { result } = await client.query('directory.whoami', {});
    const policies = session.output.json ? [] : await policiesToEndorse(client, result);
    session.output.result(result, (style) =>
      [renderWhoAmI(result, style), ...renderToEndorse(policies, style)].join('\n'),
    );
  });

export const addPeople = (program: Command, session: () => Session): void => {
  program
    .command('init')
    .description('first boot: bring in people, masters and workers from a YAML file')
    .argument('<file>', 'such as examples/demo/bootstrap.yaml')
    .action((file: string) => init(session(), file));
  program
    .command('whoami')
    .description('what the directory knows about you')
    .action(() => whoami(session()));
};
