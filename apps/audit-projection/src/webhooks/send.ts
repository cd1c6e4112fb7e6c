import type { RaisedAlert } from '@guildhall/event-store';
import { idOf, messageOf } from './message.js';
import { signatureHeaders } from './sign.js';
import type { Webhook } from './webhook.js';

/**
 * What one attempt came to. `again`: later it may work, after `after` ms at the earliest where the receiver says so.
 * `unsent`: it was none, because of us.
 */
export type Sent =
  | { outcome: 'delivered' }
  | { outcome: 'unsent'; reason: string }
  | { outcome: 'again'; reason: string; after?: number }
  | { outcome: 'never'; reason: string };

const TOO_MANY_REQUESTS = 429;

/** Of `Retry-After`, seconds or a date, in ms from `now`. */
const waitIn = (header: string | null, now: string): number | undefined => {
  if (header === null) return undefined;
  const wait = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.parse(now);
  return wait > 0 ? wait : undefined;
};

/** By the status alone: what a receiver says beside it is nobody's business. */
const judged = ({ status, headers }: Response, now: string): Sent => {
  if (status >= 200 && status < 300) return { outcome: 'delivered' };
  const reason = `answered ${status}`;
  if (status < 500 && status !== TOO_MANY_REQUESTS) return { outcome: 'never', reason };
  const after = waitIn(headers.get('retry-after'), now);
  return { outcome: 'again', reason, ...(after === undefined ? {} : { after }) };
};

/** What the network says of it, wherever in the chain of causes that is; nothing that it says in words. */
const codeOf = (cause: unknown): string => {
  if (typeof cause !== 'object' || cause === null) return 'no reason given';
  if ('code' in cause && typeof cause.code === 'string') return cause.code;
  return 'cause' in cause ? codeOf(cause.cause) : 'no reason given';
};

/** How long a receiver has. */
export interface Patience {
  /** When it is sent, RFC 3339 UTC. */
  now: string;
  /** In ms. */
  within: number;
  /** Cuts it short. */
  stopping: AbortSignal;
}

/**
 * Sends an alert once, and waits for `within` ms at most. Follows nobody elsewhere, and never rejects: what keeps it from
 * being delivered is told without the address, which may be a secret.
 */
export const send = async (
  webhook: Webhook,
  alert: RaisedAlert,
  { now, within, stopping }: Patience,
): Promise<Sent> => {
  const { contentType, body } = messageOf(alert, webhook.format);
  const late = AbortSignal.timeout(within);
  try {
    const response = await fetch(webhook.url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([late, stopping]),
      headers: {
        'content-type': contentType,
        'user-agent': 'guildhall',
        ...signatureHeaders({ id: idOf(alert), at: now, body }, webhook.secret),
      },
      body,
    });
    await response.body?.cancel();
    return judged(response, now);
  } catch (cause) {
    if (stopping.aborted) return { outcome: 'unsent', reason: 'was not sent: the service stopped' };
    const reason = late.aborted
      ? `did not answer within ${within / 1000} s`
      : `could not be reached (${codeOf(cause)})`;
    return { outcome: 'again', reason };
  }
};
