import type { Assessment, SoftBlockId, Task } from '@guildhall/contracts';
import type { Tellers } from './teller.js';
import { firstOf, listed, planWords, saying, unended } from './words.js';

const SOFT_BLOCK: Record<SoftBlockId, string> = {
  SB1: 'extended tokens (SB1)',
  SB2: 'an expedited approval (SB2)',
  SB4: 'parallel operations (SB4)',
};

const asked = (by: string, { title, operation, environment }: Task): string =>
  `${by} asks for "${title}" (${operation}, ${environment})`;

const judged = ({ level, risk, score, approvals }: Assessment): string => {
  const who = planWords(approvals);
  return `level ${level}, ${risk} risk (score ${score}); ${who ? `${who} must agree` : 'nobody has to agree'}`;
};

export const taskTellers: Tellers<'task'> = {
  'task.assessed': ({ data }) => `${asked(data.requestedBy, data.request)}: ${judged(data.assessment)}.`,
  'task.held': ({ data }) => {
    const blocks = listed(data.waitingFor.map((id) => SOFT_BLOCK[id]));
    return `${asked(data.requestedBy, data.request)}, which is held: ${blocks} must be justified first.`;
  },
  'task.refused': ({ data }) => {
    const errors = data.errors.map(({ pointer, message }) =>
      unended(pointer ? `${pointer} ${message}` : message),
    );
    const why = errors.length > 0 ? `: ${firstOf(errors, 3)}` : '';
    return `A request of ${data.requestedBy} is refused (${data.code})${why}.`;
  },
  'task.overridden': ({ actor, data }) =>
    `${actor} justifies ${listed(data.overrides.map(({ softBlock }) => softBlock))}.`,
  'task.withdrawn': ({ actor, data }) => `${actor} withdraws the task${saying(data.reason)}.`,
};
