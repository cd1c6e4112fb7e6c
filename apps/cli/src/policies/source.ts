import { existsSync } from 'node:fs';
import { compilePolicy } from '@guildhall/risk';
import type { Policy } from '@guildhall/risk';
import type { Client } from '../client/client.js';
import { loadPolicy } from '../offline/policy.js';
import { withClient } from '../session.js';
import type { Session } from '../session.js';
import { isSha256Prefix, policiesOf, policyNamed as listed } from './listing.js';

/** The policy of the log that decides now; as an argument. */
const IN_FORCE = 'in-force';

/** A policy as somebody has named it. */
export interface NamedPolicy {
  name: string;
  policy: Policy;
}

type Question = (client: Pick<Client, 'query'>) => Promise<string | undefined>;

/** How the log is asked for the policy; undefined where a file is meant: one that is there always is. */
const questionOf = (name: string): Question | undefined => {
  if (existsSync(name)) return undefined;
  if (name === IN_FORCE) return () => Promise.resolve(undefined);
  return isSha256Prefix(name) ? async (client) => listed(await policiesOf(client), name).hash : undefined;
};

// What the log holds is assessed with whatever later versions say about files.
const fromLog = (session: Session, question: Question): Promise<Policy> =>
  withClient(session, async (client) => {
    const sha256 = await question(client);
    const { result } = await client.query('policy.get', sha256 === undefined ? {} : { sha256 });
    return compilePolicy(result.document, result.hash);
  });

/**
 * A file; `in-force`; or the SHA-256 of a policy that was ever proposed or published, or 8 and more of its first digits. Of
 * a file all that is wrong is listed (exit 2); what is not a file is asked for, as `--as`.
 */
export const policyNamed = async (session: Session, name: string): Promise<NamedPolicy> => {
  const question = questionOf(name);
  return { name, policy: question ? await fromLog(session, question) : loadPolicy(name) };
};
