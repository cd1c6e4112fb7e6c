import type { EmergencyEnd, EmergencyState, EventOf, Recorded, TypesOf } from '@guildhall/contracts';

/** What was asked for. */
export interface Asked {
  /** The ticket. */
  incident: string;
  workerId: string;
  /** The master or operator. */
  requestedBy: string;
  reason: string;
  /** Of the worker, and of the master that asked. */
  owners: readonly string[];
  requestedAt: string;
  /** Not approved before this moment, it lapses. */
  approveBy: string;
}

/** What a commander agreed to. */
export interface Approval {
  approvedBy: string;
  approvedAt: string;
  /** The worker is certified for it before this moment, whatever the state says. */
  expiresAt: string;
  /** From here on its review is overdue. */
  reviewBy: string;
}

/** How it came to its end. */
export interface Ending {
  kind: EmergencyEnd;
  /** Absent where its time was over. */
  by?: string;
  at: string;
}

/** What was learned from it. */
export interface PostIncidentReview {
  by: string;
  at: string;
  report: string;
  lessons: string;
}

type Requested = { status: 'REQUESTED' } & Asked;
type Approved = { status: 'APPROVED' } & Asked & Approval;
type Ended = { status: 'ENDED'; ended: Ending } & Asked & Approval;

/** An emergency (1.8), each state with what it allows. Entity: its id. */
export type Emergency =
  | { status: 'NONE' }
  | Requested
  | ({ status: 'LAPSED' } & Asked)
  | Approved
  | Ended
  | ({ status: 'REVIEWED'; ended: Ending; review: PostIncidentReview } & Asked & Approval);

export type EmergencyEvent = EventOf<TypesOf<'emergency'>>;
export type RecordedEmergencyEvent = Recorded<TypesOf<'emergency'>>;

/** Its state as others see it; undefined where nobody has asked for it. */
export const emergencyState = ({ status }: Emergency): EmergencyState | undefined =>
  status === 'NONE' ? undefined : status;

const requested = ({ data, time }: Recorded<'emergency.requested'>): Requested => ({
  status: 'REQUESTED',
  ...data,
  requestedAt: time,
});

const approved = (asked: Requested, { data, time }: Recorded<'emergency.approved'>): Approved => ({
  ...asked,
  status: 'APPROVED',
  approvedBy: data.by,
  approvedAt: time,
  expiresAt: data.expiresAt,
  reviewBy: data.reviewBy,
});

const ended = (running: Approved, { data, time }: Recorded<'emergency.ended'>): Ended => {
  const { kind, by } = data;
  return { ...running, status: 'ENDED', ended: { kind, ...(by === undefined ? {} : { by }), at: time } };
};

/** The emergency after the event; one that does not follow from its state changes nothing. */
export const evolveEmergency = (emergency: Emergency, event: RecordedEmergencyEvent): Emergency => {
  switch (event.type) {
    case 'emergency.requested':
      return emergency.status === 'NONE' ? requested(event) : emergency;
    case 'emergency.approved':
      return emergency.status === 'REQUESTED' ? approved(emergency, event) : emergency;
    case 'emergency.lapsed':
      return emergency.status === 'REQUESTED' ? { ...emergency, status: 'LAPSED' } : emergency;
    case 'emergency.ended':
      return emergency.status === 'APPROVED' ? ended(emergency, event) : emergency;
    case 'emergency.reviewed':
      return emergency.status === 'ENDED'
        ? { ...emergency, status: 'REVIEWED', review: { ...event.data, at: event.time } }
        : emergency;
    default:
      return event satisfies never;
  }
};
