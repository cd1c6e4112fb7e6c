import type { Explained } from '../policies/explaining.js';
import { assessedHead } from './assessment.js';
import { renderReasoning } from './reasoning.js';
import type { Style } from './style.js';

const headOf = ({ task, explanation: { outcome } }: Explained, style: Style): string =>
  'assessment' in outcome
    ? assessedHead(outcome.assessment, style)
    : `${style.colour.bold(task.taskId)}  ${style.colour.red('refused')}: ${outcome.refusal.code}${outcome.refusal.rule === undefined ? '' : ` (${outcome.refusal.rule})`}`;

const recordText = ({ recorded }: Explained): string[] => {
  if (recorded === undefined) return [];
  return recorded
    ? ['The log has this very assessment.']
    : [
        'The log has another assessment of this task: it was made by an earlier release, or overrides came later.',
      ];
};

/** How an assessment came about, as a tree: `✓` what holds, `·` what does not. */
export const renderExplained = (explained: Explained, style: Style): string => {
  const { version, sha256 } = explained.policy.reference;
  return [
    headOf(explained, style),
    `by policy ${version}  ${style.colour.dim(sha256.slice(0, 12))}`,
    '',
    renderReasoning(explained.explanation.steps, style),
    ...recordText(explained).flatMap((line) => ['', line]),
  ].join('\n');
};
