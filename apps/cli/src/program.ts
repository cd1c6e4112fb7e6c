import { Command, InvalidArgumentError } from 'commander';
import { addPeople } from './commands/people.js';
import { addPermit } from './commands/permit.js';
import { addPolicy } from './commands/policy.js';
import { addSystem } from './commands/system.js';
import { addTask } from './commands/task.js';
import { outputTo } from './output.js';
import type { Streams } from './output.js';
import { sessionOf } from './session.js';
import type { GlobalOptions, Session } from './session.js';
import { isBrokerUrl, readSettings } from './settings.js';
import type { Environment } from './settings.js';

const serverUrl = (value: string): string => {
  if (!isBrokerUrl(value)) throw new InvalidArgumentError('It must be a URL with nats:// or tls://.');
  return value;
};

/** The whole command line; each command gets its session when it runs, so that bad settings are named then. */
export const programFor = (env: Environment, streams: Streams): Command => {
  const program = new Command('guildhall')
    .description('The permit office for automation workers and AI agents')
    .option('--as <id>', 'who you are: whose .creds are used')
    .option('--json', 'print the raw result')
    .option('--server <url>', 'where NATS is; else as the home says', serverUrl)
    .configureOutput({
      writeOut: (text) => streams.stdout.write(text),
      writeErr: (text) => streams.stderr.write(text),
    })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(see --help)')
    .exitOverride();
  const session = (): Session => {
    const options = program.opts<GlobalOptions>();
    return sessionOf(options, readSettings(env), outputTo(streams, env, options.json ?? false));
  };
  for (const add of [addSystem, addPeople, addTask, addPermit, addPolicy]) add(program, session);
  return program;
};
