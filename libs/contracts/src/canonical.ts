import canonicalizeModule from 'canonicalize';
import { hex } from './bytes.js';
import type { Sha256Fn } from './headers.js';

// The package is CommonJS with a default export in its types only.
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string | undefined;

/** RFC 8785 form of a JSON value: the same value gives the same text on every machine. */
export const canonicalJson = (value: unknown): string => {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('not a JSON value');
  return text;
};

/** Hex SHA-256 of the RFC 8785 form. */
export const digestOf = (value: unknown, sha256: Sha256Fn): string =>
  hex(sha256(new TextEncoder().encode(canonicalJson(value))));
