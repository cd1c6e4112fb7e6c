import type { Assessment, Stage } from '@guildhall/contracts';
import type { Style } from './style.js';
import { facts } from './table.js';
import { durationText } from './time.js';
import { levelText, riskText } from './words.js';

const stageText = ({ stage, roles }: Stage): string =>
  `${stage}: ${Object.entries(roles)
    .map(([role, count]) => (count === 1 ? role : `${count} x ${role}`))
    .join(', ')}`;

const or = (texts: string[], none: string): string => (texts.length > 0 ? texts.join('\n') : none);

/** The decision in one line. */
export const assessedHead = ({ taskId, risk, score, level, path }: Assessment, style: Style): string =>
  `${style.colour.bold(taskId)}  ${riskText(risk, style)} risk, ${score} of 50: level ${levelText(level)}, path ${path}`;

/** An assessment for people: the decision first, then what it was made of. */
export const renderAssessment = (assessment: Assessment, style: Style): string => {
  const { approvals, regimes, softBlocks, constraints, reasons, policy } = assessment;
  const { colour } = style;
  const shown = facts(style, [
    ['approvals', or(approvals.map(stageText), 'none: the policy approves')],
    ['regimes', regimes.join(', ') || undefined],
    [
      'soft blocks',
      softBlocks.map(({ id, resolved }) => `${id} ${resolved ? 'overridden' : 'open'}`).join(', ') ||
        undefined,
    ],
    [
      'constraints',
      or(
        constraints.map(({ id, value }) => `${id} ${String(value)}`),
        'none',
      ),
    ],
    ['tokens', String(assessment.tokenAllocation)],
    ['review within', assessment.reviewWithin && durationText(assessment.reviewWithin)],
    ['retention', durationText(assessment.retention)],
    ['policy', `${policy.version}  ${colour.dim(policy.sha256.slice(0, 12))}`],
    ['because', reasons.join('\n')],
  ]);
  return `${assessedHead(assessment, style)}\n\n${shown}`;
};
