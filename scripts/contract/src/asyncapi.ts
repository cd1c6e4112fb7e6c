import { eventParts } from './event-parts.js';
import type { Examples } from './examples.js';
import { definitionsOf } from './messages.js';
import { alertPart, taskPart } from './other-parts.js';
import { parameters } from './parameters.js';
import { TAGS } from './parts.js';
import type { Message, Part, Tag } from './parts.js';
import { SENT, requestParts } from './request-parts.js';
import { closureOf, withRefs } from './schema.js';
import type { Definitions, Schema } from './schema.js';
import type { Vocabulary } from './vocabulary.js';

const REPLIES = 'replies';

const INFO = {
  title: 'Guildhall',
  license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
  description: `Guildhall is a permit office for automation workers and AI agents. This is its contract with masters, workers,
approvers, auditors and operators, from Guildhall's point of view: it receives tasks, commands and queries, and sends
events and alerts.

All of it is plain JSON over NATS. Who you are is the subject: your \`.creds\` let you publish under your own id and
nowhere else, and replies come to \`_INBOX_<id>\`, so the client has to be told its inbox prefix. What you may hear
depends on what you are.

Ignore what is heard on \`evt.\` without \`ce-id\` and \`Nats-Sequence\`, and on \`alert.\` without \`Nats-Msg-Id\`:
somebody has made it arrive there. Hearing live is at most once; who must miss
nothing asks for events with \`events.read\`, or reads the stream EVENTS. Fields are only ever added to events, replies
and alerts, so ignore those that you do not know; requests must not have any. Types of events, kinds of alerts, codes and
commands are only ever added too.`,
};

const SERVERS = {
  home: {
    host: '127.0.0.1:4222',
    protocol: 'nats',
    description: 'Where a home says it in `connection.json`; another port where this one was taken.',
    security: [{ $ref: '#/components/securitySchemes/creds' }],
  },
};

const SECURITY = {
  creds: {
    type: 'asymmetricEncryption',
    description:
      'A `.creds` file: a user JWT of the account EDGE, and the Ed25519 seed (NKey) that signs the nonce.',
  },
};

const inComponents = (schema: Schema): Schema => withRefs(schema, (name) => `#/components/schemas/${name}`);

const tagged = (tag: Tag) => [{ name: tag }];

const messageRef = (name: string) => ({ $ref: `#/components/messages/${name}` });

const messageRefs = (messages: Readonly<Record<string, Message>>) =>
  Object.fromEntries(Object.keys(messages).map((name) => [name, messageRef(name)]));

const channelOf = ({ address, parameters: own, messages, summary, tag }: Part) => ({
  address,
  summary,
  parameters: own,
  messages: messageRefs(messages),
  tags: tagged(tag),
});

const refsIn = (channel: string, messages: Readonly<Record<string, Message>>) =>
  Object.keys(messages).map((name) => ({ $ref: `#/channels/${channel}/messages/${name}` }));

const operationOf = ({ id, action, summary, description, tag, messages, replies }: Part) => ({
  action,
  channel: { $ref: `#/channels/${id}` },
  summary,
  ...(description === undefined || description === summary ? {} : { description }),
  tags: tagged(tag),
  messages: refsIn(id, messages),
  ...(replies
    ? { reply: { channel: { $ref: `#/channels/${REPLIES}` }, messages: refsIn(REPLIES, replies) } }
    : {}),
});

const withComponents = ({ headers, payload, ...message }: Message) => ({
  ...message,
  ...(headers ? { headers: inComponents(headers) } : {}),
  payload: inComponents(payload),
});

/** All definitions under one roof, and of these only what messages refer to. */
const schemasOf = (vocabulary: Vocabulary, messages: readonly Message[]): Definitions => {
  const { sent, read } = definitionsOf(vocabulary);
  const closed = Object.entries(sent).map(
    ([name, schema]) => [`${name}${SENT}`, withRefs(schema, (other) => `#/$defs/${other}${SENT}`)] as const,
  );
  const all: Definitions = { ...read, ...Object.fromEntries(closed) };
  const wanted = closureOf(
    { allOf: messages.flatMap(({ headers, payload }) => [headers ?? {}, payload]) },
    all,
  );
  return Object.fromEntries(wanted.map((name) => [name, inComponents(all[name] ?? {})]));
};

/** The AsyncAPI 3.0 document of the whole contract; `version` is that of the program. */
export const asyncApi = (vocabulary: Vocabulary, examples: Examples, version: string): object => {
  const parts = [
    taskPart(examples),
    ...requestParts(vocabulary, examples),
    ...eventParts(vocabulary, examples),
    alertPart(examples),
  ];
  const replies = Object.assign({}, ...parts.map((part) => part.replies ?? {})) as Record<string, Message>;
  const messages: Record<string, Message> = Object.assign(
    {},
    ...parts.map((part) => part.messages),
    replies,
  ) as Record<string, Message>;
  return {
    asyncapi: '3.0.0',
    info: {
      ...INFO,
      version,
      tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    },
    defaultContentType: 'application/json',
    servers: SERVERS,
    channels: {
      ...Object.fromEntries(parts.map((part) => [part.id, channelOf(part)])),
      [REPLIES]: {
        address: null,
        summary: 'The reply subject of a request, below `_INBOX_<id>.` of whoever asks.',
        messages: messageRefs(replies),
      },
    },
    operations: Object.fromEntries(parts.map((part) => [part.id, operationOf(part)])),
    components: {
      securitySchemes: SECURITY,
      parameters,
      messages: Object.fromEntries(
        Object.entries(messages).map(([name, message]) => [name, withComponents(message)]),
      ),
      schemas: schemasOf(vocabulary, Object.values(messages)),
    },
  };
};
