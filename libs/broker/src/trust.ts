import { GATEWAY, SYSTEM, isParticipantId } from '@guildhall/contracts';
import type { ParticipantKind, Service } from '@guildhall/contracts';
import { encodeUser, fmtCreds } from '@nats-io/jwt';
import { createUser } from '@nats-io/nkeys';
import type { KeyPair } from '@nats-io/nkeys';
import { accountToken, operatorToken } from './accounts.js';
import type { AccountKeys, Signer, Signing } from './accounts.js';
import { keyFolder, keyOf } from './keys.js';
import { quick } from './quick-key.js';
import { keepRevoked, readRevoked } from './revocations.js';
import { SCOPES } from './scopes.js';
import type { Scope } from './scopes.js';
import { serverConfigText } from './server-config.js';
import type { ServerOptions, Tokens } from './server-config.js';

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
  /** Public key of what signs the tokens of this kind: whose token names it is of this kind. */
  signerOf(kind: ParticipantKind): string;
  /**
   * Never lets these users of EDGE in again. Kept beside the keys, also where several programs do it at once, and in
   * every token of EDGE from now on; a server that runs has to be given that by `updateAccounts`.
   */
  revoke(publicKeys: readonly string[]): Promise<void>;
  /** Public keys of all users that are revoked by now. */
  revoked(): Promise<ReadonlySet<string>>;
  /** The token of EDGE with all users that are revoked by now. */
  edgeToken(): Promise<string>;
  /** `.creds` of a service, limited as in 6.1. */
  service(name: Service): Promise<string>;
  /** `.creds` that may use all of JetStream's API in CORE: to make streams and consumers. Connect as `admin`. */
  admin(): Promise<string>;
  /** `.creds` of the system account that may only ask servers about themselves. Connect as `probe`. */
  probe(): Promise<string>;
  /** `.creds` of the system account that may only give servers newer account tokens. Connect as `claims`. */
  claims(): Promise<string>;
  /** Text of a nats-server configuration that trusts these keys, but for the users that are revoked by now. */
  serverConfig(options: ServerOptions): Promise<string>;
}

const RESERVED_KINDS: ReadonlyMap<ParticipantKind, string> = new Map([
  ['gateway', GATEWAY],
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

const tokensOf = async (signing: Signing, edge: string): Promise<Tokens> => {
  const { operator, accounts } = signing;
  return {
    operator: await operatorToken(operator, accounts.SYS),
    systemAccount: accounts.SYS.getPublicKey(),
    accounts: {
      [accounts.SYS.getPublicKey()]: await accountToken('SYS', signing),
      [accounts.CORE.getPublicKey()]: await accountToken('CORE', signing),
      [accounts.EDGE.getPublicKey()]: edge,
    },
  };
};

// Permissions come from the scope of the signing key; a token that carried its own would be refused by the server.
const signUser = async (name: string, account: KeyPair, signer: KeyPair): Promise<Issued> => {
  const user = quick(createUser());
  const token = await encodeUser(name, user, account, {}, { signer, scopedUser: true });
  return { creds: new TextDecoder().decode(fmtCreds(token, user)), publicKey: user.getPublicKey() };
};

const loadSigning = async (dir: string): Promise<Signing> => ({
  operator: await keyOf(dir, 'operator'),
  accounts: await loadAccounts(dir),
  signers: await loadSigners(dir),
});

/** Opens the keys kept in `dir`, and makes what is missing: the folder 0700, each file 0600. */
export const openTrust = async (dir: string): Promise<Trust> => {
  await keyFolder(dir);
  const signing = await loadSigning(dir);

  const edgeToken = async (): Promise<string> => accountToken('EDGE', signing, await readRevoked(dir));
  const signerOf = (role: Scope['role']): Signer => {
    const signer = signing.signers.find(({ scope }) => scope.role === role);
    if (signer === undefined) throw new RangeError(`no such kind: ${role}`);
    return signer;
  };
  const sign = (role: Scope['role'], name: string): Promise<Issued> => {
    const { scope, key } = signerOf(role);
    return signUser(name, signing.accounts[scope.account], key);
  };

  return {
    async issue(id, kind) {
      if (!mayBeCalled(id, kind)) throw new RangeError(`${JSON.stringify(id)} cannot be the id of a ${kind}`);
      return sign(kind, id);
    },
    signerOf: (kind) => signerOf(kind).key.getPublicKey(),
    revoke: (publicKeys) => keepRevoked(dir, publicKeys),
    revoked: () => readRevoked(dir),
    edgeToken,
    service: async (name) => (await sign(name, name)).creds,
    admin: async () => (await sign('admin', 'admin')).creds,
    probe: async () => (await sign('probe', 'probe')).creds,
    claims: async () => (await sign('claims', 'claims')).creds,
    serverConfig: async (options) => serverConfigText(options, await tokensOf(signing, await edgeToken())),
  };
};
