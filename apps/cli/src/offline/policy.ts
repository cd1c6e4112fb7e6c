import { createHash } from 'node:crypto';
import { MAX_POLICY_FILE_BYTES, readPolicy } from '@guildhall/risk';
import type { Policy } from '@guildhall/risk';
import { unusable } from '../failure.js';
import { readInputFile } from '../files.js';
import { parseYaml } from '../yaml.js';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

/** Reads a policy file; all that is wrong with it is listed with its line (exit 2). */
export const loadPolicy = (path: string): Policy => {
  const { value, locate } = parseYaml(readInputFile(path), path, MAX_POLICY_FILE_BYTES);
  const read = readPolicy(value, sha256);
  if ('policy' in read) return read.policy;
  throw unusable(`${path} is not a valid policy.`, locate(read.issues));
};
