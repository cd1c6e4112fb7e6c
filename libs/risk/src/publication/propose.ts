import { refuse } from '@guildhall/contracts';
import type { Decision, EventOf, Issue, PolicyDocument, Refusal, Role } from '@guildhall/contracts';
import { phrase } from '../text.js';
import { invalid } from './issues.js';
import type { PolicyIssues } from './issues.js';
import { nameOf } from './naming.js';
import type { PolicyState, PublishedPolicy } from './state.js';

/** `policy.propose`, with what the directory says of the caller. */
export interface ProposePolicyCommand {
  readonly type: 'propose';
  readonly caller: string;
  /** That the caller holds at the moment of the decision; none where nobody is enrolled under the id. */
  readonly roles: readonly Role[];
  readonly document: PolicyDocument;
  /** Of the document's RFC 8785 form. */
  readonly sha256: string;
  readonly reason?: string;
  /** Asked only about what would be proposed. */
  readonly issuesOf: PolicyIssues;
}

const PROPOSERS: readonly Role[] = ['operator', 'governance-board'];

// The same words mean the same policy for ever: whoever reads a version of an old assessment finds one document.
const takenVersion = (
  { document: { version }, sha256 }: ProposePolicyCommand,
  { versions }: PublishedPolicy,
): Issue[] => {
  const published = versions.get(version);
  return published === undefined || published === sha256
    ? []
    : [
        {
          pointer: '/version',
          message: `is that of another policy, published with the SHA-256 ${published}`,
        },
      ];
};

const standsAlready = (
  { caller, sha256 }: ProposePolicyCommand,
  { reference, open }: PublishedPolicy,
): { refusal: Refusal } | { events: [] } | undefined => {
  if (reference.sha256 === sha256)
    return refuse('ALREADY_EXISTS', `The policy in force is this very one, ${nameOf(reference)}.`);
  const proposal = open.get(sha256);
  if (!proposal) return undefined;
  return proposal.proposedBy === caller
    ? { events: [] }
    : refuse('ALREADY_EXISTS', `${proposal.proposedBy} has proposed it already; it waits to be endorsed.`);
};

/** So many of one person may wait to be endorsed: each keeps a whole document, and nobody takes the place of others. */
const OPEN_EACH = 10;

const tooMany = (
  { caller }: ProposePolicyCommand,
  { open }: PublishedPolicy,
): { refusal: Refusal } | undefined => {
  const own = [...open.values()].filter(({ proposedBy }) => proposedBy === caller);
  return own.length < OPEN_EACH
    ? undefined
    : refuse(
        'INVALID_STATE',
        `${caller} has proposed ${phrase(own.map(({ reference }) => nameOf(reference)))}, which wait to be endorsed; ` +
          `more than ${OPEN_EACH} may not. Once another policy is in force they are void; until then somebody else may propose.`,
      );
};

/** An operator or a member of the governance board wants another policy, be it one that was in force before. */
export const proposePolicy = (
  command: ProposePolicyCommand,
  state: PolicyState,
): Decision<EventOf<'policy.proposed'>> => {
  const { caller, roles, document, sha256, reason, issuesOf } = command;
  if (!PROPOSERS.some((role) => roles.includes(role)))
    return refuse(
      'FORBIDDEN',
      `Only an operator or a member of the governance board proposes a policy; ${caller} is neither.`,
    );
  if (state.status === 'none') return refuse('NOT_BOOTSTRAPPED', 'There is no policy in force yet.');
  const settled = standsAlready(command, state) ?? tooMany(command, state);
  if (settled) return settled;
  const refusal = invalid([...takenVersion(command, state), ...issuesOf(document, sha256)]);
  if (refusal) return refusal;
  const replaces = state.reference.sha256;
  const data = { document, sha256, replaces, ...(reason === undefined ? {} : { reason }) };
  return { events: [{ type: 'policy.proposed', data }] };
};
