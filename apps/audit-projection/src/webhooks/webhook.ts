import type { AlertKind, Severity } from '@guildhall/contracts';

/** What an address is sent: CloudEvents 1.0, or what Slack and those who imitate it take. */
export const FORMATS = ['cloudevents', 'slack'] as const;
export type Format = (typeof FORMATS)[number];

/** An address that alerts are sent to. */
export interface Webhook {
  /** The same for as long as its address is: made from it, and nothing can be made from it. */
  id: string;
  /** What people and logs call it. Without its path, which is a secret with some receivers. */
  name: string;
  url: string;
  /** Signs what it is sent; `whsec_` and base64. Absent where the receiver checks nothing. */
  secret?: string;
  format: Format;
  /** Absent: all. */
  kinds?: readonly AlertKind[];
  /** The least severe that it is sent. */
  severity: Severity;
}
