import { inboxPrefix } from '@guildhall/contracts';
import { PermissionViolationError, connect as dial, credsAuthenticator } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';

/** Who connects, and where to. */
export interface ConnectOptions {
  /** `nats://host:port`, one or several of a cluster. */
  servers: string | string[];
  /** Text of a `.creds` file. */
  creds: string;
  /** The id that the `.creds` were issued for: replies come to `_INBOX_<name>`. */
  name: string;
  /** Another prefix than `_INBOX_<name>`. */
  inboxPrefix?: string;
  /** Told of everything that the server denied this connection; a denied publish is silent otherwise. */
  onDenied?: (error: PermissionViolationError) => void;
}

const watch = async (
  nc: NatsConnection,
  onDenied: (error: PermissionViolationError) => void,
): Promise<void> => {
  for await (const status of nc.status()) {
    if (status.type === 'error' && status.error instanceof PermissionViolationError) onDenied(status.error);
  }
};

/** A connection that comes back for ever. Rejects where the server cannot be reached or refuses the `.creds`. */
export const connect = async (options: ConnectOptions): Promise<NatsConnection> => {
  const nc = await dial({
    servers: options.servers,
    name: options.name,
    authenticator: credsAuthenticator(new TextEncoder().encode(options.creds)),
    inboxPrefix: options.inboxPrefix ?? inboxPrefix(options.name),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    // The client would take down two stacks for every request, in case it fails: a quarter of the cost of an append.
    noAsyncTraces: true,
  });
  if (options.onDenied) void watch(nc, options.onDenied);
  return nc;
};
