import type { Decision, EventOf, PolicyDocument, Role } from '@guildhall/contracts';
import { policyDecider } from '../src/index.js';
import type {
  EndorsePolicyCommand,
  PolicyCommand,
  PolicyEvent,
  PolicyState,
  ProposePolicyCommand,
  RecordedPolicyEvent,
} from '../src/index.js';
import { DEFAULT_DOCUMENT, digest, documentWith } from './support.js';

const digests = new WeakMap<PolicyDocument, string>();

/** Of a policy, computed once: properties ask for it very often. */
export const hashOf = (document: PolicyDocument): string => {
  const hash = digests.get(document) ?? digest(document);
  digests.set(document, hash);
  return hash;
};

export const IN_FORCE_SINCE = '2026-11-01T08:00:00.000Z';

/** An event of the policy, by whom. */
export type By = [actor: string, event: PolicyEvent];

/** As the log would hold it, at this position. */
export const recordedPolicy = ([actor, event]: By, position: number): RecordedPolicyEvent => ({
  ...event,
  id: `event-${position}`,
  context: 'policy',
  entity: 'default',
  version: position,
  position,
  time: IN_FORCE_SINCE,
  actor,
  correlation: 'default',
  causation: `cause-${position}`,
});

/** The state after these, at the positions from 1 on. */
export const after = (...events: By[]): PolicyState =>
  events.reduce<PolicyState>(
    (state, event, index) => policyDecider.evolve(state, recordedPolicy(event, index + 1)),
    policyDecider.initialState,
  );

export const when = (state: PolicyState, command: PolicyCommand): Decision<PolicyEvent> =>
  policyDecider.decide(command, state);

/** The default policy under another version: a valid one. */
export const other = (version: string): PolicyDocument => documentWith({ version });

export const booted = (document: PolicyDocument = DEFAULT_DOCUMENT): By => [
  'policy',
  { type: 'policy.published', data: { document, sha256: hashOf(document), basis: 'bootstrap' } },
];

const replacing = (document: PolicyDocument, replaces: PolicyDocument): EventOf<'policy.proposed'> => ({
  type: 'policy.proposed',
  data: { document, sha256: hashOf(document), replaces: hashOf(replaces) },
});

export const proposed = (actor: string, document: PolicyDocument, replaces = DEFAULT_DOCUMENT): By => [
  actor,
  replacing(document, replaces),
];

export const endorsed = (actor: string, document: PolicyDocument): By => [
  actor,
  { type: 'policy.endorsed', data: { sha256: hashOf(document) } },
];

/** Put in force by the last who endorsed it. */
export const published = (document: PolicyDocument, proposedBy: string, ...endorsedBy: string[]): By => [
  endorsedBy.at(-1) ?? 'nobody',
  {
    type: 'policy.published',
    data: { document, sha256: hashOf(document), basis: 'endorsed', proposedBy, endorsedBy },
  },
];

const NOTHING_WRONG = (): [] => [];

export const propose = (
  caller: string,
  document: PolicyDocument,
  more: Partial<ProposePolicyCommand> = {},
): ProposePolicyCommand => ({
  type: 'propose',
  caller,
  roles: ['operator'] satisfies Role[],
  document,
  sha256: hashOf(document),
  issuesOf: NOTHING_WRONG,
  ...more,
});

/** All of `board` have been members since before the log began, or since the position that is given. */
export const endorse = (
  caller: string,
  document: PolicyDocument,
  board: readonly (string | [string, number])[] = ['gwen', 'george', 'vera'],
  more: Partial<EndorsePolicyCommand> = {},
): EndorsePolicyCommand => ({
  type: 'endorse',
  caller,
  sha256: hashOf(document),
  board: new Map(board.map((member) => (typeof member === 'string' ? [member, 0] : member))),
  issuesOf: NOTHING_WRONG,
  ...more,
});

/** Nothing but a refusal with this code and message. */
export const refusal = (code: string, message: string, more: object = {}) => ({
  refusal: { code, message, ...more },
});
