import type { Recorded, TaskResult, TaskStatus } from '@guildhall/contracts';
import type { Fold, Row } from '../fold.js';
import type { Work } from '../work.js';
import { workOf } from '../work.js';

/** A task, or a request that did not become one: that has an id of its own, and `task` names what it asked for. */
export interface TaskRow extends Row, Work {
  /** Of its first event. */
  position: number;
  /** The task id of the request; null where it had none that was well formed. */
  task: string | null;
  view: TaskResult;
}

const HANDLES = [
  'task.assessed',
  'task.held',
  'task.refused',
  'task.overridden',
  'task.withdrawn',
  'assignment.made',
  'assignment.denied',
] as const;
type Handled = (typeof HANDLES)[number];

const begun = (event: Recorded<'task.assessed' | 'task.held'>): TaskRow => {
  const { request, requestedBy, receivedAt, assessment } = event.data;
  const common = { taskId: event.entity, requestedBy, request, receivedAt, assessment };
  return {
    id: event.entity,
    position: event.position,
    task: event.entity,
    ...workOf(event.data, null, assessment.approvals),
    view:
      event.type === 'task.held'
        ? { ...common, status: 'held', waitingFor: event.data.waitingFor }
        : { ...common, status: 'assessed' },
  };
};

// A held task is assessed again once its overrides have come; they stay in view.
const assessed = (row: TaskRow | undefined, event: Recorded<'task.assessed' | 'task.held'>): TaskRow => {
  const next = begun(event);
  const overrides = row?.view.overrides;
  return {
    ...next,
    position: row?.position ?? next.position,
    view: { ...next.view, ...(overrides ? { overrides } : {}) },
  };
};

const refused = ({ entity, position, data }: Recorded<'task.refused'>): TaskRow => ({
  id: entity,
  position,
  task: data.taskId ?? null,
  master: data.requestedBy,
  worker: null,
  nonunion: false,
  roles: [],
  view: {
    taskId: data.taskId ?? entity,
    status: 'refused',
    requestedBy: data.requestedBy,
    refusal: { code: data.code, errors: data.errors },
  },
});

const changed = (row: TaskRow, view: Partial<TaskResult>): TaskRow => ({
  ...row,
  view: { ...row.view, ...view },
});

// The registry may have answered before it heard that the task is no longer wanted.
const answered = (row: TaskRow, status: TaskStatus): TaskStatus =>
  row.view.status === 'withdrawn' ? 'withdrawn' : status;

const evolveKnown = (
  row: TaskRow,
  event: Recorded<Exclude<Handled, 'task.assessed' | 'task.held' | 'task.refused'>>,
): TaskRow => {
  switch (event.type) {
    case 'task.overridden':
      return changed(row, { overrides: [...(row.view.overrides ?? []), ...event.data.overrides] });
    case 'task.withdrawn':
      return changed(row, { status: 'withdrawn', withdrawn: event.data.reason });
    case 'assignment.made':
      return {
        ...changed(row, { status: answered(row, 'assigned'), assignment: event.data }),
        worker: event.data.workerId,
      };
    case 'assignment.denied':
      return changed(row, { status: answered(row, 'denied'), denial: event.data });
  }
};

/** Where does a task stand: asked for how, assessed how, assigned to whom, or refused, denied, withdrawn why? */
export const taskFold: Fold<Recorded<Handled>, TaskRow> = {
  handles: HANDLES,
  evolve: (row, event) => {
    switch (event.type) {
      case 'task.assessed':
      case 'task.held':
        return assessed(row, event);
      case 'task.refused':
        return refused(event);
      default:
        return row && evolveKnown(row, event);
    }
  },
};
