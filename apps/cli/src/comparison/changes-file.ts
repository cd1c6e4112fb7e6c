import { statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { messageOf, unusable } from '../failure.js';

/** Where changes are written to; every error of the operating system is a Failure (exit 2). */
export interface ChangesFile {
  /** All of it, or a Failure. */
  write: (lines: string) => Promise<void>;
  close: () => Promise<void>;
}

const NOWHERE: ChangesFile = { write: () => Promise.resolve(), close: () => Promise.resolve() };

const statOf = (path: string): Stats | undefined => statSync(path, { throwIfNoEntry: false });

const same = (one: Stats, other: Stats | undefined): boolean =>
  one.dev === other?.dev && one.ino === other.ino;

const isRead = (path: string, input: string): boolean => {
  const read = statOf(input);
  if (read?.isDirectory()) return same(read, statOf(dirname(path)));
  return read?.isFile() === true && same(read, statOf(path));
};

const writing = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw unusable(`${path} cannot be written: ${messageOf(error)}`);
  }
};

/**
 * Empties the file, which may be none of `inputs`, nor lie in a folder that is one: these are read meanwhile, or are
 * somebody's policy.
 */
export const changesFile = async (
  path: string | undefined,
  inputs: readonly string[],
): Promise<ChangesFile> => {
  if (path === undefined) return NOWHERE;
  const read = inputs.find((input) => isRead(path, input));
  if (read !== undefined) throw unusable(`${path} cannot be written: it is read, as ${read}.`);
  const file = await writing(path, () => open(path, 'w'));
  return {
    write: (lines) => writing(path, () => file.appendFile(lines)),
    close: () => writing(path, () => file.close()),
  };
};
