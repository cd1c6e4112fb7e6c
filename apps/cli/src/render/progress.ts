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

/** A step that is done. */
export const renderStep = (step: string, text: string, { colour }: Style): string =>
  `  ${colour.green('✓')} ${step.padEnd(12)}  ${text}`;

/** A progress as a line, `sinceLast` ms after the last step; undefined for changes that every start has. */
export const renderProgress = (progress: Progress, sinceLast: number, style: Style): string | undefined => {
  const { colour } = style;
  switch (progress.kind) {
    case 'step': {
      const texts = [progress.detail, colour.dim(took(sinceLast))].filter(Boolean);
      return renderStep(progress.step, texts.join('  '), style);
    }
    case 'remark':
      return `  ${colour.yellow('!')} ${progress.text}`;
    case 'process':
      return processLine(progress, style);
    default:
      return progress satisfies never;
  }
};
