import type { RecordAnswer } from '@guildhall/contracts';

const NOTHING = 'Stop at once: nothing more is permitted.';
const UNDO = 'Stop at once: you may undo what was done, and nothing else.';

/** What a worker is told that has to stop; undefined where it may go on. */
export const stopText = ({
  continue: goesOn,
  duty,
}: Pick<RecordAnswer, 'continue' | 'duty'>): string | undefined => {
  if (goesOn) return undefined;
  return duty === 'rollback' ? UNDO : NOTHING;
};
