import { createHash } from 'node:crypto';
import { readPolicy } from '@guildhall/risk';
import type { Policy } from '@guildhall/risk';
import { unusable } from '../failure.js';
import { readInputFile } from '../files.js';
import { parseYaml } from '../yaml.js';

const MAX_BYTES = 1024 * 1024;

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

/** Reads a policy file; all that is wrong with it is listed with its line (exit 2). */
export const loadPolicy = (path: string): Policy => {
  const { value, locate } = parseYaml(readInputFile(path), path, MAX_BYTES);
  const read = readPolicy(value, sha256);
  if ('policy' in read) return read.policy;
  throw unusable(`${path} is not a valid policy.`, locate(read.issues));
};
