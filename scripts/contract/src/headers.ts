import { EVENTS, HEADERS, ID_PATTERN, ceType } from '@guildhall/contracts';
import type { EventType } from '@guildhall/contracts';
import type { Definitions, Schema } from './schema.js';
import { openedAll, refTo } from './schema.js';

const text = (description: string, more: Schema = {}): Schema => ({ type: 'string', description, ...more });

const traceparent = text('W3C trace context.');

/** What an event can follow from, in the forms that libs/contracts gives the causation of each. */
const CAUSATIONS = [
  'the `ce-id` of an event',
  '`<caller>:<command id>` of a command',
  '`intake:<sequence>:<time>` of a task request',
  '`timer:<subject>:<due>` of a timer',
  '`<service>:refusals:<caller>:<since>:<id>` of refusals that were counted',
  '`<service>:policy-<sha256>` of a policy that a service brings along',
];

const HEADERS_OF_EVENTS: Record<string, Schema> = {
  [HEADERS.specversion]: text('CloudEvents.', { const: '1.0' }),
  [HEADERS.contentType]: text('Of the body.', { const: 'application/json' }),
  [HEADERS.id]: text('Unique, and the same however often the event was sent.', {
    pattern: '^[A-Za-z0-9_-]{22}$',
  }),
  [HEADERS.type]: text('Type and version.', { enum: (Object.keys(EVENTS) as EventType[]).map(ceType) }),
  [HEADERS.source]: text('The service that wrote it.', { pattern: '^/guildhall/[a-z-]+$' }),
  [HEADERS.subject]: text('The entity that it is about.', { pattern: ID_PATTERN.source }),
  [HEADERS.time]: text('When it was written, in UTC.', { format: 'date-time' }),
  [HEADERS.actor]: text('Whoever is behind it; `policy` or `timer` where nobody is.', {
    pattern: ID_PATTERN.source,
  }),
  [HEADERS.correlation]: text('The task, worker or emergency that the chain of events started with.', {
    pattern: ID_PATTERN.source,
  }),
  [HEADERS.causation]: text(`What it follows from: ${CAUSATIONS.join(', ')}.`),
  [HEADERS.messageId]: text('The same as `ce-id`.'),
  [HEADERS.traceparent]: traceparent,
};

/** Names under which the schemas of headers are found among the definitions. */
export const EVENT_HEADERS = 'EventHeaders';
export const REQUEST_HEADERS = 'RequestHeaders';

/** Schemas of the headers of messages. */
export const headerSchemas: Definitions = openedAll({
  [EVENT_HEADERS]: {
    description:
      'CloudEvents 1.0 in binary mode. Heard live, there is `Nats-Sequence` too: its position in the log.',
    type: 'object',
    required: Object.keys(HEADERS_OF_EVENTS).filter((name) => name !== HEADERS.traceparent),
    properties: HEADERS_OF_EVENTS,
  },
  [REQUEST_HEADERS]: {
    type: 'object',
    properties: {
      [HEADERS.messageId]: text(
        'Of a command: sent again with the same id, one that has written gets the same result and position.',
        { pattern: '^[\\x21-\\x7e]{0,128}$' },
      ),
      [HEADERS.traceparent]: traceparent,
    },
  },
});

/** Headers of the events of one type. */
export const headersOf = (type: EventType): Schema => ({
  allOf: [
    refTo(EVENT_HEADERS),
    { type: 'object', properties: { [HEADERS.type]: { type: 'string', const: ceType(type) } } },
  ],
});
