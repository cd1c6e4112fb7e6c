import type { ActionRecord, EventData, RollbackFailure } from '@guildhall/contracts';
import type { Tellers } from './teller.js';
import { counted, firstOf, moment, saying } from './words.js';

const SHOWN = 3;

const NOT_ROLLED_BACK_BECAUSE: Record<RollbackFailure, string> = {
  reported: 'its worker says so',
  timeout: 'its time is over',
  'no-worker': 'there is no worker that may do it',
};

const WITHDRAWN_BECAUSE: Record<EventData<'execution.rollback-withdrawn'>['kind'], string> = {
  certification: 'it lost its certification',
  'emergency-over': 'the emergency is over',
  trust: 'it went past the log, or past who had to agree',
};

const became = ({ action, target, status, reason }: ActionRecord): string =>
  `${action} on ${target} (${status}${reason === undefined ? '' : `, "${reason}"`})`;

const recordWords = (actions: readonly ActionRecord[]): string => {
  const [first] = actions;
  return actions.length === 1 && first
    ? `action ${first.seq}: ${became(first)}`
    : `${counted(actions.length, 'action')}: ${firstOf(actions.map(became), SHOWN)}`;
};

export const executionTellers: Tellers<'execution'> = {
  'execution.action-proposed': ({ data: { workerId, seq, action, target, needsConfirmation } }) => {
    const until = needsConfirmation ? ', which somebody has to confirm first' : '';
    return `${workerId} announces action ${seq}: ${action} on ${target}${until}.`;
  },
  'execution.action-confirmed': ({ data: { seq, by } }) => `${by} confirms action ${seq}.`,
  'execution.action-recorded': ({ data: { workerId, actions, late } }) =>
    `${workerId} records${late ? ', after the stop,' : ''} ${recordWords(actions)}.`,
  'execution.rollback-granted': ({ data: { workerId, actions, until } }) =>
    `${workerId} may undo the work until ${moment(until)}, by ${firstOf(actions, SHOWN)}.`,
  'execution.rollback-withdrawn': ({ data: { workerId, kind } }) =>
    `${workerId} may not undo the work any more: ${WITHDRAWN_BECAUSE[kind]}.`,
  'execution.rolled-back': ({ data: { workerId, summary } }) =>
    `${workerId} has undone the work${saying(summary)}.`,
  'execution.rollback-failed': ({ data: { kind, workerId, text } }) => {
    const who = workerId === undefined ? '' : ` by ${workerId}`;
    return `The work is not undone${who}${text === undefined ? `: ${NOT_ROLLED_BACK_BECAUSE[kind]}` : saying(text)}.`;
  },
};
