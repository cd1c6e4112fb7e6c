import type { ConstraintId } from './constraints.js';
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
/** `CAPABILITY` in words. */
export const A_CAPABILITY = 'a capability: 1-64 of A-Z a-z 0-9 _ -';

/**
 * The check in code that verifies each built-in constraint (4.4). A definition can name one of them and nothing else;
 * a constraint that names none is verified by its own all the same.
 */
export const WITNESSES = {
  max_file_size: 'verify_file_size_within_limit',
  max_files_written: 'verify_files_written_within_limit',
  max_actions: 'verify_actions_within_limit',
  max_tokens: 'verify_tokens_within_limit',
  max_duration_s: 'verify_duration_within_limit',
  max_error_rate: 'verify_error_rate_within_limit',
  max_failed_actions: 'verify_failed_actions_within_limit',
  max_latency_p95_ms: 'verify_latency_p95_within_limit',
  max_web_searches: 'verify_search_count',
  allowed_actions: 'verify_action_allowed',
  allowed_resources: 'verify_resource_allowed',
  allowed_hosts: 'verify_host_allowed',
  allowed_commands: 'verify_command_allowed',
  time_window: 'verify_time_within_window',
  read_only: 'verify_read_only',
} as const satisfies Record<ConstraintId, string>;
/** Name of a built-in witness. */
export type WitnessName = (typeof WITNESSES)[ConstraintId];

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
  @Strings(CAPABILITY, A_CAPABILITY, { min: 1, max: 64, unique: true }) readonly capabilities!: string[];
  @Optional() @Nested(() => WorkerIdentity) readonly identity?: WorkerIdentity;
  @Optional()
  @Strings(/^.{1,500}$/, 'one line of 1-500 characters', { max: 64 })
  readonly onboarding?: string[];
  @Optional() @ListOf(() => Constraint, { max: 64 }) readonly constraints?: Constraint[];
  @Optional() @Text(1, 200) readonly runbook?: string;
}
