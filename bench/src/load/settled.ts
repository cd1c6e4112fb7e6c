import { setTimeout as pause } from 'node:timers/promises';
import { processorMs } from '../system/processor.js';

const LOOKS_EVERY_MS = 500;
const GIVES_UP_AFTER_MS = 60_000;
/** Of processor time over `LOOKS_EVERY_MS`. */
const QUIET_MS = 30;

/** Resolves once these processes have nothing left to do, such as a view to bring up to date; or after a minute. */
export const settled = async (pids: readonly number[]): Promise<void> => {
  const until = performance.now() + GIVES_UP_AFTER_MS;
  let before = pids.map(processorMs);
  while (performance.now() < until) {
    await pause(LOOKS_EVERY_MS);
    const now = pids.map(processorMs);
    if (now.every((ms, index) => ms - (before[index] ?? 0) <= QUIET_MS)) return;
    before = now;
  }
};
