import { eventFilters } from '@guildhall/contracts';
import type { PermitItem } from '@guildhall/contracts';
import type { Client } from '../client/client.js';
import { inboxOf } from '../client/inbox.js';
import { looks } from './looks.js';

/** A permit that waits for the caller from now on, or does so no more. */
export interface InboxChange {
  waiting: boolean;
  permit: PermitItem;
}

/** By task and terms, and by what is announced: who was asked to agree to other terms, or to something else, is asked again. */
const keyOf = ({ taskId, permitDigest, waiting }: PermitItem): string =>
  `${taskId} ${permitDigest} ${waiting?.seq ?? ''}`;

const missingIn = (others: ReadonlyMap<string, PermitItem>, items: ReadonlyMap<string, PermitItem>) =>
  [...items].filter(([key]) => !others.has(key)).map(([, permit]) => permit);

const changes = (
  before: ReadonlyMap<string, PermitItem>,
  now: ReadonlyMap<string, PermitItem>,
): InboxChange[] => [
  ...missingIn(now, before).map((permit) => ({ waiting: false, permit })),
  ...missingIn(before, now).map((permit) => ({ waiting: true, permit })),
];

/** What waits for the caller, and every change of that, each look's together; the first may be empty. */
export async function* watchInbox(client: Client, signal: AbortSignal): AsyncGenerator<InboxChange[]> {
  const ear = client.listen([eventFilters.context('permit'), eventFilters.context('execution')]);
  let [before, first] = [new Map<string, PermitItem>(), true];
  const look = async (after: { after?: number }): Promise<Map<string, PermitItem>> =>
    new Map((await inboxOf(client, after)).map((permit) => [keyOf(permit), permit]));
  for await (const now of looks(look, ear, signal)) {
    const changed = changes(before, now);
    if (first || changed.length > 0) yield changed;
    [before, first] = [now, false];
  }
}
