import type { Decision } from '@guildhall/contracts';
import { unreachable } from '../unreachable.js';
import { publishAtBootstrap } from './bootstrap.js';
import type { PublishAtBootstrap } from './bootstrap.js';
import { endorsePolicy } from './endorse.js';
import type { EndorsePolicyCommand } from './endorse.js';
import { proposePolicy } from './propose.js';
import type { ProposePolicyCommand } from './propose.js';
import { evolvePolicy, initialPolicy } from './state.js';
import type { PolicyEvent, PolicyState } from './state.js';

/** Everything that can be asked of the policy. */
export type PolicyCommand = PublishAtBootstrap | ProposePolicyCommand | EndorsePolicyCommand;

const decide = (command: PolicyCommand, state: PolicyState): Decision<PolicyEvent> => {
  switch (command.type) {
    case 'publish-at-bootstrap':
      return publishAtBootstrap(command, state);
    case 'propose':
      return proposePolicy(command, state);
    case 'endorse':
      return endorsePolicy(command, state);
    default:
      return unreachable(command);
  }
};

/**
 * Decisions about the entity policy/default (2.5).
 *
 * `publish-at-bootstrap` refuses a named file that is not the log's policy with ALREADY_EXISTS. `propose` ends in
 * `policy.proposed`, in nothing where the same person has done so, or refuses with FORBIDDEN, NOT_BOOTSTRAPPED,
 * ALREADY_EXISTS, INVALID_STATE where ten of the caller's are open, or VALIDATION_FAILED with every issue. `endorse` ends
 * in `policy.endorsed`, followed by `policy.published` where two members of the board agree by it, or refuses with
 * FORBIDDEN, NOT_FOUND, INVALID_STATE, STALE_VIEW, SEPARATION_OF_DUTIES, ALREADY_APPROVED, VALIDATION_FAILED.
 */
export const policyDecider = { initialState: initialPolicy, decide, evolve: evolvePolicy };
