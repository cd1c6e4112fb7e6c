import { describe } from '../system/journal.js';
import type { Progress } from '../system/progress.js';
import type { Style } from './style.js';
import { took } from './time.js';

const UNEXPECTED = new Set(['waiting']);

/** A progress as a line, `sinceStart` ms after the start; undefined for changes that every start has. */
export const renderProgress = (
  progress: Progress,
  sinceStart: number,
  { colour }: Style,
): string | undefined => {
  switch (progress.kind) {
    case 'step': {
      const detail = progress.detail === undefined ? '' : `  ${progress.detail}`;
      return `  ${colour.green('✓')} ${progress.step.padEnd(12)}${detail}  ${colour.dim(took(sinceStart))}`;
    }
    case 'remark':
      return `  ${colour.yellow('!')} ${progress.text}`;
    case 'process':
      return UNEXPECTED.has(progress.process.state)
        ? `  ${colour.yellow('!')} ${describe(progress)}`
        : undefined;
    default:
      return progress satisfies never;
  }
};
