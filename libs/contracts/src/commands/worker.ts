import { Id, Nested, OneOf, Optional, Text } from '../fields.js';
import type { CertificationRevocation, IncidentKind } from '../values.js';
import { CERTIFICATION_REVOCATIONS, INCIDENT_KINDS } from '../values.js';
import { WorkerDefinition } from '../worker.js';

/** `worker.register`: make a worker known, with level 0; by an operator. */
export class RegisterWorker {
  @Nested(() => WorkerDefinition) readonly definition!: WorkerDefinition;
}

/** `worker.redefine`: another version of its definition; by an operator or an owner. */
export class RedefineWorker {
  @Nested(() => WorkerDefinition) readonly definition!: WorkerDefinition;
}

/** `worker.suspend`: eligible for nothing until it is reinstated; by an operator. */
export class SuspendWorker {
  @Id() readonly workerId!: string;
  @Text(1, 2000) readonly reason!: string;
}

/** `worker.retire`: out of service for good; by an operator. */
export class RetireWorker {
  @Id() readonly workerId!: string;
  @Text(1, 2000) readonly reason!: string;
}

/** `worker.revoke`: take its certification for good; by a member of the certification board, never an owner. */
export class RevokeWorker {
  @Id() readonly workerId!: string;
  @OneOf(CERTIFICATION_REVOCATIONS) readonly kind!: CertificationRevocation;
  @Text(1, 2000) readonly reason!: string;
}

/** `worker.report-incident`: something went wrong because of it; by an operator or a security lead. */
export class ReportIncident {
  @Id() readonly workerId!: string;
  /** Says how grave it is: each is major but `other`. */
  @OneOf(INCIDENT_KINDS) readonly kind!: IncidentKind;
  @Text(1, 2000) readonly text!: string;
  /** In the course of which work, where it was in one. */
  @Optional() @Id() readonly taskId?: string;
}

/** `worker.reset-trust`: supervise it again, and count from nothing; by an operator or a security lead. */
export class ResetTrust {
  @Id() readonly workerId!: string;
  @Text(1, 2000) readonly reason!: string;
}
