/** Where one nats-server listens and keeps its data. */
export interface ServerOptions {
  /** An address of this machine; loopback unless others shall reach it. */
  host: string;
  port: number;
  /** JetStream's data and the account tokens. */
  storeDir: string;
  /** Unique in a cluster. */
  serverName?: string;
  pidFile?: string;
  /** `always`: what is acknowledged is on the disk. Anything else is refused by the start checks of the services. */
  syncInterval?: string;
}

/** The tokens that a server trusts. */
export interface Tokens {
  operator: string;
  systemAccount: string;
  /** By public key of the account. */
  accounts: Record<string, string>;
}

const quoted = (text: string): string => JSON.stringify(text);

const preloaded = (accounts: Tokens['accounts']): string =>
  Object.entries(accounts)
    .map(([key, token]) => `  ${key}: ${token}`)
    .join('\n');

/**
 * nats-server's configuration text. Accounts live in a `full` resolver, so that a newer token (a revoked user, a changed
 * permission) can be given to a running server; no monitoring port. A cluster of three adds a `cluster` block to it.
 */
export const serverConfigText = (options: ServerOptions, tokens: Tokens): string => `\
server_name: ${quoted(options.serverName ?? 'guildhall')}
listen: ${quoted(`${options.host}:${options.port}`)}
${options.pidFile === undefined ? '' : `pid_file: ${quoted(options.pidFile)}\n`}\
logtime_utc: true
max_payload: 1MB
# Account tokens with their permission templates are larger than the default allows in a CONNECT line.
max_control_line: 32KB
jetstream {
  store_dir: ${quoted(options.storeDir)}
  sync_interval: ${options.syncInterval ?? 'always'}
}
operator: ${tokens.operator}
system_account: ${tokens.systemAccount}
resolver {
  type: full
  dir: ${quoted(`${options.storeDir}/accounts`)}
  allow_delete: false
  interval: "2m"
}
resolver_preload {
${preloaded(tokens.accounts)}
}
`;
