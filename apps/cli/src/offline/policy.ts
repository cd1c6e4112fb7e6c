import { createHash } from 'node:crypto';
import { PolicyDocument, digestOf, parseMessage } from '@guildhall/contracts';
import type { Issue } from '@guildhall/contracts';
import { parsePolicy } from '@guildhall/risk';
import type { Policy } from '@guildhall/risk';
import { unusable } from '../failure.js';
import { readInputFile } from '../files.js';
import { parseYaml } from '../yaml.js';

const MAX_BYTES = 1024 * 1024;

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

const invalid = (path: string, issues: Issue[] | undefined): Error =>
  unusable(`${path} is not a valid policy.`, issues);

/** Reads a policy file; all that is wrong with it is listed (exit 2). */
export const loadPolicy = (path: string): Policy => {
  const document = parseMessage(PolicyDocument, parseYaml(readInputFile(path), path, MAX_BYTES));
  if (!('value' in document)) throw invalid(path, document.refusal.details);
  const parsed = parsePolicy(document.value, digestOf(document.value, sha256));
  if ('policy' in parsed) return parsed.policy;
  throw invalid(path, parsed.issues);
};
