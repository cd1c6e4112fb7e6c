import type { PermitApprovalRecorded, Stage, Voiding } from '@guildhall/contracts';
import type { Others, PermitEvent } from '../../src/index.js';
import type { Sheet } from './sheet.js';

// 3.2, from the spec: which approvals count, and where.

export const roles = (stage: Stage): [role: string, count: number][] => Object.entries(stage.roles);

export const isExcluded = ({ terms }: Sheet, { owners }: Others, id: string): boolean =>
  [...terms.mayNotApprove, ...owners].includes(id);

export const actorsOf = ({ approver, onBehalfOf }: { approver: string; onBehalfOf?: string }): string[] =>
  onBehalfOf === undefined ? [approver] : [approver, onBehalfOf];

/** Why an approval on record no longer counts, if it does not. */
const flawOf = (sheet: Sheet, others: Others, approval: PermitApprovalRecorded): Voiding | undefined => {
  const { approver, onBehalfOf = approver, role } = approval;
  if (actorsOf(approval).some((id) => isExcluded(sheet, others, id))) return 'excluded';
  return sheet.holders.has(`${onBehalfOf} ${role}`) && others.people.has(approver) ? undefined : 'role-lost';
};

export const counting = (sheet: Sheet, others: Others): PermitApprovalRecorded[] =>
  sheet.approvals.filter((approval) => flawOf(sheet, others, approval) === undefined);

/** Why nobody answers for the haste any more. */
const flawOfSponsor = (sheet: Sheet, others: Others): Voiding | undefined => {
  if (!sheet.sponsor) return undefined;
  const { by, role } = sheet.sponsor;
  if (isExcluded(sheet, others, by)) return 'excluded';
  return sheet.holders.has(`${by} ${role}`) ? undefined : 'role-lost';
};

/** SB2: all stages are open. */
export const isHasty = (sheet: Sheet, others: Others): boolean =>
  sheet.sponsor !== undefined && flawOfSponsor(sheet, others) === undefined;

export const unsponsoring = (sheet: Sheet, others: Others): PermitEvent[] => {
  const kind = flawOfSponsor(sheet, others);
  if (!sheet.sponsor || kind === undefined) return [];
  const { by, role } = sheet.sponsor;
  return [{ type: 'permit.sponsorship-voided', data: { by, role, reason: { kind } } }];
};

export const voiding = (sheet: Sheet, others: Others): PermitEvent[] => [
  ...unsponsoring(sheet, others),
  ...sheet.approvals.flatMap((approval): PermitEvent[] => {
    const { approver, role, stage } = approval;
    const kind = flawOf(sheet, others, approval);
    return kind === undefined
      ? []
      : [{ type: 'permit.approval-voided', data: { approver, role, stage, reason: { kind } } }];
  }),
];

export const freeIn = (stage: Stage, role: string, approvals: readonly PermitApprovalRecorded[]): number => {
  const taken = approvals.filter((approval) => approval.stage === stage.stage && approval.role === role);
  return (roles(stage).find(([name]) => name === role)?.[1] ?? 0) - taken.length;
};

export const isFull = (stage: Stage, approvals: readonly PermitApprovalRecorded[]): boolean =>
  roles(stage).every(([role]) => freeIn(stage, role, approvals) <= 0);

/** The stages that take approvals now. */
export const openStages = (
  sheet: Sheet,
  approvals: readonly PermitApprovalRecorded[],
  hasty = sheet.sponsor !== undefined,
): Stage[] => {
  const unfinished = sheet.terms.plan.filter((stage) => !isFull(stage, approvals));
  return hasty ? unfinished : unfinished.slice(0, 1);
};
