import { SEVERITIES } from '@guildhall/contracts';
import type { RaisedAlert } from '@guildhall/event-store';
import type { Webhook } from './webhook.js';

/** Whether the webhook is to have the alert. */
export const wants = ({ kinds, severity }: Webhook, { kind, alert }: RaisedAlert): boolean =>
  (kinds?.includes(kind) ?? true) && SEVERITIES.indexOf(alert.severity) >= SEVERITIES.indexOf(severity);
