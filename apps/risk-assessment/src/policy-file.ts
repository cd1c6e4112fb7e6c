import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PolicyDocument, digestOf, parseMessage } from '@guildhall/contracts';
import type { Issue } from '@guildhall/contracts';
import { sha256 } from '@guildhall/event-store';
import { SettingsError } from '@guildhall/messaging';
import { parsePolicy } from '@guildhall/risk';
import type { Policy } from '@guildhall/risk';
import { parse } from 'yaml';

const DEFAULT_POLICY = fileURLToPath(new URL('../../../policies/default.yaml', import.meta.url));

const reject = (path: string, issues: readonly Issue[]): never => {
  const list = issues.map(({ pointer, message }) => `${pointer || '/'} ${message}`).join('; ');
  throw new SettingsError(`GUILDHALL_POLICY: ${path} is not a valid policy: ${list}`);
};

const readYaml = (path: string): unknown => {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SettingsError(`GUILDHALL_POLICY: ${path} cannot be read: ${why}`, { cause });
  }
};

/** The policy of a first start, from the file that GUILDHALL_POLICY names. Throws a SettingsError with every issue. */
export const readPolicyFile = (path = DEFAULT_POLICY): Policy => {
  const message = parseMessage(PolicyDocument, readYaml(path));
  if ('refusal' in message) return reject(path, message.refusal.details ?? []);
  const compiled = parsePolicy(message.value, digestOf(message.value, sha256));
  return 'issues' in compiled ? reject(path, compiled.issues) : compiled.policy;
};
