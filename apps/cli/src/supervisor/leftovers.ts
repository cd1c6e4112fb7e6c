import { isAlive } from '@guildhall/broker';
import type { ProcessId } from '@guildhall/broker';
import { failed } from '../failure.js';
import { readConnection, removeConnection } from './connection.js';
import { endProcess } from './process.js';

/** A process that a supervisor which is gone had started. */
export interface Leftover extends ProcessId {
  name: string;
}

/**
 * What `connection.json` names and still runs, the latest started first. Only what is known by its start too: a number
 * alone may be somebody else's by now.
 */
export const leftoversOf = (connectionFile: string): Leftover[] =>
  (readConnection(connectionFile)?.processes ?? [])
    .flatMap(({ name, pid, started }) =>
      pid === null || started === undefined ? [] : [{ name, pid, started }],
    )
    .filter(isAlive)
    .toReversed();

/** As long as a program may drain that its supervisor stops. */
const GRACE_MS = 10_000;

/**
 * Ends what an earlier supervisor left running: normally all of it ends by itself when that does, but something that
 * hangs, or has lost its guard, would write to the same home. Only for who holds the lock of the home.
 */
export const endLeftovers = async (
  connectionFile: string,
  report: (text: string) => void,
  graceMs = GRACE_MS,
): Promise<void> => {
  for (const leftover of leftoversOf(connectionFile)) {
    const named = `${leftover.name} (process ${leftover.pid})`;
    if (!(await endProcess(leftover, graceMs))) {
      throw failed(`${named} is left of an earlier start and does not end.`, 'End it, then start again.');
    }
    report(`${named} was left of an earlier start; ended`);
  }
  removeConnection(connectionFile);
};
