import type { TaskResult } from '@guildhall/contracts';
import { renderAssessment } from './assessment.js';
import type { Style } from './style.js';
import { facts } from './table.js';
import { shortTime } from './time.js';
import { stateText } from './words.js';

const denialText = ({ denial }: TaskResult): string | undefined =>
  denial &&
  [denial.code, ...denial.candidates.map(({ workerId, rule }) => `${workerId}: ${rule}`)].join('\n');

const refusalText = ({ refusal }: TaskResult): string | undefined =>
  refusal &&
  [refusal.code, ...refusal.errors.map(({ pointer, message }) => `${pointer} ${message}`.trim())].join('\n');

/** A task for people: what was asked for, what became of it, and how it was assessed. */
export const renderTask = (task: TaskResult, style: Style): string => {
  const { request, assignment, assessment, permit } = task;
  const shown = facts(style, [
    ['title', request?.title],
    [
      'asked by',
      [task.requestedBy, task.receivedAt && shortTime(task.receivedAt, style.now)].filter(Boolean).join(', '),
    ],
    ['operation', request && `${request.operation} in ${request.environment}`],
    ['worker', assignment && `${assignment.workerId} (level ${assignment.level})`],
    ['permit', permit && stateText(permit, style)],
    ['waits for', task.waitingFor?.join(', ')],
    ['refused', refusalText(task)],
    ['denied', denialText(task)],
    ['withdrawn', task.withdrawn],
  ]);
  const head = `${style.colour.bold(task.taskId)}  ${task.status}`;
  return [head, shown, ...(assessment ? ['', renderAssessment(assessment, style)] : [])].join('\n');
};
