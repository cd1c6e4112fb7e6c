import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { identify } from '@guildhall/broker';
import type { ProcessId } from '@guildhall/broker';

/** Path of one of the small programs of these tests. */
export const program = (name: string): string =>
  fileURLToPath(new URL(`../programs/${name}.mjs`, import.meta.url));

/** A process that nobody supervises, in a group of its own; killed at the end of its block. */
export interface Stray extends ProcessId, AsyncDisposable {
  started: string;
}

const stray = async (command: string, args: string[], saysReady: boolean): Promise<Stray> => {
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', ...(saysReady ? (['ipc'] as const) : [])],
  });
  const ended = once(child, 'exit');
  await once(child, saysReady ? 'message' : 'spawn');
  if (saysReady) child.disconnect();
  const { pid, started = '' } = identify(child.pid ?? 0);
  return {
    pid,
    started,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
};

/** One that ends when it is asked to. */
export const meekStray = (): Promise<Stray> => stray('sleep', ['60'], false);

/** One that does not. */
export const stubbornStray = (): Promise<Stray> => stray(process.execPath, [program('stubborn')], true);
