import type { EventOf, PolicyDocument, PolicyReference, Recorded, TypesOf } from '@guildhall/contracts';

/** What happens to the policy. */
export type PolicyEvent = EventOf<TypesOf<'policy'>>;
/** The same as the log holds it. */
export type RecordedPolicyEvent = Recorded<TypesOf<'policy'>>;

/** A member of the governance board agrees. */
export interface Endorsement {
  readonly by: string;
  /** Of its event in the log: whoever loses the role afterwards does not count any more. */
  readonly position: number;
}

/** A policy that is to replace the one in force, for as long as that is in force. */
export interface ProposedPolicy {
  readonly document: PolicyDocument;
  readonly reference: PolicyReference;
  readonly proposedBy: string;
  /** The last one of each member, in their order. */
  readonly endorsements: readonly Endorsement[];
}

/** Who has put a policy in force, where it was no file of a first start. */
export interface SignedOff {
  readonly proposedBy: string;
  readonly endorsedBy: readonly string[];
}

/** The policy in force, and what there is besides. */
export interface PublishedPolicy {
  readonly status: 'published';
  readonly document: PolicyDocument;
  readonly reference: PolicyReference;
  /** When it came into force, RFC 3339. */
  readonly since: string;
  /** Of the event that put it in force. */
  readonly position: number;
  readonly signedOff?: SignedOff;
  /** SHA-256 of every policy that was ever in force, by its version: no two of them have the same. */
  readonly versions: ReadonlyMap<string, string>;
  /** What may be endorsed, by its SHA-256. */
  readonly open: ReadonlyMap<string, ProposedPolicy>;
  /** SHA-256 of everything that was ever proposed or in force. */
  readonly known: ReadonlySet<string>;
}

/** The entity policy/default: nothing before the first start, and a policy in force ever after. */
export type PolicyState = { readonly status: 'none' } | PublishedPolicy;

/** Before the first event. */
export const initialPolicy: PolicyState = { status: 'none' };

const signedOffBy = ({ proposedBy, endorsedBy }: EventOf<'policy.published'>['data']) =>
  proposedBy === undefined || endorsedBy === undefined ? {} : { signedOff: { proposedBy, endorsedBy } };

// What is open was to replace what is in force no longer, so it is void: nobody takes back by accident what others changed.
const published = (
  state: PolicyState,
  { data, time, position }: Recorded<'policy.published'>,
): PublishedPolicy => {
  const { document, sha256 } = data;
  const before = state.status === 'none' ? { versions: [], known: [] } : state;
  return {
    status: 'published',
    document,
    reference: { version: document.version, sha256 },
    since: time,
    position,
    ...signedOffBy(data),
    versions: new Map([...before.versions, [document.version, sha256]]),
    open: new Map(),
    known: new Set([...before.known, sha256]),
  };
};

const proposed = (state: PublishedPolicy, { data, actor }: Recorded<'policy.proposed'>): PublishedPolicy => {
  const { document, sha256 } = data;
  const reference = { version: document.version, sha256 };
  const proposal: ProposedPolicy = { document, reference, proposedBy: actor, endorsements: [] };
  return {
    ...state,
    open: new Map([...state.open, [sha256, proposal]]),
    known: new Set([...state.known, sha256]),
  };
};

const endorsed = (
  state: PublishedPolicy,
  { data: { sha256 }, actor, position }: Recorded<'policy.endorsed'>,
): PublishedPolicy => {
  const proposal = state.open.get(sha256);
  if (!proposal) return state;
  const others = proposal.endorsements.filter(({ by }) => by !== actor);
  const endorsements = [...others, { by: actor, position }];
  return { ...state, open: new Map([...state.open, [sha256, { ...proposal, endorsements }]]) };
};

/** The state after `event`. */
export const evolvePolicy = (state: PolicyState, event: RecordedPolicyEvent): PolicyState => {
  if (event.type === 'policy.published') return published(state, event);
  // Nothing is proposed before the first start.
  if (state.status === 'none') return state;
  return event.type === 'policy.proposed' ? proposed(state, event) : endorsed(state, event);
};
