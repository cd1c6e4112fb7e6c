import type { AssignmentDenied } from '@guildhall/contracts';
import type { Tellers } from './teller.js';
import { firstOf } from './words.js';

const excluded = ({ candidates, more }: AssignmentDenied): string => {
  const words = candidates.map(({ workerId, rule }) => `${workerId} (${rule})`);
  return words.length + more > 0 ? `; ruled out: ${firstOf(words, 5, more)}` : '';
};

export const assignmentTellers: Tellers<'assignment'> = {
  'assignment.made': ({ data: { workerId, level, trust } }) =>
    `The work is assigned to ${workerId} (level ${level}, ${trust}).`,
  'assignment.denied': ({ data }) =>
    `No worker may do it (${data.code}${data.rule === undefined ? '' : `, ${data.rule}`})${excluded(data)}.`,
};
