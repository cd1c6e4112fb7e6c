import type { Facts } from './facts.js';
import type { Sheet } from './sheet.js';
import { lengthOf } from './verdict.js';

/** Everything that a step is seen in the light of. */
export interface Scene {
  facts: Facts;
  sheet: Sheet;
  /** Id of the task whose permit this is. */
  taskId: string;
}

/** A moment that matters to this permit; undefined where it has none of this kind. */
export const momentIn = (what: string, { sheet, facts }: Scene): number | undefined => {
  const { stand, endedAt, undoing, window } = sheet;
  const isGiven = stand === 'ACTIVE' || stand === 'EXECUTING';
  switch (what) {
    case 'review':
      return stand === 'REQUESTED' || stand === 'UNDER_REVIEW' ? sheet.reviewBy : undefined;
    case 'window':
      return isGiven ? window.to : undefined;
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
