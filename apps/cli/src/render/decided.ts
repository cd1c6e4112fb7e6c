import type { PermitResult, PermitState, TaskResult } from '@guildhall/contracts';
import { isOpen, renderPlan } from './permit.js';
import type { Submitted } from '../tasks/submit.js';
import type { Style } from './style.js';
import { fromNow, shortTime } from './time.js';
import { anyOf, endedText, stateText } from './words.js';

const permitted = ({ taskId, permit, assignment }: TaskResult, style: Style): string => {
  const { colour } = style;
  const state = permit ? stateText(permit, style) : 'permitted';
  return `${colour.green('✓')} ${colour.bold(taskId)} is ${state}${assignment ? `, for ${assignment.workerId}` : ''}`;
};

const held = ({ taskId, waitingFor = [] }: TaskResult, { colour, program }: Style): string =>
  [
    `${colour.yellow('…')} ${colour.bold(taskId)} is held: ${anyOf(waitingFor)} needs an override with a justification.`,
    `  ${program} task override ${taskId} --soft-block extended-tokens --justification "..."`,
  ].join('\n');

const commandFor = ({ taskId, plan }: PermitResult, { program }: Style): string[] => {
  const role = plan
    .flatMap(({ roles }) => roles)
    .find(({ open, couldApprove }) => open && couldApprove.length > 0);
  const approver = role?.couldApprove[0];
  if (!role || !approver) return [];
  const principal = role.substitutes?.find(({ id }) => id === approver)?.onBehalfOf;
  const inStead = principal === undefined ? '' : ` --on-behalf-of ${principal}`;
  return [`  ${program} permit approve ${taskId} --role ${role.role}${inStead} --as ${approver}`];
};

/** What its master has to do first, because approvers are refused until then (SB4). */
const planFor = ({ taskId, terms, unplanned = [] }: PermitResult, { colour, program }: Style): string[] => [
  colour.yellow(
    `  Its work meets that of ${unplanned.join(', ')}: nobody can approve before its master says how.`,
  ),
  `  ${program} task override ${taskId} --soft-block parallel-operations --justification "..." --plan "... ${unplanned.join(' ... ')} ..." --as ${terms.requestedBy}`,
];

const waiting = (permit: PermitResult, style: Style): string => {
  const { colour, now } = style;
  const deadline =
    permit.deadline && ` until ${shortTime(permit.deadline, now)} (${fromNow(permit.deadline, now)})`;
  return [
    `${colour.yellow('…')} ${colour.bold(permit.taskId)} waits for approval${deadline ?? ''}:`,
    ...renderPlan(permit, style)
      .split('\n')
      .map((line) => `  ${line}`),
    '',
    ...(permit.unplanned ? planFor(permit, style) : commandFor(permit, style)),
  ].join('\n');
};

/** Where a task stands once nothing more happens by itself, and what could be done next. */
export const renderDecided = (task: TaskResult, permit: PermitResult | undefined, style: Style): string => {
  if (task.status === 'held') return held(task, style);
  return permit && isOpen(permit) ? waiting(permit, style) : permitted(task, style);
};

const FINISHED: ReadonlySet<PermitState> = new Set(['COMPLETED', 'CLOSED', 'ARCHIVED']);

/** What came of a request: of one that was made before and is over, that nothing new was asked for. */
export const renderSubmitted = (
  { task, permit, repeated }: Pick<Submitted, 'task' | 'permit' | 'repeated'>,
  style: Style,
): string => {
  if (!repeated || !permit || !FINISHED.has(permit.state)) return renderDecided(task, permit, style);
  const state = endedText(permit.state, permit.outcome ?? permit.summary?.outcome, style);
  return `${style.colour.bold(task.taskId)} was asked for before, with the same content: ${state}`;
};
