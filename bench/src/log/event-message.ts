import { HEADERS, ceType, eventFilters, logSubject } from '@guildhall/contracts';
import type { Context, EventType } from '@guildhall/contracts';
import { PubHeaders } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import type { MsgHdrs } from '@nats-io/transport-node';

/** An event as the log's readers find it. */
export interface EventMessage {
  type: EventType;
  entity: string;
  version: number;
  id: string;
  source: string;
  actor: string;
  correlation: string;
  causation: string;
  traceparent: string;
  /** RFC 3339. */
  time: string;
}

/** Where it is published. */
export const subjectOf = ({ type, entity, version }: EventMessage): string =>
  logSubject({ type, entity, version });

/** The headers of 6.3, without those that only the writer and the broker know. */
export const headersOf = (event: EventMessage): MsgHdrs => {
  const made = headers();
  made.set(HEADERS.specversion, '1.0');
  made.set(HEADERS.contentType, 'application/json');
  made.set(HEADERS.id, event.id);
  made.set(HEADERS.messageId, event.id);
  made.set(HEADERS.type, ceType(event.type));
  made.set(HEADERS.source, `/guildhall/${event.source}`);
  made.set(HEADERS.subject, event.entity);
  made.set(HEADERS.time, event.time);
  made.set(HEADERS.actor, event.actor);
  made.set(HEADERS.correlation, event.correlation);
  made.set(HEADERS.causation, event.causation);
  made.set(HEADERS.traceparent, event.traceparent);
  return made;
};

/** With what the event store expects of the broker: that nobody has written this version. */
export const expectingHeadersOf = (event: EventMessage, context: Context): MsgHdrs => {
  const made = headersOf(event);
  made.set(PubHeaders.ExpectedLastSubjectSequenceHdr, '0');
  made.set(
    PubHeaders.ExpectedLastSubjectSequenceSubjectHdr,
    eventFilters.version(context, event.entity, event.version),
  );
  return made;
};
