import { Flag, Id, Ids, Instant, Nested, OneOf, Optional, Sha256, Strings } from '../fields.js';
import type { Level } from '../values.js';
import { LEVELS } from '../values.js';
import { A_CAPABILITY, CAPABILITY, WorkerDefinition } from '../worker.js';

/** A worker is known. Entity: the worker. */
export class WorkerRegistered {
  @Nested(() => WorkerDefinition) readonly definition!: WorkerDefinition;
  /** Of the definition's RFC 8785 form: its version. */
  @Sha256() readonly sha256!: string;
  /** SHA-256 of the bootstrap file that brought it, if one did. */
  @Optional() @Sha256() readonly bootstrap?: string;
}

/** A level was granted. Entity: the worker. */
export class WorkerCertified {
  @OneOf(LEVELS) readonly level!: Level;
  /** `bootstrap`: held before the first start, on probation; `board`: decided by those who may grant that level. */
  @OneOf(['bootstrap', 'board']) readonly basis!: 'bootstrap' | 'board';
  @Flag() readonly probation!: boolean;
  /** From here on the certification is void unless renewed. */
  @Optional() @Instant() readonly expiresAt?: string;
}

/** A master is known. Entity: the master. */
export class MasterRegistered {
  @Id() readonly masterId!: string;
  @Ids({ min: 1, max: 20, unique: true }) readonly owners!: string[];
  /** Its authorization: neither a task nor a worker may be above it. */
  @OneOf(LEVELS) readonly level!: Level;
  /** What its tasks may ask for; absent: everything. */
  @Optional() @Strings(CAPABILITY, A_CAPABILITY, { max: 64, unique: true }) readonly capabilities?: string[];
  @Optional() @Sha256() readonly bootstrap?: string;
}
