import { Id, ListOf, Nested, OneOf, Optional, Several, Sha256, Text } from '../fields.js';
import { Issue } from '../issue.js';
import { Sealed } from '../person.js';
import type { Role } from '../values.js';
import { ROLES } from '../values.js';

/** A person is known, with roles from this position on. Entity: the person. */
export class DirectoryEnrolled {
  @Several(ROLES, { max: ROLES.length, unique: true }) readonly roles!: Role[];
  /** Name and e-mail. */
  @Nested(() => Sealed) readonly personal!: Sealed;
  @Optional() @Sha256() readonly bootstrap?: string;
}

/** From here on tasks are accepted and nothing is imported any more. Entity: `system`. */
export class DirectoryBootstrapCompleted {
  /** Of the bootstrap file. */
  @Sha256() readonly sha256!: string;
}

/** An id is taken, whatever its case. Entity: the id in lower case; version 1 only. */
export class ClaimClaimed {
  @Id() readonly id!: string;
  @OneOf(['person', 'master', 'worker']) readonly kind!: 'person' | 'master' | 'worker';
}

/** Somebody was refused on grounds of right or rule (6.5). Entity: `f` and 20 hex digits of the causation's SHA-256. */
export class RefusalRefused {
  /** `<context>.<verb>` of the command, or the event type a service reacted to. */
  @Text(1, 100) readonly command!: string;
  @Id() readonly caller!: string;
  @Text(1, 64) readonly code!: string;
  @Optional() @Text(1, 64) readonly rule?: string;
  /** The entity it was about; the caller where there is none. */
  @Id() readonly about!: string;
  /** What the reply said. */
  @Text(1, 1000) readonly message!: string;
  /** What exactly is wrong, where that has places; else empty. */
  @ListOf(() => Issue, { max: 200 }) readonly details!: Issue[];
}
