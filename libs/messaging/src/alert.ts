import { alertSubject } from '@guildhall/contracts';
import type { Severity } from '@guildhall/contracts';
import type { NatsConnection } from '@nats-io/transport-node';

/** What operators have to know, where no event says it (3.6). */
export interface Alert {
  kind: 'unsafe-broker';
  /** The service that sees it, or what it is about. */
  id: string;
  severity: Severity;
  /** RFC 3339 UTC. */
  at: string;
  /** One sentence. */
  summary: string;
  /** How far the log was. */
  position: number;
}

/** Publishes an alert; those who are not listening find it in the stream of alerts. */
export const raise = (nc: NatsConnection, { kind, id, ...alert }: Alert): void => {
  nc.publish(alertSubject(kind, id), JSON.stringify({ ...alert, links: [] }));
};
