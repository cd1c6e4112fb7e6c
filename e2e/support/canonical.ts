import { createHash } from 'node:crypto';
import type { Json } from './log-event.js';

// RFC 8785 sorts names by UTF-16 code units, as JavaScript compares strings, and writes values as JSON.stringify does.
const canonical = (value: Json): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
};

/** Hex SHA-256 of the RFC 8785 form, written anew so that it can disagree with the code under test. */
export const digest = (value: Json): string => createHash('sha256').update(canonical(value)).digest('hex');

/** Hex SHA-256 of bytes or text. */
export const sha256 = (bytes: string | Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');
