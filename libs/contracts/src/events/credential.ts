import { Id, OneOf, Optional, PublicKey, PublicKeys } from '../fields.js';
import { KEY_KINDS } from '../ids.js';
import type { KeyKind } from '../ids.js';

/**
 * The participant logs in with this key from here on, and with no other. Entity: the participant; of the key that signs
 * capability tokens, the service that has it.
 */
export class DirectoryCredentialIssued {
  @Id() readonly id!: string;
  /** What the key was signed for: it decides what may be published and heard (6.1); `token-signer` is for neither. */
  @OneOf(KEY_KINDS) readonly kind!: KeyKind;
  /** Public key of the NATS user; the secret one is in its `.creds` and nowhere else. */
  @PublicKey() readonly publicKey!: string;
  /** Keys that were good until here, and never are again. */
  @Optional() @PublicKeys({ min: 1, max: 100, unique: true }) readonly revokes?: string[];
}

/** The participant cannot log in any more, until another credential is issued. Entity: the participant. */
export class DirectoryCredentialRevoked {
  @Id() readonly id!: string;
  /** Keys that were good until here, and never are again. */
  @PublicKeys({ min: 1, max: 100, unique: true }) readonly publicKeys!: string[];
  @Id() readonly by!: string;
}
