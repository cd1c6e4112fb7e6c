import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isCode } from './system-error.js';

// Of EDGE, where the participants are. Only ever added to, so that of two programs none can lose what the other wrote.
const FILE = 'EDGE.revoked';
const PUBLIC_KEY = /^U[A-Z2-7]{55}$/;

const textOf = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return '';
    throw error;
  }
};

/** Public keys of the users that are never let in again, as they are kept beside the keys in `dir`. */
export const readRevoked = async (dir: string): Promise<ReadonlySet<string>> => {
  const lines = (await textOf(join(dir, FILE))).split('\n');
  // Half a line is a power cut's: whoever wrote it was not told that it is kept.
  return new Set(lines.filter((line) => PUBLIC_KEY.test(line)));
};

/** Keeps these users out; resolves once that is on the disk. Throws a RangeError for what is no key of a user. */
export const keepRevoked = async (dir: string, publicKeys: readonly string[]): Promise<void> => {
  const wrong = publicKeys.find((key) => !PUBLIC_KEY.test(key));
  if (wrong !== undefined) throw new RangeError(`not the public key of a user: ${wrong}`);
  const file = await open(join(dir, FILE), 'a', 0o600);
  try {
    // Begins a line of its own, also behind half a one.
    await file.write(`\n${publicKeys.join('\n')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
};
