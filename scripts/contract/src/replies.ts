import { CODE_NAMES } from '@guildhall/contracts';
import type { Definitions, Schema } from './schema.js';
import { openedAll, refTo } from './schema.js';

/** Name under which the schema of a refused request's reply is found among the definitions. */
export const REFUSED = 'RefusedReply';

/** Schemas that replies have in common. */
export const replySchemas: Definitions = openedAll({
  [REFUSED]: {
    description: 'Why nothing was done. What each code means, and what to do about it, is in docs/errors.md.',
    type: 'object',
    required: ['ok', 'error'],
    properties: {
      ok: { const: false },
      error: {
        type: 'object',
        required: ['code', 'message', 'details'],
        properties: {
          code: { type: 'string', description: 'What kind of refusal it is.', enum: CODE_NAMES },
          message: { type: 'string', description: 'About the case at hand.' },
          rule: { type: 'string', description: 'The rule behind it, such as HB3, F1 or SB4.' },
          details: { type: 'array', items: refTo('Issue'), description: 'What is wrong, and where.' },
        },
      },
    },
  },
});

/** What a request with such a result is answered with. */
export const replySchema = (result: Schema): Schema => ({
  oneOf: [
    {
      type: 'object',
      required: ['ok', 'result', 'position'],
      properties: {
        ok: { const: true },
        result,
        position: {
          type: 'integer',
          minimum: 0,
          description:
            'Of a command: the log up to here holds what was done, for `after` of a query. Of a query: what it reflects.',
        },
      },
    },
    refTo(REFUSED),
  ],
});
