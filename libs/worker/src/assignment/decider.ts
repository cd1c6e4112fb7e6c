import type { Decision, EventOf, Recorded } from '@guildhall/contracts';
import type { Match } from '../matching/request.js';
import { unreachable } from '../unreachable.js';

/** Fold of the events of entity assignment/<taskId>: decided once, for good (6.4). */
export type AssignmentState =
  | { readonly status: 'open' }
  | { readonly status: 'made'; readonly workerId: string }
  | { readonly status: 'denied' };

/** What a decision about an assignment can write. */
export type AssignmentEvent = EventOf<'assignment.made' | 'assignment.denied'>;
/** The same, as the log has it. */
export type RecordedAssignmentEvent = Recorded<AssignmentEvent['type']>;

/** The outcome of matching the task, to be put on record. */
export interface Settle {
  readonly type: 'settle';
  readonly match: Match;
}

/** Everything that can be asked of an assignment. */
export type AssignmentCommand = Settle;

const settle = ({ match }: Settle, state: AssignmentState): Decision<AssignmentEvent> => {
  if (state.status !== 'open') return { events: [] };
  return {
    events: [
      'made' in match
        ? { type: 'assignment.made', data: match.made }
        : { type: 'assignment.denied', data: match.denied },
    ],
  };
};

const decide = (command: AssignmentCommand, state: AssignmentState): Decision<AssignmentEvent> => {
  switch (command.type) {
    case 'settle':
      return settle(command, state);
    default:
      return unreachable(command.type);
  }
};

const evolve = (state: AssignmentState, event: RecordedAssignmentEvent): AssignmentState => {
  switch (event.type) {
    case 'assignment.made':
      return { status: 'made', workerId: event.data.workerId };
    case 'assignment.denied':
      return { status: 'denied' };
    default:
      event satisfies never;
      return state;
  }
};

const initialState: AssignmentState = { status: 'open' };

/** Decisions about the entity assignment/<taskId>. Refuses nothing; a task that is settled already stays so. */
export const assignmentDecider = { initialState, decide, evolve };
