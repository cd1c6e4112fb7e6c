import { refuse } from '@guildhall/contracts';
import type { Decision, EventOf, PolicyDocument, PolicyReference, Recorded } from '@guildhall/contracts';
import { unreachable } from '../unreachable.js';
import type { Policy } from '../policy/policy.js';

type PolicyEventType = 'policy.published';

/** The policy that the log holds, if any. */
export type PolicyState =
  | { readonly status: 'none' }
  | { readonly status: 'published'; readonly document: PolicyDocument; readonly reference: PolicyReference };

/** The policy file of a start; parsed, so that only a valid one can be published. */
export interface PublishAtBootstrap {
  readonly type: 'publish-at-bootstrap';
  readonly policy: Policy;
  /** Whether somebody named this file. The one that comes with the program is for a log without a policy, no more. */
  readonly named: boolean;
}

/** Everything that can be asked of the policy. */
export type PolicyCommand = PublishAtBootstrap;

const initialState: PolicyState = { status: 'none' };

const name = ({ version, sha256 }: PolicyReference): string => `version ${version} (SHA-256 ${sha256})`;

/** The first start publishes the file; afterwards the log's policy wins and another named file is refused (2.5). */
const publishAtBootstrap = (
  { policy: { document, reference }, named }: PublishAtBootstrap,
  state: PolicyState,
): Decision<EventOf<PolicyEventType>> => {
  if (state.status === 'none')
    return {
      events: [
        { type: 'policy.published', data: { document, sha256: reference.sha256, basis: 'bootstrap' } },
      ],
    };
  return !named || state.reference.sha256 === reference.sha256
    ? { events: [] }
    : refuse(
        'ALREADY_EXISTS',
        `The policy in force is ${name(state.reference)}, from the log; the file is ${name(reference)}. ` +
          'The log wins: start with the file of the policy in force.',
      );
};

const decide = (command: PolicyCommand, state: PolicyState): Decision<EventOf<PolicyEventType>> => {
  switch (command.type) {
    case 'publish-at-bootstrap':
      return publishAtBootstrap(command, state);
    default:
      return unreachable(command.type);
  }
};

const evolve = (_state: PolicyState, event: Recorded<PolicyEventType>): PolicyState => {
  const { document, sha256 } = event.data;
  return { status: 'published', document, reference: { version: document.version, sha256 } };
};

/** Decisions about the entity policy/default. A start with a named file that is not the log's refuses with ALREADY_EXISTS. */
export const policyDecider = { initialState, decide, evolve };
