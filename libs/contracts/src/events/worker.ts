import { Flag, Id, Ids, Instant, Nested, OneOf, Optional, Sha256, Strings, Text } from '../fields.js';
import type { CertificationRevocation, Level, Suspension } from '../values.js';
import { CERTIFICATION_REVOCATIONS, LEVELS, SUSPENSIONS } from '../values.js';
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

/** A worker is something else from here on: another version of its definition. Entity: the worker. */
export class WorkerRedefined {
  @Nested(() => WorkerDefinition) readonly definition!: WorkerDefinition;
  /** Of the definition's RFC 8785 form. */
  @Sha256() readonly sha256!: string;
}

/** A worker is eligible for nothing until it is reinstated. Entity: the worker. */
export class WorkerCertificationSuspended {
  @OneOf(SUSPENSIONS) readonly kind!: Suspension;
  @Optional() @Id() readonly by?: string;
  @Optional() @Text(1, 2000) readonly text?: string;
}

/** A worker has lost its level. Entity: the worker. */
export class WorkerCertificationRevoked {
  @OneOf(CERTIFICATION_REVOCATIONS) readonly kind!: CertificationRevocation;
  @Id() readonly by!: string;
  @Text(1, 2000) readonly text!: string;
}

/** A worker has level 3 for permits of one emergency, computed from `expiresAt` (1.8). Entity: the worker. */
export class WorkerEmergencyCertified {
  @Id() readonly emergencyId!: string;
  @OneOf([3]) readonly level!: 3;
  @Instant() readonly expiresAt!: string;
}

/** The emergency is over, and with it what the worker had because of it. Entity: the worker. */
export class WorkerEmergencyEnded {
  @Id() readonly emergencyId!: string;
}

/** A worker is out of service for good. Entity: the worker. */
export class WorkerRetired {
  @Id() readonly by!: string;
  @Text(1, 2000) readonly reason!: string;
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

/** A master has other owners, another level or other capabilities from here on. Entity: the master. */
export class MasterChanged {
  @Ids({ min: 1, max: 20, unique: true }) readonly owners!: string[];
  @OneOf(LEVELS) readonly level!: Level;
  /** What its tasks may ask for; absent: everything. */
  @Optional() @Strings(CAPABILITY, A_CAPABILITY, { max: 64, unique: true }) readonly capabilities?: string[];
}

/** A master may ask for nothing any more. Entity: the master. */
export class MasterRetired {
  @Id() readonly by!: string;
  @Text(1, 2000) readonly reason!: string;
}
