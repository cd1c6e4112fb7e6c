import { EVENTS, contextOf } from '@guildhall/contracts';
import type { EventType } from '@guildhall/contracts';
import type { Examples } from './examples.js';
import { headersOf } from './headers.js';
import { EVENT_TYPES } from './messages.js';
import { parametersOf } from './parameters.js';
import { CORRELATION, firstSentence, withExamples } from './parts.js';
import type { Part } from './parts.js';
import { descriptionOf, refTo } from './schema.js';
import type { Vocabulary } from './vocabulary.js';

const eventPart = (type: EventType, { outputs }: Vocabulary, examples: Examples): Part => {
  const name = EVENTS[type].name;
  const said = descriptionOf(outputs[name]) || `An event of ${contextOf(type)}.`;
  return {
    id: `evt.${type}`,
    address: `evt.${type}.{id}.{version}`,
    parameters: parametersOf('id', 'version'),
    summary: firstSentence(said),
    description: said,
    action: 'send',
    tag: 'events',
    messages: {
      [`${type}.v1`]: {
        name: `${type}.v1`,
        title: type,
        summary: firstSentence(said),
        contentType: 'application/json',
        headers: headersOf(type),
        payload: refTo(name),
        correlationId: CORRELATION,
        ...withExamples(examples.event(type)),
      },
    },
  };
};

/** Every event that can be heard, and read from the log. */
export const eventParts = (vocabulary: Vocabulary, examples: Examples): Part[] =>
  EVENT_TYPES.map((type) => eventPart(type, vocabulary, examples));
