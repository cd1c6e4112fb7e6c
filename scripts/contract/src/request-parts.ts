import { COMMANDS, QUERIES } from '@guildhall/contracts';
import type { CommandName, QueryName } from '@guildhall/contracts';
import type { Examples } from './examples.js';
import { REQUEST_HEADERS } from './headers.js';
import { COMMAND_NAMES, QUERY_NAMES, replyTo } from './messages.js';
import { parametersOf } from './parameters.js';
import { firstSentence, withExamples } from './parts.js';
import type { Part } from './parts.js';
import { descriptionOf, refTo } from './schema.js';
import type { Vocabulary } from './vocabulary.js';

/** Name of a definition of what is sent, where those of what is read have the plain one. */
export const SENT = '.input';

type Request =
  { kind: 'command'; name: CommandName; type: string } | { kind: 'query'; name: QueryName; type: string };

/** What the sources say, without the name with which they begin. */
const saidOf = ({ kind, name, type }: Request, { inputs, queries }: Vocabulary): string => {
  const said =
    (kind === 'query' ? queries[name] : undefined) ??
    descriptionOf(inputs[type]).replace(/^`[^`]*`(?:: |, )?/, '');
  return said.length > 2 ? `${said.charAt(0).toUpperCase()}${said.slice(1)}` : `The ${kind} ${name}.`;
};

const requestPart = (request: Request, vocabulary: Vocabulary, examples: Examples): Part => {
  const { kind, name, type } = request;
  const said = saidOf(request, vocabulary);
  const subject = kind === 'command' ? 'cmd' : 'qry';
  return {
    id: `${subject}.${name}`,
    address: `${subject}.{caller}.${name}`,
    parameters: parametersOf('caller'),
    summary: firstSentence(said),
    description: said,
    action: 'receive',
    tag: kind === 'command' ? 'commands' : 'queries',
    messages: {
      [`${name}.${kind}`]: {
        name: `${name}.${kind}`,
        title: name,
        contentType: 'application/json',
        headers: refTo(`${REQUEST_HEADERS}${SENT}`),
        payload: refTo(`${type}${SENT}`),
        ...withExamples(examples.other(name)),
      },
    },
    replies: {
      [`${name}.reply`]: {
        name: `${name}.reply`,
        title: `reply to ${name}`,
        contentType: 'application/json',
        payload: replyTo(vocabulary, kind, name),
      },
    },
  };
};

/** Every command and every query. */
export const requestParts = (vocabulary: Vocabulary, examples: Examples): Part[] => [
  ...COMMAND_NAMES.map((name) =>
    requestPart({ kind: 'command', name, type: COMMANDS[name].name }, vocabulary, examples),
  ),
  ...QUERY_NAMES.map((name) =>
    requestPart({ kind: 'query', name, type: QUERIES[name].name }, vocabulary, examples),
  ),
];
