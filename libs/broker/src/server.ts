import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { open } from 'node:fs/promises';
import { connect as dial } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { GUARD } from './guard.js';
import { logSince } from './log-since.js';

/** Which server to start, and how to know that it runs. */
export interface LaunchOptions {
  /** Path of nats-server. */
  bin: string;
  configFile: string;
  /** Where it listens, as its configuration says. */
  host: string;
  port: number;
  /** Its output is appended here. */
  logFile: string;
  /** How long it may take to answer, in ms; recovering a long log takes its time. 30,000 if left out. */
  readyWithin?: number;
}

/** A running nats-server that cannot outlive this process. */
export interface Server {
  /** Of nats-server itself, not of its guard. */
  readonly pid: number;
  /** Settles when it has ended, to its exit code as a shell says it: 128 and the number of the signal that ended it. */
  readonly ended: Promise<number | undefined>;
  /** Asks it to stop, kills it after 10 s, resolves when it has ended. */
  stop(): Promise<void>;
  /** SIGKILL; resolves when it has ended. */
  kill(): Promise<void>;
}

/** What nats-server says when it takes connections. */
const READY = 'Server is ready';

interface Guarded {
  guard: ChildProcess;
  /** Size of the log file before the start. */
  logStart: number;
}

const startGuard = async ({ bin, configFile, logFile }: LaunchOptions): Promise<Guarded> => {
  const log = await open(logFile, 'a', 0o600);
  try {
    const logStart = (await log.stat()).size;
    // A session of its own, so that Ctrl-C in a terminal reaches only the parent, which stops things in order.
    const guard = spawn('sh', ['-c', GUARD, 'nats-server-guard', bin, '-c', configFile], {
      stdio: ['pipe', 'pipe', log.fd],
      detached: true,
    });
    return { guard, logStart };
  } finally {
    await log.close();
  }
};

const firstLine = async (guard: ChildProcess): Promise<string> => {
  if (!guard.stdout) throw new Error('the guard has no output');
  for await (const line of createInterface(guard.stdout)) return line;
  throw new Error('nats-server could not be started');
};

const answers = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = dial({ host, port });
    const settle = (answered: boolean): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.setTimeout(1000, () => settle(false));
    socket.once('error', () => settle(false));
    socket.once('data', (greeting) => settle(greeting.toString().startsWith('INFO ')));
    socket.once('close', () => settle(false));
  });

const hasEnded = (guard: ChildProcess): boolean => guard.exitCode !== null || guard.signalCode !== null;

const notReady = (options: LaunchOptions, guard: ChildProcess, log: string): Error => {
  const why = hasEnded(guard) ? 'ended at once' : 'does not answer';
  const lastLines = log.trimEnd().split('\n').slice(-5).join('\n');
  return new Error(`nats-server ${why}; see ${options.logFile}:\n${lastLines}`);
};

// The log decides first, because another server on the same port would answer too.
const untilReady = async (options: LaunchOptions, { guard, logStart }: Guarded): Promise<void> => {
  const until = Date.now() + (options.readyWithin ?? 30_000);
  for (;;) {
    const ended = hasEnded(guard);
    const log = await logSince(options.logFile, logStart);
    if (!ended && log.includes(READY) && (await answers(options.host, options.port))) return;
    if (ended || Date.now() > until) throw notReady(options, guard, log);
    await delay(10);
  }
};

const controls = (pid: number, guard: ChildProcess, ended: Server['ended']): Server => {
  const signal = (name: NodeJS.Signals): void => {
    if (hasEnded(guard)) return;
    try {
      process.kill(pid, name);
    } catch {
      // It ended just now.
    }
  };
  return {
    pid,
    ended,
    async stop() {
      signal('SIGTERM');
      const late = setTimeout(() => signal('SIGKILL'), 10_000);
      await ended;
      clearTimeout(late);
    },
    async kill() {
      signal('SIGKILL');
      await ended;
    },
  };
};

/** Starts nats-server. Rejects, with the end of its log, where it ends or does not answer in time. */
export const launchServer = async (options: LaunchOptions): Promise<Server> => {
  const guarded = await startGuard(options);
  const { guard } = guarded;
  const ended: Server['ended'] = new Promise((resolve) => {
    guard.once('exit', (code) => resolve(code ?? undefined));
    guard.once('error', () => resolve(undefined));
  });
  // Where somebody kills the guard, closing its input still ends the server.
  void ended.then(() => guard.stdin?.destroy());
  const server = controls(Number(await firstLine(guard)), guard, ended);
  try {
    await untilReady(options, guarded);
  } catch (error) {
    await server.kill();
    throw error;
  }
  return server;
};
