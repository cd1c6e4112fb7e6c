import { Id, Ids, Nested, OneOf, Optional, Sha256, Text } from '../fields.js';
import { PolicyDocument } from '../policy.js';

/** Somebody wants another policy. Entity: `default`. */
export class PolicyProposed {
  @Nested(() => PolicyDocument) readonly document!: PolicyDocument;
  /** Of the document's RFC 8785 form: what members of the board endorse. */
  @Sha256() readonly sha256!: string;
  /** The policy that is in force, which this one is to replace; once another is, the proposal is void. */
  @Sha256() readonly replaces!: string;
  /** What is to become different, for those who judge it. */
  @Optional() @Text(1, 2000) readonly reason?: string;
}

/** A member of the governance board agrees with what is proposed under this hash. Entity: `default`. */
export class PolicyEndorsed {
  @Sha256() readonly sha256!: string;
}

/** A policy is in force from here on. Entity: `default`. */
export class PolicyPublished {
  @Nested(() => PolicyDocument) readonly document!: PolicyDocument;
  /** Of the document's RFC 8785 form. */
  @Sha256() readonly sha256!: string;
  /** `bootstrap`: the file of the first start; `endorsed`: signed off by the governance board. */
  @OneOf(['bootstrap', 'endorsed']) readonly basis!: 'bootstrap' | 'endorsed';
  /** Where it was endorsed. */
  @Optional() @Id() readonly proposedBy?: string;
  /** The members who have signed it off, in the order in which they did. */
  @Optional() @Ids({ min: 2, max: 100, unique: true }) readonly endorsedBy?: string[];
}
