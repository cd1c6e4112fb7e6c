import type { PermitRow } from '@guildhall/audit';
import type { PermitItem } from '@guildhall/contracts';
import type { Held } from '../database/tables.js';

/** Columns that a permit in a list is made of. */
export const ITEM_COLUMNS = ['id', 'position', 'state', 'facts', 'permit'] as const;
type ItemRow = Pick<PermitRow<Held>, (typeof ITEM_COLUMNS)[number]>;

const outcomeOf = ({ rejection, summary, outcome }: ItemRow['facts']): string | undefined =>
  rejection?.kind ?? summary?.outcome ?? outcome;

/** A permit in a list. */
export const permitItem = ({ id, state, facts, permit: { terms, permitDigest } }: ItemRow): PermitItem => {
  const outcome = outcomeOf(facts);
  const waiting = facts.work?.waiting;
  return {
    taskId: id,
    state,
    title: terms.request.title,
    environment: terms.request.environment,
    level: terms.level,
    risk: terms.assessment.risk,
    path: terms.assessment.path,
    requestedBy: terms.requestedBy,
    workerId: terms.workerId,
    requestedAt: facts.requestedAt,
    ...(facts.deadline === undefined ? {} : { deadline: facts.deadline }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(waiting === undefined ? {} : { waiting }),
    permitDigest,
  };
};
