import type { PermitRow } from '@guildhall/audit';
import { ID_PATTERN } from '@guildhall/contracts';
import type { Order } from '../asking/pages.js';

/** Place in the inbox: the nearest deadline first, then the highest risk, then the id. */
export type InboxKey = [due: string, urgency: number, id: string];

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

export const isInboxKey = (key: unknown): key is InboxKey =>
  Array.isArray(key) &&
  key.length === 3 &&
  INSTANT.test(String(key[0])) &&
  Number.isSafeInteger(key[1]) &&
  typeof key[2] === 'string' &&
  ID_PATTERN.test(key[2]);

type Placed = Pick<PermitRow<never>, 'due' | 'urgency' | 'id'>;

export const inboxKey = ({ due, urgency, id }: Placed): InboxKey => [due ?? '', urgency, id];

export const BY_URGENCY: Order<InboxKey, Placed> = { isKey: isInboxKey, keyOf: inboxKey };
