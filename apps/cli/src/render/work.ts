import type { PermitResult, ViolationItem, WaitingAction, WorkResult } from '@guildhall/contracts';
import type { Style } from './style.js';
import { shortTime } from './time.js';
import { counted } from './words.js';

const doneText = ({ startedAt, lastSeq }: WorkResult, { now }: Style): string =>
  `since ${shortTime(startedAt, now)}, ${counted(lastSeq, 'action')} on record`;

/** `3: deploy on service:api, since 14:03` */
export const waitingText = ({ seq, action, target, at }: WaitingAction, { now }: Style): string =>
  `${seq}: ${action} on ${target}, since ${shortTime(at, now)}`;

const violationText = ({ at, rule, text }: ViolationItem, { colour, now }: Style): string =>
  `${colour.red(rule)} ${shortTime(at, now)}: ${text}`;

const rollbackText = (
  { rollback }: WorkResult,
  assignable: boolean,
  { colour, now }: Style,
): string | undefined => {
  if (rollback === undefined) return undefined;
  const { state, workerId = 'nobody', until } = rollback;
  switch (state) {
    case 'granted':
      return colour.yellow(
        `${workerId} undoes it${until === undefined ? '' : `, until ${shortTime(until, now)}`}`,
      );
    case 'needed':
      return colour.red(
        assignable
          ? 'nobody undoes it yet: an operator has to name a worker'
          : 'nobody can be named: somebody has to see to it by hand',
      );
    case 'done':
      return colour.green(`undone by ${workerId}`);
    case 'failed':
      return colour.red('not undone: somebody has to look');
    default:
      return state satisfies never;
  }
};

/** What was done under a permit, as rows of `facts`; none where it was not started. */
export const workRows = ({ work, allowed }: PermitResult, style: Style): [string, string | undefined][] =>
  work === undefined
    ? []
    : [
        ['work', doneText(work, style)],
        ['to confirm', work.waiting && waitingText(work.waiting, style)],
        ['violations', work.violations.map((item) => violationText(item, style)).join('\n') || undefined],
        ['rollback', rollbackText(work, allowed.includes('execution.assign-rollback'), style)],
      ];
