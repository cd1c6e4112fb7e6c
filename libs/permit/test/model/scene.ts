import type { EmergencyNow } from '../../src/index.js';
import type { Facts } from './facts.js';
import { windowEnds, workEnd } from './judging.js';
import type { Sheet } from './sheet.js';
import { lengthOf } from './lengths.js';
import { iso } from './verdict.js';

/** Everything that a step is seen in the light of. */
export interface Scene {
  facts: Facts;
  sheet: Sheet;
  /** Id of the task whose permit this is. */
  taskId: string;
}

const endOf = (sheet: Sheet): number =>
  sheet.stand === 'EXECUTING' ? workEnd(sheet) : Math.min(sheet.window.to, ...windowEnds(sheet.terms));

/** A moment that matters to this permit; undefined where it has none of this kind. */
export const momentIn = (what: string, { sheet, facts }: Scene): number | undefined => {
  const { stand, endedAt, undoing, window } = sheet;
  const isGiven = stand === 'ACTIVE' || stand === 'EXECUTING';
  switch (what) {
    case 'review':
      return stand === 'REQUESTED' || stand === 'UNDER_REVIEW' ? sheet.reviewBy : undefined;
    case 'window':
      return isGiven ? endOf(sheet) : undefined;
    case 'opening':
      return isGiven ? window.from : undefined;
    case 'undoing':
      return undoing?.until;
    case 'emergency':
      return facts.emergency.ends;
    default:
      return endedAt === undefined ? undefined : endedAt + lengthOf(what === 'archive' ? 'PT24H' : 'PT15M');
  }
};

export const isForEmergency = ({ sheet: { terms } }: Scene): boolean => terms.assessment.path === 'emergency';

/** The emergency that the task names, whatever the path of its permit. */
export const emergencyIn = (
  { facts, sheet: { terms } }: Scene,
  debt: boolean,
): { emergency?: EmergencyNow } => {
  const { status, ends } = facts.emergency;
  const expiresAt = ends === undefined ? {} : { expiresAt: iso(ends) };
  return terms.request.emergencyId === undefined
    ? {}
    : { emergency: { status, workerId: terms.workerId, ...expiresAt, debt } };
};
