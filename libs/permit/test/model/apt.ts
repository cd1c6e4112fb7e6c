import { workEnd } from './judging.js';
import { isInReview, reviewEnd } from './reviewing.js';
import { momentIn } from './scene.js';
import type { Scene } from './scene.js';
import type { Sheet } from './sheet.js';
import type { Step } from './step.js';
import { isUndoing } from './undoing.js';

const isOver = ({ stand }: Sheet): boolean => ['NONE', 'REJECTED', 'CLOSED', 'ARCHIVED'].includes(stand);
const isGiven = ({ stand }: Sheet): boolean => stand === 'ACTIVE' || stand === 'EXECUTING';
const isDue = (sheet: Sheet, now: number): boolean =>
  (isInReview(sheet) && now >= reviewEnd(sheet)) ||
  (isGiven(sheet) && now >= Math.min(sheet.window.to, workEnd(sheet)));
const isWorkedOn = (sheet: Sheet): boolean => sheet.stand === 'EXECUTING' || isUndoing(sheet);

/** Whether the permit is where somebody sensible would do this: else most steps would only be refused. */
export const isApt = (step: Step, scene: Scene): boolean => {
  const {
    sheet,
    facts: { now },
  } = scene;
  switch (step.does) {
    case 'open':
      return isOver(sheet);
    case 'approve':
    case 'review':
    case 'reject':
    case 'sponsor':
    case 'recheck':
    case 'amend':
      return isInReview(sheet) && !isDue(sheet, now);
    case 'start':
      return sheet.stand === 'ACTIVE' && sheet.window.from <= now && now <= sheet.window.to;
    case 'propose':
      return isWorkedOn(sheet);
    case 'confirm':
      return sheet.pending?.needsConfirmation === true && isWorkedOn(sheet);
    case 'record':
      return sheet.startedAt !== undefined;
    case 'heartbeat':
    case 'heartbeat-lost':
    case 'complete':
      return sheet.stand === 'EXECUTING';
    case 'report':
    case 'assign':
    case 'rollback-timeout':
      return isUndoing(sheet);
    case 'revoke':
    case 'withdraw':
      return isInReview(sheet) || isGiven(sheet);
    case 'disqualify':
      return isInReview(sheet) || isGiven(sheet) || sheet.undoing?.until !== undefined;
    case 'lapse':
      return isDue(sheet, now);
    case 'wait-for':
      return (momentIn(step.moment, scene) ?? 0) > now;
    case 'archive':
    case 'put-away':
      return isOver(sheet) && sheet.stand !== 'NONE';
    case 'race':
      return isApt(step.one, scene) && isApt(step.other, scene);
    default:
      return true;
  }
};
