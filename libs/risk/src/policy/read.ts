import { PolicyDocument, digestOf, parseMessage } from '@guildhall/contracts';
import type { Issue, Sha256Fn } from '@guildhall/contracts';
import { parsePolicy } from './parse.js';
import type { Policy } from './policy.js';

/**
 * What a policy file holds, as a policy ready to be published; or everything that is wrong with it, each with a JSON
 * pointer: with its shape (the published schema), or else with what it says (`parsePolicy`).
 */
export const readPolicy = (value: unknown, sha256: Sha256Fn): { policy: Policy } | { issues: Issue[] } => {
  const read = parseMessage(PolicyDocument, value);
  return 'value' in read
    ? parsePolicy(read.value, digestOf(read.value, sha256))
    : { issues: read.refusal.details ?? [] };
};
