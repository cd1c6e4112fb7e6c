import type { PersonItem } from '@guildhall/contracts';
import type { Client } from '../client/client.js';
import { refused } from '../failure.js';

const MOST = 500;

/** What is proposed about somebody, as the directory says at this moment. */
export const proposalAbout = async (
  client: Client,
  personId: string,
): Promise<NonNullable<PersonItem['proposal']>> => {
  for (let cursor = {}; ;) {
    const { result } = await client.query('directory.list', { limit: MOST, ...cursor });
    const person = result.people.find(({ id }) => id === personId);
    if (person?.proposal) return person.proposal;
    if (person || result.next === undefined)
      throw refused(
        {
          code: 'INVALID_STATE',
          message: `Nothing is proposed about ${personId}, as far as you may read.`,
        },
        '`guildhall directory list` shows all that is to operators, auditors and the governance board.',
      );
    cursor = { cursor: result.next };
  }
};
