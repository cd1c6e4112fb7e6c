import { Flag, Id, Ids, Instant, Nested, OneOf, Optional, Sha256, Strings, Text, Whole } from '../fields.js';
import type {
  CertificationRevocation,
  IncidentKind,
  IncidentSeverity,
  Level,
  Suspension,
  TrustReset,
} from '../values.js';
import {
  CERTIFICATION_REVOCATIONS,
  INCIDENT_KINDS,
  INCIDENT_SEVERITIES,
  LEVELS,
  SUSPENSIONS,
  TRUST_RESETS,
} from '../values.js';
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

/** What a permit that was completed with success adds to the trust in its worker (1.7). Entity: the worker. */
export class WorkerSuccessesCounted {
  @Id() readonly taskId!: string;
  /** Mutating actions that were done under it without a violation, at most as many as the policy counts of one permit. */
  @Whole(1, 1_000_000) readonly successes!: number;
}

/** A worker is watched less closely from here on, and counting begins anew (1.7). Entity: the worker. */
export class WorkerTrustRaised {
  @OneOf(['monitored', 'autonomous']) readonly to!: 'monitored' | 'autonomous';
  /** What it was raised for: all that counted since its trust last changed. */
  @Whole(1, 10_000_000) readonly successes!: number;
}

export class TrustResetReason {
  /** `redefined`: it is another one than the one that was trusted (4.1); `certification`: that was revoked. */
  @OneOf(TRUST_RESETS) readonly kind!: TrustReset;
  @Optional() @Text(1, 2000) readonly text?: string;
}

/** A worker is supervised from here on, and what it did before counts for nothing (1.7). Entity: the worker. */
export class WorkerTrustReset {
  @Nested(() => TrustResetReason) readonly reason!: TrustResetReason;
  /** Absent where no person was behind it. */
  @Optional() @Id() readonly by?: string;
}

/** Something went wrong because of a worker (1.1). Entity: the worker. */
export class WorkerIncidentReported {
  @OneOf(INCIDENT_SEVERITIES) readonly severity!: IncidentSeverity;
  @OneOf(INCIDENT_KINDS) readonly kind!: IncidentKind;
  @Text(1, 2000) readonly text!: string;
  /** In the course of which work, where it was in one. */
  @Optional() @Id() readonly taskId?: string;
  /** Who reported it; absent where it was seen in the log. */
  @Optional() @Id() readonly by?: string;
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
