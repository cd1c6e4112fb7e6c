import type { EmergencyItem, EmergencyState, Recorded, TypesOf } from '@guildhall/contracts';
import type { Fold, Row } from '../fold.js';

/** An emergency: what it is listed by, and everything about it. */
export interface EmergencyRow extends Row {
  /** Of its first event. */
  position: number;
  state: EmergencyState;
  /** Who asked for it, and with which worker: they may read it. */
  requester: string;
  worker: string;
  view: EmergencyItem;
}

type Handled = Recorded<TypesOf<'emergency'>>;

const HANDLES = [
  'emergency.requested',
  'emergency.approved',
  'emergency.lapsed',
  'emergency.ended',
  'emergency.reviewed',
] as const satisfies TypesOf<'emergency'>[];

const requested = ({ entity, time, data }: Recorded<'emergency.requested'>): EmergencyItem => {
  const { incident, workerId, requestedBy, reason, approveBy } = data;
  return {
    emergencyId: entity,
    state: 'REQUESTED',
    incident,
    workerId,
    requestedBy,
    reason,
    requestedAt: time,
    approveBy,
  };
};

const ended = (view: EmergencyItem, { time, data }: Recorded<'emergency.ended'>): EmergencyItem => ({
  ...view,
  state: 'ENDED',
  ended: { ...(data.by === undefined ? {} : { by: data.by }), kind: data.kind, at: time },
});

const reviewed = (view: EmergencyItem, { time, data }: Recorded<'emergency.reviewed'>): EmergencyItem => {
  const { reviewBy: _settled, ...kept } = view;
  return { ...kept, state: 'REVIEWED', review: { ...data, at: time } };
};

const changed = (
  view: EmergencyItem,
  event: Exclude<Handled, Recorded<'emergency.requested'>>,
): EmergencyItem => {
  switch (event.type) {
    case 'emergency.approved': {
      const { by, expiresAt, reviewBy } = event.data;
      return { ...view, state: 'APPROVED', approvedBy: by, expiresAt, reviewBy };
    }
    case 'emergency.lapsed':
      return { ...view, state: 'LAPSED' };
    case 'emergency.ended':
      return ended(view, event);
    case 'emergency.reviewed':
      return reviewed(view, event);
  }
};

const evolveView = (view: EmergencyItem | undefined, event: Handled): EmergencyItem | undefined =>
  event.type === 'emergency.requested' ? requested(event) : view && changed(view, event);

/** Which emergencies are there: with which worker, approved by whom, until when, and is a review owed? */
export const emergencyFold: Fold<Handled, EmergencyRow> = {
  handles: HANDLES,
  evolve: (row, event) => {
    const view = evolveView(row?.view, event);
    if (!view) return undefined;
    const { state, requestedBy: requester, workerId: worker } = view;
    return { id: event.entity, position: row?.position ?? event.position, state, requester, worker, view };
  },
};
