import { unusable } from './failure.js';

/** Whom a `.creds` file speaks for. */
export interface CredsUser {
  id: string;
  publicKey: string;
  /** Public key of the signing key, which stands for the kind of participant. */
  issuer: string;
}

const TOKEN = /-----BEGIN NATS USER JWT-----\s+(\S+)\s+-+END NATS USER JWT-+/;

interface Claims {
  name: string;
  sub: string;
  iss: string;
}

/** Reads whom the text of a `.creds` file speaks for; nothing is verified, that is the broker's part. */
export const userOf = (creds: string, path: string): CredsUser => {
  const [, body = ''] = TOKEN.exec(creds)?.[1]?.split('.') ?? [];
  try {
    const { name, sub, iss } = JSON.parse(Buffer.from(body, 'base64url').toString()) as Claims;
    return { id: name, publicKey: sub, issuer: iss };
  } catch {
    throw unusable(`${path} is not a .creds file.`);
  }
};
