import { policyNamed } from '../policies/source.js';
import type { NamedPolicy } from '../policies/source.js';
import { DEFAULT_POLICY } from '../repository.js';
import type { Session } from '../session.js';

/** The options of commands that go by a policy. */
export interface PolicyOptions {
  policy?: string;
}

export const POLICY_OPTION = [
  '--policy <policy>',
  'a file, in-force, or the SHA-256 of one on record; by default that of GUILDHALL_POLICY, or the default policy',
] as const;

/** The policy that such a command goes by. A file needs no system. */
export const policyOf = (session: Session, { policy }: PolicyOptions): Promise<NamedPolicy> =>
  policyNamed(session, policy ?? session.settings.policy ?? DEFAULT_POLICY);
