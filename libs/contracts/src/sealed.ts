import { base64url, fromBase64url } from './bytes.js';
import type { Sealed } from './person.js';

/** What is personal about a person, in clear. */
export interface Personal {
  name: string;
  email?: string;
}

/** A key of one person: 32 random bytes and the id under which the box names it. */
export interface PersonKey {
  id: string;
  bytes: Uint8Array<ArrayBuffer>;
}

const utf8 = new TextEncoder();

// Person and key are bound in, so that a box cannot be moved to somebody else.
const boundTo = (person: string, key: string): Uint8Array<ArrayBuffer> => utf8.encode(`${person}\n${key}`);

const algorithm = (iv: Uint8Array<ArrayBuffer>, person: string, key: string) => ({
  name: 'AES-GCM',
  iv,
  additionalData: boundTo(person, key),
});

const importKey = (key: PersonKey, use: 'encrypt' | 'decrypt') =>
  crypto.subtle.importKey('raw', key.bytes, 'AES-GCM', false, [use]);

/** Seals `personal` with the person's key (A256GCM). `iv`: 12 random bytes, never used twice with one key. */
export const seal = async (
  personal: Personal,
  person: string,
  key: PersonKey,
  iv: Uint8Array<ArrayBuffer>,
): Promise<Sealed> => {
  const text = await crypto.subtle.encrypt(
    algorithm(iv, person, key.id),
    await importKey(key, 'encrypt'),
    utf8.encode(JSON.stringify(personal)),
  );
  return {
    sealed: { person, key: key.id, alg: 'A256GCM', iv: base64url(iv), text: base64url(new Uint8Array(text)) },
  };
};

/** Opens a box. Rejects where the key is another one or the box was changed. */
export const unseal = async ({ sealed }: Sealed, key: PersonKey): Promise<Personal> => {
  const text = await crypto.subtle.decrypt(
    algorithm(fromBase64url(sealed.iv), sealed.person, sealed.key),
    await importKey(key, 'decrypt'),
    fromBase64url(sealed.text),
  );
  return JSON.parse(new TextDecoder().decode(text)) as Personal;
};
