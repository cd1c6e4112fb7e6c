import { addDuration, shorterOf } from '@guildhall/contracts';
import type { Constraint, Environment, Sha256Fn } from '@guildhall/contracts';
import { proofKeyOf } from './jwk.js';
import type { ProofKey } from './jwk.js';

/** How a token and a proof are signed, and what their headers say they are (3.3). */
export const TOKEN_ALGORITHM = 'Ed25519';
/** `typ` of a capability token. */
export const TOKEN_TYPE = 'guildhall-permit+jwt';
/** `typ` of a proof. */
export const PROOF_TYPE = 'guildhall-proof+jwt';
/** `iss` of every token. */
export const TOKEN_ISSUER = 'guildhall';
/** `type` of what a token allows (RFC 9396). */
export const PERMIT_DETAIL = 'guildhall_permit';
/** No token is good for longer, whatever the policy says: it bounds a revocation that nobody can deliver. */
export const LONGEST_TOKEN = 'PT120S';

/** What a worker may do at this moment, and until when. */
export interface Grant {
  taskId: string;
  workerId: string;
  permitDigest: string;
  actions: readonly string[];
  resources: readonly string[];
  environment: Environment;
  constraints: readonly Constraint[];
  /** RFC 3339; from here on it may nothing. */
  until: string;
}

/** What a token allows, as an authorization detail (RFC 9396). */
export interface PermitDetail {
  type: typeof PERMIT_DETAIL;
  taskId: string;
  actions: readonly string[];
  resources: readonly string[];
  environment: Environment;
  constraints: readonly Constraint[];
}

/** The claims of a capability token; times in whole seconds of the epoch. */
export interface PermitClaims {
  iss: typeof TOKEN_ISSUER;
  /** The worker. */
  sub: string;
  iat: number;
  nbf: number;
  exp: number;
  jti: string;
  permitDigest: string;
  authorization_details: readonly [PermitDetail];
  /** With whose private key a proof is signed (RFC 7800). */
  cnf: { jwk: ProofKey };
}

/** What a token is made from besides the grant. */
export interface TokenSource {
  now: string;
  /** How long the policy lets a token be good; at most `LONGEST_TOKEN`. */
  goodFor: string;
  jti: string;
  /** The worker's: of its definition, or what it logs in with. */
  publicKey: string;
  sha256: Sha256Fn;
}

const secondOf = (at: string): number => Math.floor(Date.parse(at) / 1000);

const detailOf = ({ taskId, actions, resources, environment, constraints }: Grant): PermitDetail => ({
  type: PERMIT_DETAIL,
  taskId,
  actions,
  resources,
  environment,
  constraints,
});

/**
 * The claims of a token for what the worker may do now. In whole seconds and never later than `until`; undefined where
 * there is less than a second left, which is no time to do anything.
 */
export const claimsOf = (
  grant: Grant,
  { now, goodFor, jti, publicKey, sha256 }: TokenSource,
): PermitClaims | undefined => {
  const iat = secondOf(now);
  const exp = Math.min(secondOf(addDuration(now, shorterOf(goodFor, LONGEST_TOKEN))), secondOf(grant.until));
  if (exp <= iat) return undefined;
  return {
    iss: TOKEN_ISSUER,
    sub: grant.workerId,
    iat,
    nbf: iat,
    exp,
    jti,
    permitDigest: grant.permitDigest,
    authorization_details: [detailOf(grant)],
    cnf: { jwk: proofKeyOf(publicKey, sha256) },
  };
};
