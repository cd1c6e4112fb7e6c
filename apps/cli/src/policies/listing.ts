import type { PolicyItem } from '@guildhall/contracts';
import type { Client } from '../client/client.js';
import { refused, unusable } from '../failure.js';

const PAGE = 500;
const PREFIX = /^[0-9a-f]{8,64}$/;

/** Whether this can be the beginning of a SHA-256: fewer than 8 digits would soon be those of another one. */
export const isSha256Prefix = (text: string): boolean => PREFIX.test(text);

/** Every policy that was ever proposed or published, newest first, once the view has reached `after`: all pages. */
export const policiesOf = async (
  client: Pick<Client, 'query'>,
  after: { after?: number } = {},
): Promise<PolicyItem[]> => {
  const found: PolicyItem[] = [];
  for (let from = {}; ;) {
    const { result } = await client.query('policy.list', { limit: PAGE, ...after, ...from });
    found.push(...result.policies);
    if (result.next === undefined) return found;
    from = { cursor: result.next };
  }
};

/** The policy in force. Ends in a Failure (exit 1) where there is none yet. */
export const policyInForce = (policies: readonly PolicyItem[]): PolicyItem => {
  const found = policies.find(({ status }) => status === 'in-force');
  if (found) return found;
  throw refused({ code: 'NOT_FOUND', message: 'No policy has been published yet.' });
};

/** The one policy whose SHA-256 begins like this. Ends in a Failure where there is none (exit 1), or several (exit 2). */
export const policyNamed = (policies: readonly PolicyItem[], prefix: string): PolicyItem => {
  const found = policies.filter(({ hash }) => hash.startsWith(prefix));
  const [only] = found;
  if (!only)
    throw refused(
      {
        code: 'NOT_FOUND',
        message: `No policy whose SHA-256 begins with ${prefix} was ever proposed or published.`,
      },
      '`guildhall policy list` shows all there are.',
    );
  if (found.length === 1) return only;
  throw unusable(
    `The SHA-256 of ${found.length} policies begins with ${prefix}.`,
    found.map(({ hash, version }) => ({ pointer: '', message: `${hash}  ${version}` })),
    'Give more of it.',
  );
};
