import type { Alert, AlertKind } from '@guildhall/contracts';
import type { RaisedAlert } from '@guildhall/event-store';
import type { Webhook } from '../../src/webhooks/webhook.js';

/** Of 24 bytes; the one of the specification's example. */
export const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

export const raised = (kind: AlertKind = 'permit-revoked', said: Partial<Alert> = {}): RaisedAlert => ({
  sequence: 7,
  messageId: `e-17:${kind}`,
  kind,
  id: 't1',
  alert: {
    kind,
    severity: 'warning',
    at: '2026-03-01T12:00:07.000Z',
    summary: 't1: carol revokes the permit (warning): "The freeze has begun".',
    position: 17,
    links: [{ rel: 'event', href: 'evt.permit.revoked.t1.6' }],
    ...said,
  },
});

export const webhook = (url: string, more: Partial<Webhook> = {}): Webhook => ({
  id: 'abc0',
  name: 'webhook 1, http://127.0.0.1',
  url,
  secret: SECRET,
  format: 'cloudevents',
  severity: 'info',
  ...more,
});
