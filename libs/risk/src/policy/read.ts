import { PolicyDocument, digestOf, parseMessage } from '@guildhall/contracts';
import type { Issue, PolicyReference, Sha256Fn } from '@guildhall/contracts';
import { parsePolicy } from './parse.js';
import type { Policy } from './policy.js';

/**
 * So long, in bytes, a policy file may be: 256 KiB. As JSON a proposal has 64 KiB at most; comments and YAML take the rest.
 */
export const MAX_POLICY_FILE_BYTES = 256 * 1024;

/** A document of the published schema, whether or not it could be published; `sha256` is that of its RFC 8785 form. */
export interface ReadDocument {
  readonly document: PolicyDocument;
  readonly reference: PolicyReference;
}

/** What a policy file holds, or everything that is wrong with its shape (the published schema), each with a JSON pointer. */
export const readPolicyDocument = (
  value: unknown,
  sha256: Sha256Fn,
): { read: ReadDocument } | { issues: readonly Issue[] } => {
  const parsed = parseMessage(PolicyDocument, value);
  if (!('value' in parsed)) return { issues: parsed.refusal.details ?? [] };
  const document = parsed.value;
  return {
    read: { document, reference: { version: document.version, sha256: digestOf(document, sha256) } },
  };
};

/**
 * What a policy file holds, as a policy ready to be published; or everything that is wrong with it, each with a JSON
 * pointer: with its shape, or else with what it says (`parsePolicy`).
 */
export const readPolicy = (
  value: unknown,
  sha256: Sha256Fn,
): { policy: Policy } | { issues: readonly Issue[] } => {
  const file = readPolicyDocument(value, sha256);
  return 'issues' in file ? file : parsePolicy(file.read.document, file.read.reference.sha256);
};
