import { sha256 } from '@guildhall/event-store';
import { SIGNING_ENTITY, jwksOf, noSigningKeys } from '@guildhall/permit';
import type { Question } from '../asking/question.js';

/** Which keys sign capability tokens? The present one, and those that signed what may still be good. */
export const whichKeysSign: Question<'directory.jwks'> = async ({ view, now }) => {
  const row = await view
    .selectFrom('signing_keys')
    .select('keys')
    .where('id', '=', SIGNING_ENTITY)
    .executeTakeFirst();
  return { result: jwksOf(row?.keys ?? noSigningKeys, now, sha256) };
};
