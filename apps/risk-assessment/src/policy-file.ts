import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sha256 } from '@guildhall/event-store';
import { SettingsError } from '@guildhall/messaging';
import { readPolicy } from '@guildhall/risk';
import type { Policy } from '@guildhall/risk';
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

/**
 * The policy of a first start, from the file that GUILDHALL_POLICY names. Throws a SettingsError with every issue, one a
 * line, each with its place in the file.
 */
export const readPolicyFile = (path = DEFAULT_POLICY): Policy => {
  const yaml = readYaml(bytesOf(path));
  if ('issues' in yaml) return reject(path, yaml.issues);
  const read = readPolicy(yaml.value, sha256);
  return 'issues' in read ? reject(path, located(read.issues, yaml.lineOf)) : read.policy;
};
