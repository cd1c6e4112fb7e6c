import { Nested, OneOf, Sha256 } from '../fields.js';
import { PolicyDocument } from '../policy.js';

/** A policy is in force from here on. Entity: `default`. */
export class PolicyPublished {
  @Nested(() => PolicyDocument) readonly document!: PolicyDocument;
  /** Of the document's RFC 8785 form. */
  @Sha256() readonly sha256!: string;
  /** `bootstrap`: the file of the first start; `endorsed`: signed off by the governance board. */
  @OneOf(['bootstrap', 'endorsed']) readonly basis!: 'bootstrap' | 'endorsed';
}
