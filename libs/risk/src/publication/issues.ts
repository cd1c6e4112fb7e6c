import { refuse } from '@guildhall/contracts';
import type { Issue, PolicyDocument, Refusal } from '@guildhall/contracts';
import { parsePolicy } from '../policy/parse.js';

/** What keeps a policy from being put in force by today's rules, each with a pointer into it; `sha256` is its own. */
export type PolicyIssues = (document: PolicyDocument, sha256: string) => readonly Issue[];

/** By the rules of this version. */
export const policyIssues: PolicyIssues = (document, sha256) => {
  const parsed = parsePolicy(document, sha256);
  return 'issues' in parsed ? parsed.issues : [];
};

/** `VALIDATION_FAILED` with all of them, as pointers into what was proposed; undefined where there are none. */
export const invalid = (issues: readonly Issue[]): { refusal: Refusal } | undefined =>
  issues.length === 0
    ? undefined
    : refuse('VALIDATION_FAILED', 'The policy cannot be put in force.', {
        details: issues.map(({ pointer, message }) => ({ pointer: `/document${pointer}`, message })),
      });
