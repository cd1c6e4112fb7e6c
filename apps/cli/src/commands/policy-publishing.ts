import { InvalidArgumentError } from 'commander';
import type { PolicyItem } from '@guildhall/contracts';
import type { Command } from 'commander';
import type { Client } from '../client/client.js';
import { ifAnswered } from '../client/if-answered.js';
import { lookAtProposal } from '../policies/endorsing.js';
import { isSha256Prefix, policiesOf, policyInForce, policyNamed } from '../policies/listing.js';
import { proposalOf } from '../policies/proposal.js';
import { policyText } from '../policies/text.js';
import { renderEndorsed, renderPolicies, renderProposed } from '../render/policies.js';
import { withClient } from '../session.js';
import type { Session } from '../session.js';
import { paged } from './paging.js';
import type { PageOptions } from './paging.js';

const propose = (session: Session, file: string, { reason }: { reason?: string }): Promise<void> => {
  const payload = proposalOf(file, reason);
  return withClient(session, async (client) => {
    const done = await client.command('policy.propose', payload);
    const known = await lookAtProposal(client, done);
    session.output.result(done, (style) => renderProposed(done.result, known, style));
  });
};

const endorse = (session: Session, sha256: string): Promise<void> =>
  withClient(session, async (client) => {
    const done = await client.command('policy.endorse', { sha256 });
    const known = await lookAtProposal(client, done);
    session.output.result(done, (style) => renderEndorsed(done.result, known, style));
  });

// Whoever is no person reads no list, but what is in force.
const itemOf = async (client: Client, prefix: string | undefined): Promise<PolicyItem | undefined> => {
  if (prefix !== undefined) return policyNamed(await policiesOf(client), prefix);
  const policies = await ifAnswered(policiesOf(client));
  return policies && policyInForce(policies);
};

const show = (session: Session, prefix: string | undefined): Promise<void> =>
  withClient(session, async (client) => {
    const item = await itemOf(client, prefix);
    const { result } = await client.query('policy.get', item ? { sha256: item.hash } : {});
    session.output.result(result, () => policyText(result, item));
  });

const list = (session: Session, options: PageOptions): Promise<void> =>
  withClient(session, async (client) => {
    const { result } = await client.query('policy.list', options);
    session.output.result(result, (style) => renderPolicies(result, style));
  });

const aPrefix = (value: string): string => {
  if (isSha256Prefix(value)) return value;
  throw new InvalidArgumentError('It must be a SHA-256, or its first 8 digits or more.');
};

// Two policies whose hashes begin alike are made in no time; by the whole of it, what is endorsed is what was read.
const aWholeSha256 = (value: string): string => {
  if (/^[0-9a-f]{64}$/.test(value)) return value;
  throw new InvalidArgumentError('It must be all 64 digits, as `policy show` prints them.');
};

/** `policy propose`, `endorse`, `show` and `list`. */
export const addPublishing = (policy: Command, session: () => Session): void => {
  policy
    .command('propose')
    .description('propose another policy than the one in force; for operators and the governance board')
    .argument('<file>', 'YAML or JSON')
    .option('--reason <text>', 'what is to become different, for those who judge it')
    .action((file: string, options: { reason?: string }) => propose(session(), file, options));
  policy
    .command('endorse')
    .description('agree to a proposed policy; for the governance board, never for its proposer')
    .argument('<sha256>', 'all of it, of what you have read', aWholeSha256)
    .action((sha256: string) => endorse(session(), sha256));
  policy
    .command('show')
    .description('a policy as the file it could be: the one in force, or any that was ever proposed')
    .argument('[sha256]', 'its SHA-256, or the beginning of it', aPrefix)
    .action((prefix: string | undefined) => show(session(), prefix));
  paged(policy.command('list').description('policies in force, before and proposed, newest first')).action(
    (options: PageOptions) => list(session(), options),
  );
};
