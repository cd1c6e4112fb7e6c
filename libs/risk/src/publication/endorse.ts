import { refuse } from '@guildhall/contracts';
import type { Decision, EventOf, Refusal } from '@guildhall/contracts';
import { invalid } from './issues.js';
import type { PolicyIssues } from './issues.js';
import { nameOf } from './naming.js';
import type { PolicyState, ProposedPolicy } from './state.js';

/** `policy.endorse`, with what the directory says of the caller and of those who endorsed before. */
export interface EndorsePolicyCommand {
  readonly type: 'endorse';
  readonly caller: string;
  readonly sha256: string;
  /**
   * Those of them who hold the role governance-board themselves at the moment of the decision, and since which position
   * of the log without a break. Nobody else's: it cannot be lent for this.
   */
  readonly board: ReadonlyMap<string, number>;
  /** Asked only about what would be endorsed. */
  readonly issuesOf: PolicyIssues;
}

/** So many members of the board, none of them the proposer, put a policy in force (2.5). */
const NEEDED = 2;

type Refused = { refusal: Refusal };

const found = ({ sha256 }: EndorsePolicyCommand, state: PolicyState): ProposedPolicy | Refused => {
  const unknown = refuse('NOT_FOUND', `No policy with the SHA-256 ${sha256} is proposed.`);
  if (state.status === 'none') return unknown;
  const { reference, open, known } = state;
  if (reference.sha256 === sha256)
    return refuse('INVALID_STATE', `The policy in force is this very one, ${nameOf(reference)}.`);
  if (!known.has(sha256)) return unknown;
  return (
    open.get(sha256) ??
    refuse(
      'STALE_VIEW',
      `The policy in force is now ${nameOf(reference)}. What was proposed to replace an earlier one is void: ` +
        'propose it anew if it is still wanted.',
    )
  );
};

/** Those who have endorsed it and could do so now. */
const counting = ({ board }: EndorsePolicyCommand, { endorsements }: ProposedPolicy): string[] =>
  endorsements.filter(({ by, position }) => (board.get(by) ?? Infinity) < position).map(({ by }) => by);

const obstacle = (
  { caller, issuesOf }: EndorsePolicyCommand,
  { document, reference: { sha256 }, proposedBy }: ProposedPolicy,
  earlier: readonly string[],
): Refused | undefined => {
  if (proposedBy === caller)
    return refuse(
      'SEPARATION_OF_DUTIES',
      `${caller} proposed it; other members of the governance board endorse it.`,
    );
  if (earlier.includes(caller))
    return refuse('ALREADY_APPROVED', `${caller} has endorsed it; it takes another member of the board.`);
  return invalid(issuesOf(document, sha256));
};

/**
 * A member of the governance board agrees with what is proposed; the second one whose word counts puts it in force, in
 * the same append. Whoever has lost the role since does not count, and may endorse anew once it is theirs again.
 */
export const endorsePolicy = (
  command: EndorsePolicyCommand,
  state: PolicyState,
): Decision<EventOf<'policy.endorsed' | 'policy.published'>> => {
  const { caller, sha256, board } = command;
  if (!board.has(caller))
    return refuse('FORBIDDEN', `Only members of the governance board endorse a policy; ${caller} is none.`);
  const proposal = found(command, state);
  if ('refusal' in proposal) return proposal;
  const earlier = counting(command, proposal);
  const refused = obstacle(command, proposal, earlier);
  if (refused) return refused;
  const endorsedBy = [...earlier, caller];
  const endorsed = { type: 'policy.endorsed' as const, data: { sha256 } };
  if (endorsedBy.length < NEEDED) return { events: [endorsed] };
  const { document, proposedBy } = proposal;
  const data = { document, sha256, basis: 'endorsed' as const, proposedBy, endorsedBy };
  return { events: [endorsed, { type: 'policy.published', data }] };
};
