import type { PermitItem } from '@guildhall/contracts';
import type { Client } from './client.js';

const PAGE = 500;

/** Everything that waits for the caller, once the view has reached `after`: all pages. */
export const inboxOf = async (
  client: Pick<Client, 'query'>,
  after: { after?: number } = {},
): Promise<PermitItem[]> => {
  const found: PermitItem[] = [];
  let from: { cursor?: string } = {};
  for (;;) {
    const { result } = await client.query('permit.inbox', { limit: PAGE, ...after, ...from });
    found.push(...result.permits);
    if (result.next === undefined) return found;
    from = { cursor: result.next };
  }
};
