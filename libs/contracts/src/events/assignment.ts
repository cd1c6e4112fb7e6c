import { CODE_NAMES } from '../codes.js';
import type { Code } from '../codes.js';
import { Id, Ids, ListOf, OneOf, Optional, PublicKey, Sha256, Text, Whole } from '../fields.js';
import { Constraint } from '../task.js';
import type { Level, TrustMode } from '../values.js';
import { LEVELS, TRUST_MODES } from '../values.js';

/** A worker was found. Entity: the task. */
export class AssignmentMade {
  @Id() readonly workerId!: string;
  /** SHA-256 of the definition that was matched. */
  @Sha256() readonly definition!: string;
  /** SHA-256 of what runs; absent where the definition names none (level 0). */
  @Optional() @Sha256() readonly artifact?: string;
  @OneOf(LEVELS) readonly level!: Level;
  @OneOf(TRUST_MODES) readonly trust!: TrustMode;
  /** Of the worker, now and lately: so long as the policy's `formerOwners` says. */
  @Ids({ min: 1, max: 100 }) readonly owners!: string[];
  @Ids({ min: 1, max: 100 }) readonly masterOwners!: string[];
  @Optional() @PublicKey() readonly publicKey?: string;
  /** The definition's. */
  @ListOf(() => Constraint, { max: 64 }) readonly constraints!: Constraint[];
  /** Position up to which the registry knew the log when it decided. */
  @Whole(0, Number.MAX_SAFE_INTEGER) readonly asOf!: number;
}

/** Why one worker was passed over. */
export class Candidate {
  @Id() readonly workerId!: string;
  /**
   * `status`, a hard block (`HB1`, `HB2`, or `matrix`: its level may not work in the task's environment),
   * `capability`, `emergency` (it is not certified in the task's emergency, or not any more), `level`, `constraints`
   * (those of its definition leave nothing of the task's), `MASTER_AUTHORIZATION`; `unknown` for a wanted worker that is not registered.
   */
  @Text(1, 64) readonly rule!: string;
}

/** No worker may do it; final for this task. Entity: the task. */
export class AssignmentDenied {
  @OneOf(CODE_NAMES) readonly code!: Code;
  @ListOf(() => Candidate, { max: 20 }) readonly candidates!: Candidate[];
  /** How many further candidates were passed over. */
  @Whole(0, 1_000_000) readonly more!: number;
  /** The hard block, where the code is `HARD_BLOCK`. */
  @Optional() @Text(1, 64) readonly rule?: string;
}
