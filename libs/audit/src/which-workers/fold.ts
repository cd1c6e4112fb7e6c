import type { Recorded, TrustMode, WorkerItem } from '@guildhall/contracts';
import type { Fold, Row } from '../fold.js';

/** A worker as it is registered and certified now; whether its certification has expired is for who knows the time. */
export interface WorkerRow extends Row {
  view: WorkerItem;
}

const HANDLES = [
  'worker.registered',
  'worker.redefined',
  'worker.certified',
  'worker.certification-suspended',
  'worker.certification-revoked',
  'worker.emergency-certified',
  'worker.emergency-ended',
  'worker.successes-counted',
  'worker.trust-raised',
  'worker.trust-reset',
  'worker.retired',
] as const;
type Handled = Recorded<(typeof HANDLES)[number]>;

type Defined = Pick<WorkerItem, 'name' | 'kind' | 'owners' | 'capabilities' | 'definition'>;

const definedBy = ({ data }: Recorded<'worker.registered' | 'worker.redefined'>): Defined => {
  const { name, kind, owners, capabilities } = data.definition;
  return { name, kind, owners, capabilities, definition: data.sha256 };
};

const trusted = (
  trust: TrustMode,
  trustSince: string,
): Pick<WorkerItem, 'trust' | 'trustSince' | 'successes'> => ({ trust, trustSince, successes: 0 });

const registered = (event: Recorded<'worker.registered'>): WorkerItem => ({
  id: event.entity,
  ...definedBy(event),
  status: 'active',
  level: 0,
  probation: false,
  ...trusted('supervised', event.time),
});

const certified = (view: WorkerItem, { data }: Recorded<'worker.certified'>): WorkerItem => {
  const { expiresAt: _former, ...kept } = view;
  const { level, probation, expiresAt } = data;
  return { ...kept, status: 'active', level, probation, ...(expiresAt === undefined ? {} : { expiresAt }) };
};

const uncertified = (view: WorkerItem): WorkerItem => {
  const { expiresAt: _former, ...kept } = view;
  return { ...kept, status: 'revoked', level: 0, probation: false };
};

const withEmergencies = (
  { emergencies: _former, ...view }: WorkerItem,
  emergencies: NonNullable<WorkerItem['emergencies']>,
): WorkerItem => ({ ...view, ...(emergencies.length > 0 ? { emergencies } : {}) });

const others = ({ emergencies = [] }: WorkerItem, ended: string): NonNullable<WorkerItem['emergencies']> =>
  emergencies.filter(({ emergencyId }) => emergencyId !== ended);

const changed = (view: WorkerItem, event: Exclude<Handled, Recorded<'worker.registered'>>): WorkerItem => {
  switch (event.type) {
    case 'worker.redefined':
      return { ...view, ...definedBy(event) };
    case 'worker.certified':
      return certified(view, event);
    case 'worker.certification-suspended':
      return { ...view, status: 'suspended' };
    case 'worker.certification-revoked':
      return uncertified(view);
    case 'worker.emergency-certified':
      return withEmergencies(view, [...others(view, event.data.emergencyId), event.data]);
    case 'worker.emergency-ended':
      return withEmergencies(view, others(view, event.data.emergencyId));
    case 'worker.successes-counted':
      return { ...view, successes: view.successes + event.data.successes };
    case 'worker.trust-raised':
      return { ...view, ...trusted(event.data.to, event.time) };
    case 'worker.trust-reset':
      return { ...view, ...trusted('supervised', event.time) };
    case 'worker.retired':
      return { ...view, status: 'retired' };
  }
};

/** Which workers are there, and what may they do? */
export const workerFold: Fold<Handled, WorkerRow> = {
  handles: HANDLES,
  evolve: (row, event) => {
    if (event.type === 'worker.registered') return { id: event.entity, view: registered(event) };
    return row && { id: row.id, view: changed(row.view, event) };
  },
};
