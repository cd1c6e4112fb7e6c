import type { PermitRow } from '@guildhall/audit';
import type {
  PermitResult,
  PermitState,
  PlanRole,
  PlanStage,
  Role,
  Stage,
  WorkResult,
} from '@guildhall/contracts';
import { allowedAt, leftUndone, uncoordinated } from '@guildhall/permit';
import type { FreePlace } from '@guildhall/permit';
import type { Held } from '../database/tables.js';

type Row = PermitRow<Held>;

const planRole = (
  { facts }: Row,
  stage: string,
  [role, needed]: [Role, number],
  free: readonly FreePlace[],
): PlanRole => {
  const place = free.find((candidate) => candidate.stage === stage && candidate.role === role);
  return {
    role,
    needed,
    given: facts.approvals
      .filter((given) => given.stage === stage && given.role === role && given.voided === undefined)
      .map(({ approver, at, onBehalfOf }) => ({
        approver,
        at,
        ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
      })),
    open: place?.open ?? false,
    couldApprove: place?.people ?? [],
    ...(place && place.substitutes.length > 0 ? { substitutes: place.substitutes } : {}),
  };
};

const planStage = (row: Row, { stage, roles }: Stage, free: readonly FreePlace[]): PlanStage => {
  const counts = Object.entries(roles) as [Role, number][];
  const places = counts.map((count) => planRole(row, stage, count, free));
  return { stage, open: places.some((place) => place.open), roles: places };
};

/** What was done; also where somebody is still to be found who undoes it. */
const workResult = ({ facts, permit }: Row): { work?: WorkResult } => {
  if (!facts.work) return {};
  const isMissing = facts.work.rollback === undefined && leftUndone(permit) !== undefined;
  return { work: isMissing ? { ...facts.work, rollback: { state: 'needed' } } : facts.work };
};

const IN_REVIEW: readonly PermitState[] = ['REQUESTED', 'UNDER_REVIEW'];

const unplanned = ({ state, permit: { terms } }: Row): { unplanned?: string[] } => {
  const ids = IN_REVIEW.includes(state) ? uncoordinated(terms) : [];
  return ids.length === 0 ? {} : { unplanned: ids };
};

/** A permit as its readers get it. `free`: the places of its plan that can still be taken. */
export const permitResult = (row: Row, free: readonly FreePlace[], now: string): PermitResult => ({
  taskId: row.id,
  state: row.state,
  terms: row.permit.terms,
  permitDigest: row.permit.permitDigest,
  plan: row.permit.terms.plan.map((stage) => planStage(row, stage, free)),
  ...row.facts,
  ...unplanned(row),
  ...workResult(row),
  allowed: allowedAt(row.permit, now),
});
