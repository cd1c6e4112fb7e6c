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

/** The account's token: its limits, what it exports or imports, and the scoped keys that may sign its users. */
export const accountToken = (
  name: AccountName,
  keys: AccountKeys,
  signers: readonly Signer[],
  operator: KeyPair,
): Promise<string> =>
  encodeAccount(
    name,
    keys[name],
    {
      ...claims(name, keys.CORE.getPublicKey()),
      signing_keys: signers.filter(({ scope }) => scope.account === name).map(signingKey),
    },
    { signer: operator },
  );

/** The operator's token, which names the system account. */
export const operatorToken = (operator: KeyPair, system: KeyPair): Promise<string> =>
  encodeOperator('guildhall', operator, { system_account: system.getPublicKey() });
