import { randomUUID } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createAccount, createOperator, fromSeed } from '@nats-io/nkeys';
import type { KeyPair } from '@nats-io/nkeys';
import { quick } from './quick-key.js';
import { isCode } from './system-error.js';

/** Everything that can sign in one tenant. `operator` signs accounts, an account's own key is only its name. */
export type KeyName = 'operator' | 'SYS' | 'CORE' | 'EDGE' | `${'SYS' | 'CORE' | 'EDGE'}-${string}`;

const newKey = (name: KeyName): KeyPair => (name === 'operator' ? createOperator() : createAccount());

const readSeed = async (file: string): Promise<KeyPair> =>
  quick(fromSeed(new TextEncoder().encode((await readFile(file, 'utf8')).trim())));

const writeDurably = async (file: string, text: string): Promise<void> => {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
};

// A link fails where the name is taken, so of two programs that create a home at once both use the same key.
const create = async (dir: string, name: KeyName): Promise<void> => {
  const fresh = join(dir, `.${randomUUID()}`);
  await writeDurably(fresh, `${new TextDecoder().decode(newKey(name).getSeed())}\n`);
  try {
    await link(fresh, join(dir, `${name}.nk`));
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(fresh);
  }
};

/** The key pair kept as `<name>.nk` in `dir`; made at its first use. */
export const keyOf = async (dir: string, name: KeyName): Promise<KeyPair> => {
  const file = join(dir, `${name}.nk`);
  try {
    return await readSeed(file);
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
  }
  await create(dir, name);
  return readSeed(file);
};

/** Makes the folder of the keys, for nobody but its owner. */
export const keyFolder = async (dir: string): Promise<void> => {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await chmod(dir, 0o700);
};
