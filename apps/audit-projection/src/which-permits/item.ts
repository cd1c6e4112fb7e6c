import type { PermitRow } from '@guildhall/audit';
import type { PermitItem } from '@guildhall/contracts';

/** Columns that a permit in a list is made of. */
export const ITEM_COLUMNS = ['id', 'position', 'state', 'digest', 'terms', 'facts'] as const;
type ItemRow = Pick<PermitRow<never>, (typeof ITEM_COLUMNS)[number]>;

/** A permit in a list. */
export const permitItem = ({ id, state, digest, terms, facts }: ItemRow): PermitItem => ({
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
  permitDigest: digest,
});
