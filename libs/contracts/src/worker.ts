import {
  Id,
  Ids,
  ListOf,
  Nested,
  OneOf,
  Optional,
  PublicKey,
  Sha256,
  Strings,
  Text,
  Whole,
} from './fields.js';
import { Constraint } from './task.js';
import type { WorkerKind } from './values.js';
import { WORKER_KINDS } from './values.js';

/** What a worker can do, and what a task may ask for: `deploy`, `pdf-to-text`. */
export const CAPABILITY = /^[A-Za-z0-9_-]{1,64}$/;

export class Artifact {
  @Text(1, 200) readonly name!: string;
  @Sha256() readonly sha256!: string;
}

export class WorkerIdentity {
  @PublicKey() readonly publicKey!: string;
}

/** A worker as pure data (4.1): nothing in it is ever evaluated. Its version is the SHA-256 of its RFC 8785 form. */
export class WorkerDefinition {
  @Id() readonly workerId!: string;
  @Text(1, 200) readonly name!: string;
  /** People answerable for it; they may neither approve its permits nor judge its certification. */
  @Ids({ min: 1, max: 20, unique: true }) readonly owners!: string[];
  /** What runs; required from level 1. */
  @Optional() @Nested(() => Artifact) readonly artifact?: Artifact;
  /** Permits executed at once. */
  @Optional() @Whole(1, 1000) readonly concurrency?: number;
  @OneOf(WORKER_KINDS) readonly kind!: WorkerKind;
  @Strings(CAPABILITY, { min: 1, max: 64, unique: true }) readonly capabilities!: string[];
  @Optional() @Nested(() => WorkerIdentity) readonly identity?: WorkerIdentity;
  @Optional() @Strings(/^.{1,500}$/, { max: 64 }) readonly onboarding?: string[];
  @Optional() @ListOf(() => Constraint, { max: 64 }) readonly constraints?: Constraint[];
  @Optional() @Text(1, 200) readonly runbook?: string;
}
