import type { KeyObject } from 'node:crypto';
import { createUser, fromSeed } from '@nats-io/nkeys';
import { privateKeyOf } from './quick-key.js';

/** A key that signs outside of the broker, such as capability tokens. */
export interface SigningKey {
  /** Of a NATS user: `U...`. */
  publicKey: string;
  privateKey: KeyObject;
}

/** A new secret for a signing key: the seed of a NATS user, `SU...`. */
export const newSigningSeed = (): string => new TextDecoder().decode(createUser().getSeed());

const SEED = /^SU[A-Z2-7]{56}$/;

/** The key with this seed. Throws a RangeError, which does not repeat it, for what is no seed of a NATS user. */
export const signingKeyOf = (seed: string): SigningKey => {
  if (!SEED.test(seed)) throw new RangeError('not the seed of a NATS user');
  const bytes = new TextEncoder().encode(seed);
  try {
    return { publicKey: fromSeed(bytes).getPublicKey(), privateKey: privateKeyOf(bytes) };
  } catch {
    throw new RangeError('not the seed of a NATS user');
  }
};
