import type { SigningKey } from '@guildhall/broker';
import type { TokenAnswer } from '@guildhall/contracts';
import { sha256 } from '@guildhall/event-store';
import { POLICIES, RUNTIME } from '@guildhall/messaging';
import type { PolicyFold, Runtime } from '@guildhall/messaging';
import { TOKEN_ALGORITHM, TOKEN_TYPE, claimsOf, grantOf, jwkOf } from '@guildhall/permit';
import type { Permit, PermitClaims, Undoer } from '@guildhall/permit';
import { Inject, Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import { durationsOf } from '../durations.js';
import { proofKeyIn } from './proof-key.js';
import { TokenSigner } from './token-signer.js';

const signed = (claims: PermitClaims, { publicKey, privateKey }: SigningKey): Promise<string> =>
  new SignJWT({ ...claims })
    .setProtectedHeader({ alg: TOKEN_ALGORITHM, typ: TOKEN_TYPE, kid: jwkOf(publicKey, sha256).kid })
    .sign(privateKey);

/** Capability tokens (3.3). They are no events, and nothing keeps them. */
@Injectable()
export class Tokens {
  constructor(
    @Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'store' | 'now' | 'newId'>,
    @Inject(TokenSigner) private readonly signer: Pick<TokenSigner, 'at'>,
    @Inject(POLICIES) private readonly policies: Pick<PolicyFold, 'state'>,
  ) {}

  /**
   * A token for what the worker may do under the permit, which has to be as the log says it is at this moment, and so has
   * who undoes what was done; nothing where it may do nothing, or has no key to prove that the token was given to it.
   */
  async give(permit: Permit, workerId: string, undoer: Undoer = {}): Promise<TokenAnswer> {
    const now = this.runtime.now();
    const [grant, key] = [grantOf(permit, workerId, undoer), this.signer.at(now)];
    if (!grant || !key || !('terms' in permit)) return {};
    const publicKey = await proofKeyIn(this.runtime.store, workerId);
    if (publicKey === undefined) return {};
    const goodFor = durationsOf(this.policies.state, permit).token;
    const claims = claimsOf(grant, { now, goodFor, jti: this.runtime.newId(), publicKey, sha256 });
    return claims
      ? { token: await signed(claims, key), tokenExpiresAt: new Date(claims.exp * 1000).toISOString() }
      : {};
  }
}
