import { TOKEN_SIGNER, addDuration, hasCome, refuse } from '@guildhall/contracts';
import type { Decision, EventOf, JwksResult, Recorded, Service, Sha256Fn } from '@guildhall/contracts';
import { jwkOf } from './jwk.js';

/** Entity of context `directory` that the keys of tokens are on record under: the service that signs with them. */
export const SIGNING_ENTITY = 'permit-workflow' satisfies Service;

/** How long a key that another one took the place of is still published: longer than anything signed with it is good. */
export const PUBLISHED_AFTERWARDS = 'PT10M';

/** The events that `evolveSigningKeys` folds. */
export const SIGNING_KEY_EVENTS = ['directory.credential-issued', 'directory.credential-revoked'] as const;

interface Current {
  publicKey: string;
  /** When the log took it. */
  since: string;
}

interface Former {
  publicKey: string;
  /** When another one took its place; absent where it was revoked and nothing signed with it counts any more. */
  replacedAt?: string;
}

/** With which keys tokens are signed, by the log: at most one now, and all those before, oldest first. */
export interface SigningKeys {
  current?: Current;
  former: readonly Former[];
}

/** Before the first key. */
export const noSigningKeys: SigningKeys = { former: [] };

/** The service has this key, and is to sign with it from now on. */
export interface UseSigningKey {
  type: 'use';
  publicKey: string;
}

type SigningKeyEvent = EventOf<'directory.credential-issued'>;

const issued = (publicKey: string, { current }: SigningKeys): SigningKeyEvent => ({
  type: 'directory.credential-issued',
  data: {
    id: SIGNING_ENTITY,
    kind: TOKEN_SIGNER,
    publicKey,
    ...(current ? { revokes: [current.publicKey] } : {}),
  },
});

// A key that was out of use once may be in other hands by now.
const decide = ({ publicKey }: UseSigningKey, keys: SigningKeys): Decision<SigningKeyEvent> => {
  if (keys.current?.publicKey === publicKey) return { events: [] };
  return keys.former.some((former) => former.publicKey === publicKey)
    ? refuse('INVALID_STATE', `The signing key ${publicKey} was taken out of use, which is for ever.`)
    : { events: [issued(publicKey, keys)] };
};

/** The keys after an event of `SIGNING_ENTITY`; those of others change nothing. */
export const evolveSigningKeys = (keys: SigningKeys, event: Recorded): SigningKeys => {
  if (event.entity !== SIGNING_ENTITY) return keys;
  const before = keys.current;
  switch (event.type) {
    case 'directory.credential-issued': {
      const { publicKey } = event.data;
      const replaced = before ? [{ publicKey: before.publicKey, replacedAt: event.time }] : [];
      return { current: { publicKey, since: event.time }, former: [...keys.former, ...replaced] };
    }
    case 'directory.credential-revoked':
      return { former: [...keys.former, ...(before ? [{ publicKey: before.publicKey }] : [])] };
    default:
      return keys;
  }
};

const isPublished = ({ replacedAt }: Former, now: string): boolean =>
  replacedAt !== undefined && !hasCome(addDuration(replacedAt, PUBLISHED_AFTERWARDS), now);

/** The keys by which a token is verified at `now`: the present one first. */
export const jwksOf = ({ current, former }: SigningKeys, now: string, sha256: Sha256Fn): JwksResult => ({
  keys: [...(current ? [current] : []), ...former.filter((key) => isPublished(key, now)).reverse()].map(
    ({ publicKey }) => jwkOf(publicKey, sha256),
  ),
});

/** With which key tokens are signed. Entity: `directory/permit-workflow`. */
export const signingKeyDecider = { initialState: noSigningKeys, decide, evolve: evolveSigningKeys };
