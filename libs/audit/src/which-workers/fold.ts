import type { Recorded, WorkerItem } from '@guildhall/contracts';
import type { Fold, Row } from '../fold.js';

/** A worker as it is registered and certified now. */
export interface WorkerRow extends Row {
  view: WorkerItem;
}

const registered = ({ entity, data }: Recorded<'worker.registered'>): WorkerRow => {
  const { name, kind, owners, capabilities } = data.definition;
  return {
    id: entity,
    view: {
      id: entity,
      name,
      kind,
      owners,
      capabilities,
      level: 0,
      probation: false,
      definition: data.sha256,
    },
  };
};

const certified = (row: WorkerRow, { data }: Recorded<'worker.certified'>): WorkerRow => {
  const { expiresAt: _former, ...view } = row.view;
  const { level, probation, expiresAt } = data;
  return { ...row, view: { ...view, level, probation, ...(expiresAt === undefined ? {} : { expiresAt }) } };
};

/** Which workers are there, and what may they do? */
export const workerFold: Fold<Recorded<'worker.registered' | 'worker.certified'>, WorkerRow> = {
  handles: ['worker.registered', 'worker.certified'],
  evolve: (row, event) => {
    if (event.type === 'worker.registered') return registered(event);
    return row && certified(row, event);
  },
};
