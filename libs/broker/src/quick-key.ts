import { createPrivateKey, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { KeyPair } from '@nats-io/nkeys';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** An Ed25519 private key as PKCS #8 (RFC 8410), up to its 32 bytes. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The 32 secret bytes of a seed: two bytes of prefix are before them, two of checksum behind. */
const secretOf = (seed: Uint8Array): Buffer => {
  const bytes: number[] = [];
  let [bits, value] = [0, 0];
  for (const character of Buffer.from(seed).toString('ascii')) {
    value = (value << 5) | BASE32.indexOf(character);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((value >>> bits) & 0xff);
    }
  }
  return Buffer.from(bytes).subarray(2, 34);
};

/** The private key of a seed, as OpenSSL has it. */
export const privateKeyOf = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, secretOf(seed)]), format: 'der', type: 'pkcs8' });

const once = <T>(make: () => T): (() => T) => {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};

/**
 * The same key pair, but it signs with OpenSSL and works out its public key once. The library does both in JavaScript, ten
 * times for one token, which takes 40 ms; a first start signs more than fifty tokens.
 */
export const quick = (pair: KeyPair): KeyPair => {
  const key = privateKeyOf(pair.getSeed());
  return Object.assign(Object.create(pair) as KeyPair, {
    getPublicKey: once(() => pair.getPublicKey()),
    getPrivateKey: once(() => pair.getPrivateKey()),
    sign: (input: Uint8Array): Uint8Array => sign(null, input, key),
  });
};
