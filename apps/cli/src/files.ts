import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf, messageOf, unusable } from './failure.js';

const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT';

/** The file's text, or undefined where there is none. */
export const readIfThere = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

/** Replaces the file at once: readers see the old or the new text, never half of it. Folders are made, for the owner only. */
export const replaceFile = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const half = `${path}.${process.pid}.tmp`;
  writeFileSync(half, text, { mode: 0o600 });
  renameSync(half, path);
};

/** The bytes of a file that somebody named on the command line; `-` is the standard input. */
export const readInputFile = (path: string): Uint8Array => {
  try {
    return readFileSync(path === '-' ? 0 : path);
  } catch (error) {
    throw unusable(
      isMissing(error) ? `There is no file ${path}.` : `${path} cannot be read: ${messageOf(error)}`,
    );
  }
};

/** Hex SHA-256. */
export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
