import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { PERSON_KEYS, base64url, fromBase64url } from '@guildhall/contracts';
import type { PersonKey } from '@guildhall/contracts';
import { asked } from '@guildhall/event-store';
import { Kvm } from '@nats-io/kv';
import type { KV } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import { SettingsError, requiredFile } from './settings.js';

const KEY_BYTES = 32;
// 32 bytes as base64url.
const WRAPPING_KEY = /^[A-Za-z0-9_-]{43}=?$/;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';

const UNREAD = `the bucket ${PERSON_KEYS} could not be read`;
const UNWRITTEN = `the bucket ${PERSON_KEYS} could not be written`;

interface StoredKey {
  id: string;
  /** base64url of iv, ciphertext and tag. */
  wrapped: string;
}

const wrap = (key: Uint8Array, person: string, wrappingKey: Uint8Array): string => {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, wrappingKey, iv).setAAD(Buffer.from(person));
  return base64url(Buffer.concat([iv, cipher.update(key), cipher.final(), cipher.getAuthTag()]));
};

const unwrap = (wrapped: string, person: string, wrappingKey: Uint8Array): Uint8Array<ArrayBuffer> => {
  const bytes = fromBase64url(wrapped);
  const decipher = createDecipheriv(CIPHER, wrappingKey, bytes.subarray(0, IV_BYTES))
    .setAAD(Buffer.from(person))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  return Uint8Array.from(
    Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]),
  );
};

/** The wrapping key that GUILDHALL_PERSON_KEY_FILE names: 32 bytes as base64url. Throws a SettingsError. */
const readWrappingKey = (path: string | undefined): Uint8Array => {
  const name = 'GUILDHALL_PERSON_KEY_FILE';
  const text = requiredFile({ [name]: path }, name).trim();
  if (!WRAPPING_KEY.test(text))
    throw new SettingsError(`${name}: ${path} does not hold ${KEY_BYTES} bytes as base64url`);
  return fromBase64url(text);
};

/**
 * The keys of personal fields, one a person, in a bucket that only services read; each is wrapped by a key that the
 * broker never sees, so that a copy of the broker's disk opens nothing (5.5).
 */
export class PersonKeys {
  readonly #kv: KV;
  readonly #wrappingKey: Uint8Array;

  private constructor(kv: KV, wrappingKey: Uint8Array) {
    this.#kv = kv;
    this.#wrappingKey = wrappingKey;
  }

  static async open(nc: NatsConnection, wrappingKeyFile: string | undefined): Promise<PersonKeys> {
    const wrappingKey = readWrappingKey(wrappingKeyFile);
    return new PersonKeys(await new Kvm(nc).open(PERSON_KEYS), wrappingKey);
  }

  /** The person's key; undefined where there is none, or it was erased. A StoreError `unavailable` in an outage. */
  async get(person: string): Promise<PersonKey | undefined> {
    const entry = await asked(UNREAD, this.#kv.get(person));
    if (!entry || entry.length === 0) return undefined;
    const { id, wrapped } = entry.json<StoredKey>();
    return { id, bytes: unwrap(wrapped, person, this.#wrappingKey) };
  }

  /** The person's key, made where there is none yet. A StoreError `unavailable` in an outage. */
  async getOrMake(person: string, newId: () => string): Promise<PersonKey> {
    const known = await this.get(person);
    if (known) return known;
    const made: PersonKey = { id: newId(), bytes: Uint8Array.from(randomBytes(KEY_BYTES)) };
    const stored: StoredKey = { id: made.id, wrapped: wrap(made.bytes, person, this.#wrappingKey) };
    try {
      // Never over another one: what that one has sealed could not be opened any more.
      await asked(UNWRITTEN, this.#kv.create(person, JSON.stringify(stored)));
      return made;
    } catch (cause) {
      const others = await this.get(person);
      if (others) return others;
      throw cause;
    }
  }
}
