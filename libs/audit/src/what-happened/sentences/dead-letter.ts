import type { Tellers } from './teller.js';
import { saying } from './words.js';

export const deadLetterTellers: Tellers<'dead-letter'> = {
  'dead-letter.retried': ({ actor, entity, data: { service } }) =>
    `${actor} has ${service} handle the dead letter ${entity} once more, and it does.`,
  'dead-letter.dropped': ({ actor, entity, data: { service, reason } }) =>
    `${actor} drops the dead letter ${entity} of ${service}${saying(reason)}.`,
};
