import { COMMANDS, EVENTS, QUERIES } from '@guildhall/contracts';
import type { CommandName, EventType, QueryName } from '@guildhall/contracts';
import { EVENT_HEADERS, headerSchemas } from './headers.js';
import { REFUSED, replySchema, replySchemas } from './replies.js';
import { standalone } from './schema.js';
import type { Definitions, Schema } from './schema.js';
import type { Vocabulary } from './vocabulary.js';

export const EVENT_TYPES = (Object.keys(EVENTS) as EventType[]).sort();
export const COMMAND_NAMES = (Object.keys(COMMANDS) as CommandName[]).sort();
export const QUERY_NAMES = (Object.keys(QUERIES) as QueryName[]).sort();

/** Messages that are neither event, command nor query, by the name of their file; the name of their class. */
const OTHER_INPUTS = { task: 'Task', 'worker-definition': 'WorkerDefinition', policy: 'PolicyDocument' };
const OTHER_OUTPUTS = { alert: 'Alert', 'dead-letter': 'DeadLetter', error: REFUSED };
const OTHER_HEADERS = { 'event-headers': EVENT_HEADERS };

/** Every definition that is read, and every one that is sent. */
export const definitionsOf = ({ inputs, outputs }: Vocabulary): { sent: Definitions; read: Definitions } => ({
  sent: { ...inputs, ...headerSchemas },
  read: { ...outputs, ...headerSchemas, ...replySchemas },
});

// A command whose result nobody relies on is said to have one.
const ANY_RESULT: Schema = { type: 'object' };

/** What a command or a query is answered with. */
export const replyTo = (
  { results }: Vocabulary,
  kind: 'command' | 'query',
  name: CommandName | QueryName,
): Schema => {
  const known = kind === 'command' ? results.commands[name] : results.queries[name];
  return replySchema(known ?? ANY_RESULT);
};

/** The schema file of a message, by the name of its class. */
export const named = (title: string, definitions: Definitions, name: string): Schema => {
  const schema = definitions[name];
  if (!schema) throw new Error(`there is no message ${name}`);
  return standalone(title, schema, definitions);
};

const others = (files: Readonly<Record<string, string>>, definitions: Definitions): [string, Schema][] =>
  Object.entries(files).map(([file, name]) => [file, named(file, definitions, name)]);

/** Every schema file by its name without `.json`. */
export const schemaFiles = (vocabulary: Vocabulary): Record<string, Schema> => {
  const { sent, read } = definitionsOf(vocabulary);
  const reply = (kind: 'command' | 'query', name: CommandName | QueryName): [string, Schema] => [
    `${name}.reply`,
    standalone(`reply to ${name}`, replyTo(vocabulary, kind, name), read),
  ];
  const entries = [
    ...EVENT_TYPES.map((type): [string, Schema] => [`${type}.v1`, named(type, read, EVENTS[type].name)]),
    ...COMMAND_NAMES.map((name): [string, Schema] => [
      `${name}.command`,
      named(name, sent, COMMANDS[name].name),
    ]),
    ...QUERY_NAMES.map((name): [string, Schema] => [`${name}.query`, named(name, sent, QUERIES[name].name)]),
    ...COMMAND_NAMES.map((name) => reply('command', name)),
    ...QUERY_NAMES.map((name) => reply('query', name)),
    ...others(OTHER_INPUTS, sent),
    ...others(OTHER_OUTPUTS, read),
    ...others(OTHER_HEADERS, read),
  ];
  return Object.fromEntries(entries);
};
