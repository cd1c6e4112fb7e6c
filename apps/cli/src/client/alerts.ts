import { ALERTS, HEADERS, SEVERITIES, isInstant, parseAlertSubject, parseInput } from '@guildhall/contracts';
import type { Severity } from '@guildhall/contracts';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { ClientError, isDenied } from './errors.js';

/** After so many others, an alert that is heard again counts as another one. */
const REMEMBERED = 1_000;

/** What is shown of an alert. It may say more, and be of a kind that came later: what one does not know is passed over. */
export interface HeardAlert {
  kind: string;
  severity: Severity;
  at: string;
  summary: string;
  /** Of what it is about. */
  id: string;
  /** Roles of those whose turn it is, where it is not the operators'. */
  to?: readonly string[];
}

/** Told how listening goes. */
export interface Hearing {
  /** The broker knows of it. */
  listening: () => void;
  /** The connection is lost, and tried again. */
  deaf: () => void;
  /** The connection is back; what was raised since it was lost was not heard. */
  back: (lost: Date) => void;
}

// Roles may have come later, too.
const isListOfRoles = (value: unknown): boolean =>
  value === undefined || (Array.isArray(value) && value.every((role) => typeof role === 'string'));

const isOfKind = (kind: string, value: unknown): value is Omit<HeardAlert, 'id'> => {
  const alert: Partial<Record<string, unknown>> = { ...(value as object) };
  return (
    alert['kind'] === kind &&
    SEVERITIES.some((severity) => severity === alert['severity']) &&
    isInstant(String(alert['at'])) &&
    typeof alert['summary'] === 'string' &&
    isListOfRoles(alert['to'])
  );
};

/** The alert in a message; undefined for what is none: anybody could have made it arrive on that subject. */
export const alertIn = ({
  subject,
  headers,
  data,
}: Pick<Msg, 'subject' | 'headers' | 'data'>): HeardAlert | undefined => {
  const about = parseAlertSubject(subject);
  const input = parseInput(data);
  if (!about || !headers?.has(HEADERS.messageId) || 'refusal' in input) return undefined;
  return isOfKind(about.kind, input.value) ? { ...input.value, id: about.id } : undefined;
};

/** Tells whether a message was heard before: an alert is raised again where nobody knows whether it was. */
const memory = (): ((message: Msg) => boolean) => {
  const ids = new Set<string>();
  return ({ headers }) => {
    const id = headers?.get(HEADERS.messageId) ?? '';
    const known = ids.has(id);
    ids.add(id);
    const [oldest = ''] = ids;
    if (ids.size > REMEMBERED) ids.delete(oldest);
    return known;
  };
};

const lost = (cause: unknown): ClientError =>
  new ClientError('unreachable', 'The connection to the broker is lost.', { cause });

/** Tells when the connection is lost and when it is back, until it is closed or `signal` is aborted. */
const watch = async (
  connection: NatsConnection,
  signal: AbortSignal,
  { deaf, back }: Hearing,
): Promise<void> => {
  let since: Date | undefined;
  for await (const { type } of connection.status()) {
    if (signal.aborted) return;
    if (type === 'disconnect' && !since) {
      since = new Date();
      deaf();
    }
    if (type === 'reconnect' && since) {
      back(since);
      since = undefined;
    }
  }
};

/**
 * Alerts as they are raised, each once, until `signal` is aborted. Live and at most once: what is raised while the
 * connection is away is not heard. Rejects with a ClientError.
 */
export async function* hearAlerts(
  connection: NatsConnection,
  signal: AbortSignal,
  hearing: Hearing,
): AsyncGenerator<HeardAlert> {
  const subscription = connection.subscribe(ALERTS);
  const stop = (): void => {
    subscription.unsubscribe();
  };
  signal.addEventListener('abort', stop);
  const isKnown = memory();
  void watch(connection, signal, hearing);
  try {
    await connection.flush();
    // Told by now that it may not listen, it says so below.
    if (!subscription.isClosed()) hearing.listening();
    for await (const message of subscription) {
      const alert = alertIn(message);
      if (alert && !isKnown(message)) yield alert;
    }
  } catch (error) {
    throw isDenied(error)
      ? new ClientError('denied', 'Only operators and auditors hear alerts.', { cause: error })
      : lost(error);
  } finally {
    signal.removeEventListener('abort', stop);
  }
  if (!signal.aborted) throw lost(undefined);
}
