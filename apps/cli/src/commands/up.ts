import { mkdirSync } from 'node:fs';
import type { Command } from 'commander';
import { failed } from '../failure.js';
import { renderProgress } from '../render/progress.js';
import type { Session } from '../session.js';
import { findNatsServer } from '../system/broker.js';
import { startDetached } from '../system/detached.js';
import type { Report } from '../system/progress.js';
import { hasDemo, tellStory } from '../system/story.js';
import { System } from '../system/system.js';

interface UpOptions {
  detach?: boolean;
  demo: boolean;
  empty?: boolean;
}

const reporter = ({ output }: Session): Report => {
  const start = performance.now();
  return (progress) => {
    output.say((style) => renderProgress(progress, performance.now() - start, style));
  };
};

/** Tells the demo's story where the home has its participants; resolves to whether it came to its end. */
const tell = async ({ home, output }: Session, { demo, empty }: UpOptions): Promise<boolean> =>
  output.json || !demo || empty === true || !hasDemo(home) || (await tellStory(home));

const optionsOf = async (session: Session, { empty = false }: UpOptions) => ({
  natsServer: await findNatsServer(),
  empty,
  report: reporter(session),
});

const detached = async (session: Session, options: UpOptions): Promise<void> => {
  const { home, output } = session;
  const starting = startDetached(home, await optionsOf(session, options));
  const connection = await output.waiting('starting', starting);
  const told = await tell(session, options);
  output.result(
    connection,
    ({ colour }) => `Guildhall runs at ${colour.cyan(connection.nats)}. Stop it with \`guildhall down\`.`,
  );
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
    await tell(session, options);
    output.result(
      connection,
      ({ colour }) => `Guildhall runs at ${colour.cyan(connection.nats)}. Stop it with Ctrl-C.`,
    );
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
