import { Id, Nested, OneOf, Pattern } from './fields.js';

const BASE64URL = /^[A-Za-z0-9_-]+$/;
const IN_BASE64URL = 'bytes as base64url';

/** An AES-256-GCM box around a person's name and e-mail (5.5). */
export class SealedBox {
  @Id() readonly person!: string;
  /** Which of the person's keys opens it: erasing that key makes the text unreadable everywhere. */
  @Id() readonly key!: string;
  @OneOf(['A256GCM']) readonly alg!: 'A256GCM';
  /** 96 random bits, base64url. */
  @Pattern(BASE64URL, IN_BASE64URL) readonly iv!: string;
  /** Ciphertext with its 128-bit tag at the end, base64url. */
  @Pattern(BASE64URL, IN_BASE64URL) readonly text!: string;
}

/** Personal fields as events hold them: never in clear. */
export class Sealed {
  @Nested(() => SealedBox) readonly sealed!: SealedBox;
}
