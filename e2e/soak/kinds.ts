import type { JsonObject, LogEvent } from '../support/log-event.js';
import { deployment, exploration } from '../support/tasks.js';
import type { Office } from './office.js';

/** A way that a task may go. */
export interface Kind {
  name: string;
  /** How many of 100 tasks go this way. */
  share: number;
  task: (taskId: string) => JsonObject;
  /** What the people and workers concerned do when something has happened. */
  moves: Record<string, (office: Office, event: LogEvent) => Promise<unknown>>;
  /** Everything that the log has to hold of it in the end, in this order and nothing else. */
  story: string[];
}

const ASKED = ['task.assessed', 'assignment.made', 'permit.requested'];
const GRANTED = ['task.assessed', 'assignment.made', 'permit.issued'];
const DONE = ['permit.execution-started', 'permit.completed', 'permit.closed'];

const work = (office: Office, event: LogEvent): Promise<unknown> => office.work(event, 'success');
const fail = (office: Office, event: LogEvent): Promise<unknown> => office.work(event, 'failure');

/** The ways that tasks of the soak go; `refused` has no story of its own, because what is no task has no entity. */
export const KINDS: readonly Kind[] = [
  {
    name: 'explored',
    share: 40,
    task: (taskId) => exploration(taskId),
    moves: { 'permit.issued': work },
    story: [...GRANTED, ...DONE],
  },
  {
    name: 'failed',
    share: 5,
    task: (taskId) => exploration(taskId),
    moves: { 'permit.issued': fail },
    story: [...GRANTED, ...DONE],
  },
  {
    name: 'withdrawn',
    share: 15,
    task: (taskId) => exploration(taskId),
    moves: { 'permit.issued': (office, event) => office.withdraw(event) },
    story: [...GRANTED, 'task.withdrawn', 'permit.revoked', 'permit.closed'],
  },
  {
    name: 'revoked',
    share: 5,
    task: (taskId) => exploration(taskId),
    moves: { 'permit.issued': (office, event) => office.revoke(event) },
    story: [...GRANTED, 'permit.revoked', 'permit.closed'],
  },
  {
    name: 'deployed',
    share: 20,
    task: (taskId) => deployment(taskId),
    moves: { 'permit.requested': (office, event) => office.approve(event), 'permit.issued': work },
    story: [
      ...ASKED,
      'permit.review-started',
      'permit.approval-recorded',
      'permit.approval-recorded',
      'permit.approved',
      'permit.issued',
      ...DONE,
    ],
  },
  {
    name: 'rejected',
    share: 5,
    task: (taskId) => deployment(taskId),
    moves: { 'permit.requested': (office, event) => office.reject(event) },
    story: [...ASKED, 'permit.review-started', 'permit.approval-recorded', 'permit.rejected'],
  },
  {
    name: 'denied',
    share: 5,
    task: (taskId) => deployment(taskId, { capability: 'pdf-to-text' }),
    moves: {},
    story: ['task.assessed', 'assignment.denied'],
  },
  {
    name: 'refused',
    share: 5,
    task: (taskId) => exploration(taskId, { environment: 'moon' }),
    moves: {},
    story: [],
  },
];
