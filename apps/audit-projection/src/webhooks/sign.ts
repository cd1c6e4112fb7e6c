import { Webhook as Signer } from 'standardwebhooks';

/** What is signed: who knows `secret` can tell that nobody has changed or made up `body`. */
export interface Signed {
  id: string;
  /** RFC 3339; of the attempt, so that what is sent again much later is no replay. */
  at: string;
  body: string;
}

/** The headers of Standard Webhooks 1.0: https://www.standardwebhooks.com */
export const signatureHeaders = (
  { id, at, body }: Signed,
  secret: string | undefined,
): Record<string, string> => {
  const sentAt = new Date(at);
  const own = { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)) };
  return secret === undefined
    ? own
    : { ...own, 'webhook-signature': new Signer(secret).sign(id, sentAt, body) };
};
