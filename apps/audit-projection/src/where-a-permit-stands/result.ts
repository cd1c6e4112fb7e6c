import type { PermitRow } from '@guildhall/audit';
import type { PermitResult, PlanRole, PlanStage, Role, Stage } from '@guildhall/contracts';
import { allowedAt } from '@guildhall/permit';
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
      .map(({ approver, at }) => ({ approver, at })),
    open: place?.open ?? false,
    couldApprove: place?.people ?? [],
  };
};

const planStage = (row: Row, { stage, roles }: Stage, free: readonly FreePlace[]): PlanStage => {
  const counts = Object.entries(roles) as [Role, number][];
  const places = counts.map((count) => planRole(row, stage, count, free));
  return { stage, open: places.some((place) => place.open), roles: places };
};

/** A permit as its readers get it. `free`: the places of its plan that can still be taken. */
export const permitResult = (row: Row, free: readonly FreePlace[], now: string): PermitResult => ({
  taskId: row.id,
  state: row.state,
  terms: row.permit.terms,
  permitDigest: row.permit.permitDigest,
  plan: row.permit.terms.plan.map((stage) => planStage(row, stage, free)),
  ...row.facts,
  allowed: allowedAt(row.permit, now),
});
