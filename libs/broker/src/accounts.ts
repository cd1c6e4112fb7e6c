import { CROSSINGS } from '@guildhall/contracts';
import { encodeAccount, encodeOperator } from '@nats-io/jwt';
import type { Account, Export, Import, SigningKey } from '@nats-io/jwt';
import type { KeyPair } from '@nats-io/nkeys';
import type { AccountName, Scope } from './scopes.js';

const UNLIMITED = -1;
const LIMITS = {
  subs: UNLIMITED,
  data: UNLIMITED,
  payload: UNLIMITED,
  imports: UNLIMITED,
  exports: UNLIMITED,
  wildcards: true,
  conn: UNLIMITED,
  leaf: 0,
  disallow_bearer: true,
};
const JETSTREAM = {
  mem_storage: UNLIMITED,
  disk_storage: UNLIMITED,
  streams: UNLIMITED,
  consumer: UNLIMITED,
};

const EXPORTS: Export[] = [
  ...CROSSINGS.services.map((subject): Export => ({ name: subject, subject, type: 'service' })),
  ...CROSSINGS.streamedServices.map((subject): Export => ({
    name: subject,
    subject,
    type: 'service',
    response_type: 'Stream',
  })),
  ...CROSSINGS.streams.map((subject): Export => ({ name: subject, subject, type: 'stream' })),
];

const importsFrom = (account: string): Import[] =>
  EXPORTS.map(({ name, subject, type }) => ({ name, subject, type, account }));

/** What an account may do (6.1): only CORE has JetStream, and EDGE sees of it only what crosses. */
const claims = (name: AccountName, core: string): Partial<Account> => {
  if (name === 'CORE') return { limits: { ...LIMITS, ...JETSTREAM }, exports: EXPORTS };
  if (name === 'EDGE') return { limits: LIMITS, imports: importsFrom(core) };
  return { limits: LIMITS };
};

/** A scope and the key that signs for it. */
export interface Signer {
  scope: Scope;
  key: KeyPair;
}

// Not with the library's `newScopedSigner`: it would allow every user to answer what it hears.
const signingKey = ({ scope, key }: Signer): SigningKey => ({
  kind: 'user_scope',
  key: key.getPublicKey(),
  role: scope.role,
  template: {
    pub: { allow: scope.permissions.publish },
    sub: { allow: scope.permissions.subscribe },
    subs: UNLIMITED,
    data: UNLIMITED,
    payload: UNLIMITED,
  },
});

/** The key that each account is named by. */
export type AccountKeys = Record<AccountName, KeyPair>;

/** What signs the tokens of one tenant. */
export interface Signing {
  operator: KeyPair;
  accounts: AccountKeys;
  signers: readonly Signer[];
}

// Tokens of a revoked key are refused that were signed until then. A key is never used again, so that is for ever,
// whatever clock its token was signed by: the end of the year 9999.
const FOR_EVER = 253_402_300_799;

const revocations = (revoked: ReadonlySet<string>): Partial<Account> =>
  revoked.size > 0 ? { revocations: Object.fromEntries([...revoked].map((key) => [key, FOR_EVER])) } : {};

/**
 * The account's token: its limits, what it exports or imports, the scoped keys that may sign its users, and which of
 * these users are `revoked`.
 */
export const accountToken = (
  name: AccountName,
  { operator, accounts, signers }: Signing,
  revoked: ReadonlySet<string> = new Set(),
): Promise<string> =>
  encodeAccount(
    name,
    accounts[name],
    {
      ...claims(name, accounts.CORE.getPublicKey()),
      signing_keys: signers.filter(({ scope }) => scope.account === name).map(signingKey),
      ...revocations(revoked),
    },
    { signer: operator },
  );

/** The operator's token, which names the system account. */
export const operatorToken = (operator: KeyPair, system: KeyPair): Promise<string> =>
  encodeOperator('guildhall', operator, { system_account: system.getPublicKey() });
