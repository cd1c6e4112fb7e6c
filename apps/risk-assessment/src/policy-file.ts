import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Issue } from '@guildhall/contracts';
import { sha256 } from '@guildhall/event-store';
import { SettingsError } from '@guildhall/messaging';
import { MAX_POLICY_FILE_BYTES, parsePolicy, readPolicyDocument } from '@guildhall/risk';
import type { Policy, ReadDocument } from '@guildhall/risk';
import { listed, located, readYaml } from '@guildhall/yaml';
import type { LocatedIssue } from '@guildhall/yaml';

const DEFAULT_POLICY = fileURLToPath(new URL('../../../policies/default.yaml', import.meta.url));

const reject = (path: string, issues: readonly LocatedIssue[]): never => {
  throw new SettingsError(`GUILDHALL_POLICY: ${path} is not a valid policy:\n${listed(path, issues)}`);
};

const bytesOf = (path: string): Uint8Array => {
  try {
    return readFileSync(path);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SettingsError(`GUILDHALL_POLICY: ${path} cannot be read: ${why}`, { cause });
  }
};

const tooLong = (path: string, bytes: number): SettingsError =>
  new SettingsError(
    `GUILDHALL_POLICY: ${path} has ${bytes} bytes; at most ${MAX_POLICY_FILE_BYTES} are accepted.`,
  );

/** A policy file of the right shape. */
export interface PolicyFile extends ReadDocument {
  /** As a policy to be published. Throws a SettingsError with every issue where today's rules do not let it be one. */
  readonly policy: () => Policy;
}

/**
 * The policy file of a start: that which GUILDHALL_POLICY names. Throws a SettingsError with everything that is wrong with
 * its shape, one a line, each with its place in the file.
 */
export const readPolicyFile = (path = DEFAULT_POLICY): PolicyFile => {
  const bytes = bytesOf(path);
  if (bytes.length > MAX_POLICY_FILE_BYTES) throw tooLong(path, bytes.length);
  const yaml = readYaml(bytes);
  if ('issues' in yaml) return reject(path, yaml.issues);
  const rejectAll = (issues: readonly Issue[]): never => reject(path, located(issues, yaml.lineOf));
  const file = readPolicyDocument(yaml.value, sha256);
  if ('issues' in file) return rejectAll(file.issues);
  const policy = (): Policy => {
    const parsed = parsePolicy(file.read.document, file.read.reference.sha256);
    return 'issues' in parsed ? rejectAll(parsed.issues) : parsed.policy;
  };
  return { ...file.read, policy };
};
