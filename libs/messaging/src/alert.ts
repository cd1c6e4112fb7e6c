import { setTimeout as pause } from 'node:timers/promises';
import { MAX_ALERT_SUMMARY, STREAMS, alertId, alertSubject, cut } from '@guildhall/contracts';
import type { Alert, AlertAbout } from '@guildhall/contracts';
import { StoreError } from '@guildhall/event-store';
import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Runtime } from './runtime.js';

/** An alert to be raised. */
export interface NewAlert extends Omit<AlertAbout, 'links'> {
  /** None, if left out. */
  links?: AlertAbout['links'];
  /**
   * What makes it the same alert when it is raised again, which the stream recognises for an hour: the `ce-id` of its
   * event, or any other id that no other alert of this kind has, whoever raises it. If left out, what it is about and
   * its `at`.
   */
  cause?: string;
}

const ACK_TIMEOUT_MS = 2_000;
const ATTEMPTS = 3;
const PAUSE_MS = 250;

// Readers refuse what could make a line look like another, and half a character; a reason that was quoted may hold both.
const inOneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ');

/** `Nats-Msg-Id`, by which the stream and everybody who hears it twice recognise it. */
export const messageIdOf = ({ kind, id, at, cause }: NewAlert): string =>
  alertId(cause ?? `${id}:${at}`, kind);

/**
 * Publishes an alert; resolves once it is stored. Rejects with a StoreError `unavailable` where that is not known. Live
 * listeners hear what is published, so they may hear one twice that the stream holds once.
 */
export const publishAlert = async (nc: NatsConnection, alert: NewAlert): Promise<void> => {
  const { id, cause: _, links = [], ...said } = alert;
  const subject = alertSubject(said.kind, id);
  const body: Alert = { ...said, summary: cut(inOneLine(said.summary), MAX_ALERT_SUMMARY), links };
  try {
    await jetstream(nc).publish(subject, JSON.stringify(body), {
      msgID: messageIdOf(alert),
      timeout: ACK_TIMEOUT_MS,
      expect: { streamName: STREAMS.alerts },
    });
  } catch (cause) {
    throw new StoreError('unavailable', `${STREAMS.alerts} did not acknowledge ${subject}`, { cause });
  }
};

/**
 * Raises an alert, of any kind: for what a service sees that no event says (3.6). Tried three times, in some seconds;
 * never rejects: where it could not be raised that is reported, and whoever raises it goes on.
 */
export const raise = async (
  { nc, report }: Pick<Runtime, 'nc' | 'report'>,
  alert: NewAlert,
): Promise<void> => {
  for (let attempt = 1; ; attempt++) {
    try {
      await publishAlert(nc, alert);
      return;
    } catch (cause) {
      if (attempt < ATTEMPTS) await pause(PAUSE_MS * attempt);
      else {
        const text = `the alert ${alert.kind} about ${alert.id} could not be raised: ${alert.summary}`;
        report({ kind: 'interrupted', cause: new Error(text, { cause }) });
        return;
      }
    }
  }
};
