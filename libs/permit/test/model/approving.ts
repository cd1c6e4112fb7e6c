import type { PermitApprovalRecorded, Role, Stage, Terms } from '@guildhall/contracts';
import type { Approve, PermitEvent } from '../../src/index.js';
import {
  actorsOf,
  counting,
  freeIn,
  isExcluded,
  isFull,
  isHasty,
  openStages,
  roles,
  voiding,
} from './counting.js';
import { issuing, rejecting } from './issuing.js';
import { isOpen, starting } from './reviewing.js';
import type { Sheet } from './sheet.js';
import { after, first } from './verdict.js';
import type { Verdict } from './verdict.js';

// 3.2, from the spec: who may approve, in the order of its checks, and what follows.

const unnamed = ({ overlaps, request: { overrides = [] } }: Terms): string[] =>
  overlaps.filter((id) => !overrides.some(({ plan }) => plan?.split(/[ ,.]/).includes(id)));

const isDelegated = ({ people, caller, now, input }: Approve): boolean =>
  input.onBehalfOf === undefined ||
  (people.get(input.onBehalfOf)?.delegations ?? []).some(
    ({ role, to, until }) => role === input.role && to === caller && Date.parse(now) < Date.parse(until),
  );

/** 1.8: the end of the emergency counts for the permits of its path, whatever else names one. */
const emergencyEnd = ({ terms }: Sheet, { emergency }: Approve): string | undefined =>
  terms.assessment.path === 'emergency' && emergency?.status === 'APPROVED' ? emergency.expiresAt : undefined;

const isEmergencyOver = (sheet: Sheet, command: Approve): boolean =>
  sheet.terms.assessment.path === 'emergency' &&
  !(Date.parse(command.now) < Date.parse(emergencyEnd(sheet, command) ?? ''));

const isInPlan = ({ terms }: Sheet, role: Role): boolean =>
  terms.plan.some((stage) => roles(stage).some(([name]) => name === role));

const admission = (sheet: Sheet, command: Approve, given: PermitApprovalRecorded[]) => {
  const { caller, input, people, now } = command;
  const actors = actorsOf({ approver: caller, ...input });
  const isFree = (stage: Stage): boolean => freeIn(stage, input.role, given) > 0;
  const refused = first(
    [!people.has(caller), 'FORBIDDEN'],
    [sheet.stand === 'NONE', 'NOT_FOUND'],
    [!isOpen(sheet, now), 'INVALID_STATE'],
    [isEmergencyOver(sheet, command), 'INVALID_STATE'],
    [actors.some((id) => isExcluded(sheet, command, id)), 'SEPARATION_OF_DUTIES'],
    [!isDelegated(command), 'FORBIDDEN'],
    [!sheet.holders.has(`${input.onBehalfOf ?? caller} ${input.role}`), 'ROLE_NOT_HELD'],
    [input.permitDigest !== sheet.digest, 'STALE_VIEW'],
    [unnamed(sheet.terms).length > 0, 'SOFT_BLOCK', 'SB4'],
    [given.some((approval) => actorsOf(approval).some((id) => actors.includes(id))), 'ALREADY_APPROVED'],
    [!isInPlan(sheet, input.role), 'FORBIDDEN'],
  );
  if (refused) return refused;
  const stage = openStages(sheet, given, isHasty(sheet, command)).find(isFree);
  return (
    first(
      [stage === undefined && sheet.terms.plan.some(isFree), 'STAGE_NOT_OPEN'],
      [stage === undefined, 'ROLE_FILLED'],
      [input.role === 'cab' && input.minutesSha256 === undefined, 'VALIDATION_FAILED'],
    ) ?? { stage: stage?.stage ?? '' }
  );
};

const completing = (sheet: Sheet, command: Approve): PermitEvent[] => {
  const { now, meets } = command;
  const emergencyUntil = emergencyEnd(sheet, command);
  if (sheet.terms.plan.some((stage) => !isFull(stage, sheet.approvals))) return [];
  if (meets.some((id) => !sheet.terms.overlaps.includes(id))) return [rejecting(sheet, 'overlap', now)];
  const { window } = sheet.terms;
  const begin = 'for' in window ? -Infinity : Date.parse(window.notBefore);
  if (emergencyUntil !== undefined && Date.parse(emergencyUntil) <= begin)
    return [rejecting(sheet, 'emergency-over', now)];
  const approvers = sheet.approvals.map(({ approver, role }) => ({ approver, role }));
  return [
    { type: 'permit.approved', data: { permitDigest: sheet.digest } },
    issuing(sheet.terms, sheet.digest, now, approvers, emergencyUntil),
  ];
};

export const approve = (sheet: Sheet, command: Approve): Verdict => {
  const admitted = admission(sheet, command, counting(sheet, command));
  if (!('stage' in admitted)) return admitted;
  const { taskId: _, ...input } = command.input;
  const events: PermitEvent[] = [
    ...starting(sheet, command.caller),
    ...voiding(sheet, command),
    { type: 'permit.approval-recorded', data: { approver: command.caller, ...admitted, ...input } },
  ];
  const next = after(sheet, events, Date.parse(command.now));
  return { events: [...events, ...completing(next, command)] };
};
