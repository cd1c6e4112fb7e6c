import { describe } from '../system/journal.js';
import type { Progress } from '../system/progress.js';
import type { Style } from './style.js';
import { took } from './time.js';

/** Of a process, only that it ended and that it is back. */
const processLine = (
  progress: Extract<Progress, { kind: 'process' }>,
  { colour }: Style,
): string | undefined => {
  const { name, state, restarts } = progress.process;
  if (state === 'waiting') return `  ${colour.yellow('!')} ${describe(progress)}`;
  return state === 'healthy' && restarts > 0 ? `  ${colour.green('✓')} ${name} is back` : undefined;
};

/** A progress as a line, `sinceStart` ms after the start; undefined for changes that every start has. */
export const renderProgress = (progress: Progress, sinceStart: number, style: Style): string | undefined => {
  const { colour } = style;
  switch (progress.kind) {
    case 'step': {
      const detail = progress.detail === undefined ? '' : `  ${progress.detail}`;
      return `  ${colour.green('✓')} ${progress.step.padEnd(12)}${detail}  ${colour.dim(took(sinceStart))}`;
    }
    case 'remark':
      return `  ${colour.yellow('!')} ${progress.text}`;
    case 'process':
      return processLine(progress, style);
    default:
      return progress satisfies never;
  }
};
