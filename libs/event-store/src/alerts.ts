import type { Alert, AlertKind } from '@guildhall/contracts';
import type { Reacting } from './port.js';

/** An alert as it was raised. */
export interface RaisedAlert {
  /** Place in the stream of alerts. */
  sequence: number;
  /** What it is known by, however often it is heard. */
  messageId: string;
  kind: AlertKind;
  /** What it is about. */
  id: string;
  alert: Alert;
}

/** How an alert came to whoever hands it on. */
export interface AlertDelivery {
  /** Given where it is for one recipient alone, who did not get it before. */
  recipient?: string;
}

/** What becomes of an alert that one of its recipients does not get. */
export interface Undelivered {
  durable: string;
  recipient: string;
  attempts: number;
  reason: string;
  /** RFC 3339 */
  at: string;
}

/** The alerts that were raised (3.6), for those who hand them on. They are kept for 30 days. */
export interface Alerts {
  /** The alert at a place; undefined where there is none, or none any more. Rejects with a StoreError `unavailable`. */
  at(sequence: number): Promise<RaisedAlert | undefined>;

  /**
   * Calls `fn` with every alert of the durable consumer, side by side; it is done with once `fn` resolves, and tried again
   * otherwise, or becomes a dead letter, as events do. What is no alert is passed over.
   */
  react(durable: string, fn: (alert: RaisedAlert, delivery: AlertDelivery) => Promise<void>): Reacting;

  /**
   * Files a dead letter of the alert for one recipient: handled once more, it is for that one alone. Resolves once the
   * letter is stored and who has to know is told; the same one is stored once within an hour.
   */
  setAside(alert: RaisedAlert, undelivered: Undelivered): Promise<void>;
}
