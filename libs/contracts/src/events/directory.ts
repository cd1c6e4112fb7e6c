import { Id, Instant, ListOf, Nested, OneOf, Optional, Several, Sha256, Text, Whole } from '../fields.js';
import { Issue } from '../issue.js';
import { Sealed } from '../person.js';
import type { DirectoryChange, Role } from '../values.js';
import { DIRECTORY_CHANGES, ROLES } from '../values.js';

/** A person is known, with roles from this position on. Entity: the person. */
export class DirectoryEnrolled {
  @Several(ROLES, { max: ROLES.length, unique: true }) readonly roles!: Role[];
  /** Name and e-mail. */
  @Nested(() => Sealed) readonly personal!: Sealed;
  @Optional() @Sha256() readonly bootstrap?: string;
  /** Of the proposal that the actor confirmed, where it was not a bootstrap file. */
  @Optional() @Sha256() readonly proposal?: string;
}

/** An operator would have a person enrolled, removed or given other roles; nothing changes before it is confirmed. */
export class DirectoryChangeProposed {
  @OneOf(DIRECTORY_CHANGES) readonly change!: DirectoryChange;
  /** All that the person would hold; absent for a removal. */
  @Optional() @Several(ROLES, { max: ROLES.length, unique: true }) readonly roles?: Role[];
  /** Name and e-mail of who would be enrolled. */
  @Optional() @Nested(() => Sealed) readonly personal?: Sealed;
  @Id() readonly by!: string;
  /** Of the RFC 8785 form of `{ personId, change, roles, personal, by }`: what is confirmed. */
  @Sha256() readonly sha256!: string;
}

/** A person holds these roles and no others; one that was held before is held without a break. */
export class DirectoryRolesChanged {
  @Several(ROLES, { max: ROLES.length, unique: true }) readonly roles!: Role[];
  @Sha256() readonly proposal!: string;
}

/** Somebody else may use a role of this person for a time. */
export class DirectoryDelegated {
  @OneOf(ROLES) readonly role!: Role;
  @Id() readonly to!: string;
  @Instant() readonly until!: string;
}

/** A delegation is over before its time. */
export class DirectoryDelegationEnded {
  @OneOf(ROLES) readonly role!: Role;
  @Id() readonly to!: string;
  @Id() readonly by!: string;
}

/** The person is not one of those who decide any more. */
export class DirectoryRemoved {
  @Sha256() readonly proposal!: string;
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

/** How many of the refusals in a summary had this code. */
export class RefusalCount {
  @Text(1, 64) readonly code!: string;
  @Whole(1, Number.MAX_SAFE_INTEGER) readonly count!: number;
}

/** Refusals of one caller beyond those that are recorded one by one in a minute (6.5). */
export class RefusalSummary {
  @Whole(1, Number.MAX_SAFE_INTEGER) readonly count!: number;
  /** When the first of them was, by the service's clock. */
  @Instant() readonly since!: string;
  /** When the last of them was, by the service's clock. */
  @Instant() readonly until!: string;
  /** By code, in the order of the alphabet; together they are `count`. */
  @ListOf(() => RefusalCount, { min: 1, max: 100 }) readonly codes!: RefusalCount[];
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
  /** Given where this stands for several: `command`, `code` and `rule` are those of the last, `about` is the caller. */
  @Optional() @Nested(() => RefusalSummary) readonly summary?: RefusalSummary;
}
