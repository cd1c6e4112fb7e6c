const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const BITS = 5;
/** One byte says what the key is for, the last two are a checksum. */
const [HEAD, KEY_BYTES] = [1, 32];

/** The bytes of a text in base32; what is no whole byte at its end is left out. */
const fromBase32 = (text: string): number[] => {
  const bytes: number[] = [];
  let [bits, value] = [0, 0];
  for (const character of text) {
    value = (value << BITS) | BASE32.indexOf(character);
    bits += BITS;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >>> bits) & 0xff);
  }
  return bytes;
};

/** The 32 bytes of the Ed25519 key that the public key of a NATS user, `U...`, stands for. */
export const keyBytes = (publicKey: string): Uint8Array =>
  Uint8Array.from(fromBase32(publicKey).slice(HEAD, HEAD + KEY_BYTES));
