import { Id, Ids, Instant, OneOf, Optional, Text } from '../fields.js';
import type { EmergencyEnd } from '../values.js';
import { EMERGENCY_ENDS } from '../values.js';

/** A temporary certification is asked for, because something burns (1.8). Entity of all emergency events: its id. */
export class EmergencyRequested {
  /** The ticket. */
  @Text(1, 200) readonly incident!: string;
  @Id() readonly workerId!: string;
  /** The master or operator. */
  @Id() readonly requestedBy!: string;
  @Text(1, 2000) readonly reason!: string;
  /** Owners of the worker, and of the master that asks: a review that is owed is owed by them too. */
  @Ids({ min: 1, max: 200, unique: true }) readonly owners!: string[];
  /** Not approved by then, it lapses. */
  @Instant() readonly approveBy!: string;
}

/** An incident commander agrees: until `expiresAt` the worker has level 3 for permits of this emergency. */
export class EmergencyApproved {
  @Id() readonly by!: string;
  @Id() readonly workerId!: string;
  /** At most an hour later. */
  @Instant() readonly expiresAt!: string;
  /** The post-incident review is overdue from here on. */
  @Instant() readonly reviewBy!: string;
}

/** Nobody approved it in time. */
export class EmergencyLapsed {
  @Id() readonly workerId!: string;
}

/** It is over. */
export class EmergencyEnded {
  @Id() readonly workerId!: string;
  @OneOf(EMERGENCY_ENDS) readonly kind!: EmergencyEnd;
  /** Absent where its time was over. */
  @Optional() @Id() readonly by?: string;
}

/** What happened and what was learned; from here on no review is owed for it. */
export class EmergencyReviewed {
  @Id() readonly by!: string;
  @Text(20, 20_000) readonly report!: string;
  @Text(20, 20_000) readonly lessons!: string;
}
