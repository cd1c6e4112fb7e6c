import { join } from 'node:path';

/** Where things are under the home (6.6). Folders are made with 0700: the keys in it are the root of trust. */
export interface Home {
  root: string;
  connection: string;
  lock: string;
  /** Held while credentials of participants are made or revoked. */
  identityLock: string;
  /** What `up` has imported into this home, and how far it came. */
  bootstrap: string;
  /** Key of the operator and accounts of the broker. */
  keys: string;
  /** Wraps the keys that seal personal data; never in the broker. */
  personKeys: string;
  /** Seed of the key that signs capability tokens. */
  tokenKey: string;
  /** The broker's streams. */
  store: string;
  /** Configuration and credentials of the processes, made anew at each start. */
  run: string;
  log(name: string): string;
  creds(id: string): string;
}

export const homeAt = (root: string): Home => ({
  root,
  connection: join(root, 'connection.json'),
  lock: join(root, 'supervisor.lock'),
  identityLock: join(root, 'identity.lock'),
  bootstrap: join(root, 'bootstrap.json'),
  keys: join(root, 'keys'),
  personKeys: join(root, 'keys', 'person-keys.key'),
  tokenKey: join(root, 'keys', 'token-signer.nk'),
  store: join(root, 'store'),
  run: join(root, 'run'),
  log: (name) => join(root, 'logs', `${name}.log`),
  creds: (id) => join(root, 'creds', `${id}.creds`),
});
