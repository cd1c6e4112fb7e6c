import { HEADERS } from '@guildhall/contracts';
import type { Examples } from './examples.js';
import { parametersOf } from './parameters.js';
import { withExamples } from './parts.js';
import type { Part } from './parts.js';
import { refTo } from './schema.js';
import type { Schema } from './schema.js';
import { SENT } from './request-parts.js';

/** The broker's answer to a task. */
const STORED: Schema = {
  anyOf: [
    {
      description: 'The task is stored. What becomes of it the events say.',
      type: 'object',
      required: ['stream', 'seq'],
      properties: { stream: { const: 'INTAKE' }, seq: { type: 'integer', description: 'Its place.' } },
    },
    {
      description:
        'The task is not stored: `err_code` 10077 is too many of your tasks waiting, others are outages.',
      type: 'object',
      required: ['error'],
      properties: {
        error: {
          type: 'object',
          required: ['code', 'err_code', 'description'],
          properties: {
            code: { type: 'integer' },
            err_code: { type: 'integer' },
            description: { type: 'string' },
          },
        },
      },
    },
  ],
};

/** The request for which a `task.assessed` stands. */
const taskExamples = (examples: Examples) =>
  examples.event('task.assessed').map(({ payload }) => ({
    name: 'task',
    payload: (payload as { request: unknown }).request,
  }));

/** How a master asks for work. */
export const taskPart = (examples: Examples): Part => ({
  id: 'task.requested',
  address: 'task.requested.{master}',
  parameters: parametersOf('master'),
  summary: 'A master asks for work.',
  description:
    'The reply says that the task is stored; events say what became of it. The same task sent again by the same master changes nothing.',
  action: 'receive',
  tag: 'tasks',
  messages: {
    task: {
      name: 'task',
      title: 'task',
      contentType: 'application/json',
      payload: refTo(`Task${SENT}`),
      examples: taskExamples(examples),
    },
  },
  replies: {
    'task.stored': {
      name: 'task.stored',
      title: 'reply to a task',
      contentType: 'application/json',
      payload: STORED,
    },
  },
});

const ALERT_HEADERS: Schema = {
  type: 'object',
  required: [HEADERS.messageId],
  properties: {
    [HEADERS.messageId]: {
      type: 'string',
      description:
        'The same however often the alert is heard: `<ce-id>:<kind>` where it follows from an event.',
    },
  },
};

/** What operators and auditors hear at once. */
export const alertPart = (examples: Examples): Part => ({
  id: 'alert',
  address: 'alert.{kind}.{id}',
  parameters: parametersOf('kind', 'id'),
  summary: 'Something that somebody should know at once.',
  action: 'send',
  tag: 'alerts',
  messages: {
    alert: {
      name: 'alert',
      title: 'alert',
      contentType: 'application/json',
      headers: ALERT_HEADERS,
      payload: refTo('Alert'),
      ...withExamples(examples.other('alert')),
    },
  },
});
