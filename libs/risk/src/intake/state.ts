import { withOverrides } from '@guildhall/contracts';
import type {
  Assessment,
  EventOf,
  Recorded,
  SoftBlockId,
  Task,
  TaskAssessed,
  TaskHeld,
} from '@guildhall/contracts';

/** The events of the entity task/<taskId>; a refused request is an entity of its own. */
export type TaskEventType = 'task.assessed' | 'task.held' | 'task.overridden' | 'task.withdrawn';
/** An event of a task as a decision produces it. */
export type TaskEvent = EventOf<TaskEventType>;

interface Known {
  /** As the master sent it: what a repetition is compared with. */
  readonly asked: Task;
  /** The same with the overrides that came later. */
  readonly request: Task;
  /** The master. */
  readonly requestedBy: string;
  readonly receivedAt: string;
  readonly assessment: Assessment;
}

/** Accepted and scored. */
export interface AssessedTask extends Known {
  readonly status: 'assessed';
}

/** Waits for its master. */
export interface HeldTask extends Known {
  readonly status: 'held';
  readonly waitingFor: readonly SoftBlockId[];
}

/** Given up by its master. */
export interface WithdrawnTask extends Known {
  readonly status: 'withdrawn';
}

/** What is known of a task; `unknown` before its request was accepted. */
export type TaskState = { readonly status: 'unknown' } | AssessedTask | HeldTask | WithdrawnTask;

/** Before its first event. */
export const initialTask: TaskState = { status: 'unknown' };

const knownFrom = (
  state: TaskState,
  { request, requestedBy, receivedAt, assessment }: TaskAssessed,
): Known => ({
  asked: state.status === 'unknown' ? request : state.asked,
  request,
  requestedBy,
  receivedAt,
  assessment,
});

const held = (state: TaskState, data: TaskHeld): HeldTask => ({
  ...knownFrom(state, data),
  status: 'held',
  waitingFor: data.waitingFor,
});

/** The state after `event`; one that cannot follow changes nothing. */
export const applyTask = (state: TaskState, event: TaskEvent): TaskState => {
  switch (event.type) {
    case 'task.assessed':
      return { ...knownFrom(state, event.data), status: 'assessed' };
    case 'task.held':
      return held(state, event.data);
    case 'task.overridden':
      return state.status === 'unknown'
        ? state
        : { ...state, request: withOverrides(state.request, event.data.overrides) };
    case 'task.withdrawn': {
      if (state.status === 'unknown') return state;
      const { asked, request, requestedBy, receivedAt, assessment } = state;
      return { asked, request, requestedBy, receivedAt, assessment, status: 'withdrawn' };
    }
  }
};

/** `applyTask` on what the log holds. */
export const evolveTask = (state: TaskState, event: Recorded<TaskEventType>): TaskState =>
  applyTask(state, event);
