import { mkdirSync } from 'node:fs';
import type { Command } from 'commander';
import { failed } from '../failure.js';
import { readMarker } from '../bootstrap/marker.js';
import { renderProgress, renderStep } from '../render/progress.js';
import type { Style } from '../render/style.js';
import { took } from '../render/time.js';
import type { Session } from '../session.js';
import type { Connection } from '../supervisor/connection.js';
import { findNatsServer } from '../system/broker.js';
import { startDetached } from '../system/detached.js';
import type { Report } from '../system/progress.js';
import { hasDemo, otherPolicy, tellStory } from '../system/story.js';
import { System } from '../system/system.js';

interface UpOptions {
  detach?: boolean;
  demo: boolean;
  empty?: boolean;
}

const reporter = ({ output }: Session): Report => {
  let before = performance.now();
  return (progress) => {
    const now = performance.now();
    output.say((style) => renderProgress(progress, now - before, style));
    if (progress.kind === 'step') before = now;
  };
};

/** Since this process began, which includes what prepared the start. */
const sayTotal = ({ output }: Session): void => {
  output.say((style) => renderStep('ready', `${took(performance.now())} in all`, style));
};

const sayEnd = (
  { home, output }: Session,
  connection: Connection,
  stopping: (style: Style) => string,
): void => {
  output.result(
    connection,
    (style) => `Guildhall runs at ${style.colour.cyan(connection.nats)}. Stop it with ${stopping(style)}.`,
  );
  if (readMarker(home)?.completed !== true)
    output.say(({ program }) => `No participants yet: ${program} init FILE`);
};

/** Tells the demo's story where the home has its participants and policy; resolves to whether it came to its end. */
const tell = async (
  { home, output }: Session,
  { nats }: Connection,
  { demo, empty }: UpOptions,
): Promise<boolean> => {
  if (output.json || !demo || empty === true || !hasDemo(home)) return true;
  const other = await otherPolicy(home, nats);
  if (other === undefined) return tellStory(home);
  output.say(() => `The story is left out: it is made for the default policy, and ${other} is in force.`);
  return true;
};

const optionsOf = async (session: Session, { empty = false }: UpOptions) => ({
  natsServer: await findNatsServer(),
  empty,
  report: reporter(session),
});

const detached = async (session: Session, options: UpOptions): Promise<void> => {
  const { home, output } = session;
  const starting = startDetached(home, await optionsOf(session, options));
  const connection = await output.waiting('starting', starting);
  sayTotal(session);
  const told = await tell(session, connection, options);
  sayEnd(session, connection, ({ program }) => `\`${program} down\``);
  if (!told) throw failed('The demo did not come to its end.', 'See `guildhall logs`.');
};

/** Resolves when somebody asks this process to end. */
const askedToStop = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        resolve();
      });
    }
  });

const foreground = async (session: Session, options: UpOptions): Promise<void> => {
  const { settings, output } = session;
  const system = new System({ settings, ...(await optionsOf(session, options)) });
  const begin = async (): Promise<void> => {
    const connection = await output.waiting('starting', system.start());
    sayTotal(session);
    await tell(session, connection, options);
    sayEnd(session, connection, () => 'Ctrl-C');
  };
  const asked = askedToStop();
  void asked.then(() => {
    output.say(({ colour }) => colour.dim('stopping'));
  });
  try {
    await Promise.race([begin().then(() => asked), asked]);
  } finally {
    await system.stop();
  }
};

export const addUp = (program: Command, session: () => Session): void => {
  program
    .command('up')
    .description('start the system on this machine')
    .option('-d, --detach', 'return when everything is healthy')
    .option('--no-demo', 'do not tell the story of the demo')
    .option('--empty', 'leave a new home without participants')
    .action(async (options: UpOptions) => {
      const current = session();
      mkdirSync(current.home.root, { recursive: true, mode: 0o700 });
      current.output.say(({ colour }) => `${colour.bold('Guildhall')} in ${current.home.root}`);
      await (options.detach ? detached(current, options) : foreground(current, options));
    });
};
