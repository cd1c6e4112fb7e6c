import { SYSTEM, isParticipantId } from '@guildhall/contracts';
import type { ParticipantKind, Service } from '@guildhall/contracts';
import { encodeUser, fmtCreds } from '@nats-io/jwt';
import { createUser } from '@nats-io/nkeys';
import type { KeyPair } from '@nats-io/nkeys';
import { accountToken, operatorToken } from './accounts.js';
import type { AccountKeys, Signer } from './accounts.js';
import { keyFolder, keyOf } from './keys.js';
import { SCOPES } from './scopes.js';
import type { AccountName, Scope } from './scopes.js';
import { serverConfigText } from './server-config.js';
import type { ServerOptions } from './server-config.js';

/** What a client logs in with, and the public key by which the user can be revoked. */
export interface Issued {
  /** Text of a `.creds` file: token and secret key. */
  creds: string;
  publicKey: string;
}

/** The keys of one tenant. Whoever can read their folder can become anybody. */
export interface Trust {
  /**
   * `.creds` of a participant, limited to what its kind may do (6.1), for a user key made for it. Rejects with a
   * RangeError where the id is not well formed or reserved for somebody else.
   */
  issue(id: string, kind: ParticipantKind): Promise<Issued>;
  /** `.creds` of a service, limited as in 6.1. */
  service(name: Service): Promise<string>;
  /** `.creds` that may use all of JetStream's API in CORE: to make streams and consumers. Connect as `admin`. */
  admin(): Promise<string>;
  /** `.creds` of the system account that may only ask servers about themselves. Connect as `probe`. */
  probe(): Promise<string>;
  /** Text of a nats-server configuration that trusts these keys. */
  serverConfig(options: ServerOptions): string;
}

const RESERVED_KINDS: ReadonlyMap<ParticipantKind, string> = new Map([
  ['gateway', 'gateway'],
  ['system', SYSTEM],
]);

const mayBeCalled = (id: string, kind: ParticipantKind): boolean => {
  const reserved = RESERVED_KINDS.get(kind);
  return reserved === undefined ? isParticipantId(id) : id === reserved;
};

const loadSigners = (dir: string): Promise<Signer[]> =>
  Promise.all(
    SCOPES.map(async (scope) => ({ scope, key: await keyOf(dir, `${scope.account}-${scope.role}`) })),
  );

const loadAccounts = async (dir: string): Promise<AccountKeys> => ({
  SYS: await keyOf(dir, 'SYS'),
  CORE: await keyOf(dir, 'CORE'),
  EDGE: await keyOf(dir, 'EDGE'),
});

const accountTokens = async (keys: AccountKeys, signers: Signer[], operator: KeyPair) => {
  const names: AccountName[] = ['SYS', 'CORE', 'EDGE'];
  const tokens = names.map(async (name) => [
    keys[name].getPublicKey(),
    await accountToken(name, keys, signers, operator),
  ]);
  return Object.fromEntries(await Promise.all(tokens)) as Record<string, string>;
};

// Permissions come from the scope of the signing key; a token that carried its own would be refused by the server.
const signUser = async (name: string, account: KeyPair, signer: KeyPair): Promise<Issued> => {
  const user = createUser();
  const token = await encodeUser(name, user, account, {}, { signer, scopedUser: true });
  return { creds: new TextDecoder().decode(fmtCreds(token, user)), publicKey: user.getPublicKey() };
};

/** Opens the keys kept in `dir`, and makes what is missing: the folder 0700, each file 0600. */
export const openTrust = async (dir: string): Promise<Trust> => {
  await keyFolder(dir);
  const operator = await keyOf(dir, 'operator');
  const keys = await loadAccounts(dir);
  const signers = await loadSigners(dir);
  const tokens = {
    operator: await operatorToken(operator, keys.SYS),
    systemAccount: keys.SYS.getPublicKey(),
    accounts: await accountTokens(keys, signers, operator),
  };

  const sign = (role: Scope['role'], name: string): Promise<Issued> => {
    const signer = signers.find(({ scope }) => scope.role === role);
    if (signer === undefined) throw new RangeError(`no such kind: ${role}`);
    return signUser(name, keys[signer.scope.account], signer.key);
  };

  return {
    async issue(id, kind) {
      if (!mayBeCalled(id, kind)) throw new RangeError(`${JSON.stringify(id)} cannot be the id of a ${kind}`);
      return sign(kind, id);
    },
    service: async (name) => (await sign(name, name)).creds,
    admin: async () => (await sign('admin', 'admin')).creds,
    probe: async () => (await sign('probe', 'probe')).creds,
    serverConfig: (options) => serverConfigText(options, tokens),
  };
};
