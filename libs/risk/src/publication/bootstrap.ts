import { refuse } from '@guildhall/contracts';
import type { Decision, EventOf, PolicyReference, Refusal } from '@guildhall/contracts';
import type { Policy } from '../policy/policy.js';
import { phrase } from '../text.js';
import { nameOf } from './naming.js';
import type { PolicyState, PublishedPolicy } from './state.js';

/** The policy file of a start; parsed, so that only a valid one can be published. */
export interface PublishAtBootstrap {
  readonly type: 'publish-at-bootstrap';
  readonly policy: Policy;
  /** Whether somebody named this file. The one that comes with the program is for a log without a policy, no more. */
  readonly named: boolean;
}

const broughtBy = ({ signedOff }: PublishedPolicy): string =>
  signedOff
    ? `, proposed by ${signedOff.proposedBy} and endorsed by ${phrase(signedOff.endorsedBy)}`
    : ', from the file of the first start';

const otherFile = (ofFile: PolicyReference, state: PublishedPolicy): string =>
  `The log wins. In force is ${nameOf(state.reference)} since ${state.since}${broughtBy(state)}; ` +
  `the file is ${nameOf(ofFile)}. Start without GUILDHALL_POLICY. Then \`guildhall policy show > FILE\` writes the ` +
  'policy in force, which may be named again, and `guildhall policy propose FILE` is how another one comes into force.';

/**
 * ALREADY_EXISTS where a file that somebody named is not the policy in force (2.5). Where it is, it stays so, whatever
 * the rules of this version say of it: nothing is published.
 */
export const otherThanInForce = (
  ofFile: PolicyReference,
  state: PublishedPolicy,
): { refusal: Refusal } | undefined =>
  state.reference.sha256 === ofFile.sha256 ? undefined : refuse('ALREADY_EXISTS', otherFile(ofFile, state));

/** The first start publishes the file; afterwards the log's policy wins and another named file is refused (2.5). */
export const publishAtBootstrap = (
  { policy: { document, reference }, named }: PublishAtBootstrap,
  state: PolicyState,
): Decision<EventOf<'policy.published'>> => {
  if (state.status === 'published')
    return (named ? otherThanInForce(reference, state) : undefined) ?? { events: [] };
  const data = { document, sha256: reference.sha256, basis: 'bootstrap' as const };
  return { events: [{ type: 'policy.published', data }] };
};
