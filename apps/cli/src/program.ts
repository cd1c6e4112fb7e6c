import { Command, InvalidArgumentError } from 'commander';
import { addAlerts } from './commands/alerts.js';
import { addAudit } from './commands/audit.js';
import { addDeadLetters } from './commands/dead-letters.js';
import { addDirectory } from './commands/directory.js';
import { addEmergency } from './commands/emergency.js';
import { addExecution } from './commands/execution.js';
import { addIdentity } from './commands/identity.js';
import { addJwks } from './commands/jwks.js';
import { addMaster } from './commands/master.js';
import { addPeople } from './commands/people.js';
import { addPermit } from './commands/permit.js';
import { addPolicy } from './commands/policy.js';
import { addSystem } from './commands/system.js';
import { addTask } from './commands/task.js';
import { addWorker } from './commands/worker.js';
import { optionDescription } from './help.js';
import { outputTo } from './output.js';
import type { Streams } from './output.js';
import { sessionOf } from './session.js';
import type { GlobalOptions, Session } from './session.js';
import { isBrokerUrl, readSettings } from './settings.js';
import type { Environment } from './settings.js';

type Add = (program: Command, session: () => Session) => void;

/** All commands, as the help shows them. */
const GROUPS: [string, Add[]][] = [
  ['The system on this machine:', [addSystem]],
  ['Who takes part:', [addPeople, addDirectory, addIdentity, addMaster, addWorker]],
  ['Tasks and permits:', [addTask, addPermit, addExecution, addJwks, addEmergency]],
  ['What happened, and what went wrong:', [addAudit, addAlerts, addDeadLetters]],
  ['Policies:', [addPolicy]],
];

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
    .option('--server <url>', 'where NATS is; left out: as the home says', serverUrl)
    .configureOutput({
      writeOut: (text) => streams.stdout.write(text),
      writeErr: (text) => streams.stderr.write(text),
    })
    .configureHelp({ showGlobalOptions: true, optionDescription })
    .showHelpAfterError('(see --help)')
    .exitOverride();
  const session = (): Session => {
    const options = program.opts<GlobalOptions>();
    return sessionOf(options, readSettings(env), outputTo(streams, env, options.json ?? false));
  };
  for (const [heading, commands] of GROUPS) {
    program.commandsGroup(heading);
    for (const add of commands) add(program, session);
  }
  return program;
};
