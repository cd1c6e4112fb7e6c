import { Nested, Optional, Sha256, Text } from '../fields.js';
import { PolicyDocument } from '../policy.js';

/** `policy.propose`: another policy than that in force; by an operator or a member of the governance board. */
export class ProposePolicy {
  @Nested(() => PolicyDocument) readonly document!: PolicyDocument;
  /** What is to become different, for those who judge it. */
  @Optional() @Text(1, 2000) readonly reason?: string;
}

/** `policy.endorse`: two members of the governance board, neither of them the proposer, put a policy in force. */
export class EndorsePolicy {
  /** Of the RFC 8785 form of what was proposed. */
  @Sha256() readonly sha256!: string;
}
