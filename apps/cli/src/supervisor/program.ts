import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { dirname } from 'node:path';
import type { Exit, Launched } from './launched.js';
import { exitOf } from './launched.js';

/** A Node.js program that is kept running. */
export interface Program {
  name: string;
  /** Path of its main file. */
  main: string;
  /** Beside what is inherited; what is undefined here is not. */
  env: Readonly<Record<string, string | undefined>>;
  /** Where its output is appended. */
  log: string;
  /** Whether it gives way to the others where there are not enough processors for all. */
  background?: boolean;
  /** How long it may drain, in ms, before it is killed; 10,000 if left out. */
  grace?: number;
}

/**
 * Starts a program with an IPC channel. Over it the program says `{ "type": "ready" }` when it is healthy, and ends
 * when the channel closes: so nothing outlives its supervisor, whatever ends that. It gets a process group of its own,
 * so that Ctrl-C reaches the supervisor alone, which stops things in order.
 */
export const launchProgram = (program: Program): Launched => {
  const child = spawnInto(program);
  const exited = exitOfChild(child);
  return {
    pid: child.pid,
    healthy: new Promise((resolve) => {
      child.on('message', (message) => {
        if (isReady(message)) resolve();
      });
    }),
    exited,
    stop: async () => {
      child.kill('SIGTERM');
      const insist = setTimeout(() => child.kill('SIGKILL'), program.grace ?? 10_000);
      await exited;
      clearTimeout(insist);
    },
  };
};

/**
 * What a message leaves behind is garbage a moment later. In the space of 1 MB that Node.js begins with, a service that
 * takes hundreds of messages a second collects it so often that it is seen in the time that a task takes.
 */
const YOUNG_SPACE = '--min-semi-space-size=8';

const spawnInto = ({ main, env, log, background = false }: Program): ChildProcess => {
  mkdirSync(dirname(log), { recursive: true, mode: 0o700 });
  const output = openSync(log, 'a', 0o600);
  try {
    const child = spawn(process.execPath, [YOUNG_SPACE, main], {
      env: { ...process.env, ...env },
      stdio: ['ignore', output, output, 'ipc'],
      detached: true,
    });
    if (background && child.pid !== undefined)
      setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    return child;
  } finally {
    closeSync(output);
  }
};

const exitOfChild = (child: ChildProcess): Promise<Exit> =>
  new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(exitOf(code, signal));
    });
    child.once('error', (error) => {
      if (child.pid === undefined) resolve({ code: null, text: error.message });
    });
  });

const isReady = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready';
