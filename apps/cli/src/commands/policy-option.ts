import { DEFAULT_POLICY } from '../repository.js';
import type { Session } from '../session.js';

/** The options of commands that go by a policy file. */
export interface PolicyOptions {
  policy?: string;
}

export const POLICY_OPTION = [
  '--policy <file>',
  'another policy than GUILDHALL_POLICY or the default',
] as const;

/** The file that such a command goes by. */
export const policyFileOf = ({ settings }: Session, { policy }: PolicyOptions): string =>
  policy ?? settings.policy ?? DEFAULT_POLICY;
