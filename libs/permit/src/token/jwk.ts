import { base64url } from '@guildhall/contracts';
import type { Jwk, Sha256Fn } from '@guildhall/contracts';
import { keyBytes } from './public-key.js';

/** The key of a worker, by which it proves that a token was given to it; RFC 7800 and RFC 8037. */
export type ProofKey = Pick<Jwk, 'kty' | 'crv' | 'x' | 'kid'>;

// RFC 7638: exactly these members, in this order, without spaces.
const thumbprint = (x: string, sha256: Sha256Fn): string =>
  base64url(sha256(new TextEncoder().encode(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`)));

/** The public key of a NATS user as a JSON Web Key; `kid` is its thumbprint (RFC 7638). */
export const proofKeyOf = (publicKey: string, sha256: Sha256Fn): ProofKey => {
  const x = base64url(keyBytes(publicKey));
  return { kty: 'OKP', crv: 'Ed25519', x, kid: thumbprint(x, sha256) };
};

/** The same for a key that signs tokens. */
export const jwkOf = (publicKey: string, sha256: Sha256Fn): Jwk => ({
  ...proofKeyOf(publicKey, sha256),
  use: 'sig',
  alg: 'Ed25519',
});
