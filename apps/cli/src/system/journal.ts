import { appendFileSync } from 'node:fs';
import type { Home } from '../home.js';
import type { Progress } from './progress.js';

/** A progress as a line of text. */
export const describe = (progress: Progress): string => {
  switch (progress.kind) {
    case 'step':
      return [progress.step, progress.detail].filter(Boolean).join(': ');
    case 'remark':
      return progress.text;
    case 'process': {
      const { name, state, pid, lastExit } = progress.process;
      const cause =
        state === 'waiting' ? `ended (${lastExit ?? 'unknown'}) and will be started again` : state;
      return `${name} ${cause}${pid === null ? '' : ` (process ${pid})`}`;
    }
    default:
      return progress satisfies never;
  }
};

/** Appends what the supervisor does to its own log. */
export const journalOf =
  (home: Home) =>
  (progress: Progress): void => {
    appendFileSync(home.log('supervisor'), `${new Date().toISOString()} ${describe(progress)}\n`, {
      mode: 0o600,
    });
  };
