import { cut, refuse } from '@guildhall/contracts';
import type { Decision, PermitApprovalRecorded, Stage } from '@guildhall/contracts';
import { delegationTo } from '../directory/people.js';
import { someOf, uncoordinated } from '../overlap/plan.js';
import type { Approve } from './commands.js';
import { duringEmergency } from './emergency.js';
import { after } from './evolve.js';
import { beginsAfter, issue } from './issue.js';
import { isComplete, missingOf, openStagesOf } from './plan.js';
import { voiding } from './recheck.js';
import { excluded, firstRefusal, forbidden, notEnrolled, overdue } from './refusals.js';
import type { Refused } from './refusals.js';
import { rejecting } from './reject.js';
import { decidable, startingReview } from './review.js';
import { hasCounted, heldSinceRequest, isExcluded, isExpedited, recount, usedUpBy } from './rights.js';
import type { InReview, Permit, PermitEvent } from './state.js';

// Characters in a reason.
const MAX_TEXT = 2000;

/** A command for a permit that can be approved, with the approvals that still count. */
interface Attempt {
  command: Approve;
  permit: InReview;
  standing: readonly PermitApprovalRecorded[];
}

type Check = (attempt: Attempt) => Refused | undefined;

/** Who acts: the caller, and in whose stead. */
const actors = ({ caller, input: { onBehalfOf } }: Approve): string[] =>
  usedUpBy({ approver: caller, ...(onBehalfOf === undefined ? {} : { onBehalfOf }) });

const notExcluded: Check = ({ command, permit }) => {
  const barred = actors(command).find((id) => isExcluded(permit.terms, command, id));
  return barred === undefined ? undefined : excluded(barred);
};

const ownRight: Check = ({ command: { input, caller, people, now } }) => {
  const { onBehalfOf, role } = input;
  if (onBehalfOf === undefined || delegationTo(people.get(onBehalfOf), role, caller, now)) return undefined;
  return forbidden(`${onBehalfOf} has not delegated the role ${role} to ${caller}, or not for this long.`);
};

const roleHeld: Check = ({ command, permit }) => {
  const { caller, input } = command;
  const holder = input.onBehalfOf ?? caller;
  return heldSinceRequest(permit, command, holder, input.role)
    ? undefined
    : refuse(
        'ROLE_NOT_HELD',
        `${holder} has not held the role ${input.role} without a break since the permit was requested.`,
      );
};

const digestCurrent: Check = ({ command, permit }) =>
  command.input.permitDigest === permit.permitDigest
    ? undefined
    : refuse('STALE_VIEW', `The terms of this permit have the digest ${permit.permitDigest}.`);

const overlapResolved: Check = ({ permit: { terms } }) => {
  const open = uncoordinated(terms);
  return open.length === 0
    ? undefined
    : refuse(
        'SOFT_BLOCK',
        `The work meets that of ${someOf(open)}; its master has to say how, in a plan that names each.`,
        { rule: 'SB4' },
      );
};

const notCounted: Check = ({ command, standing }) => {
  const counted = actors(command).find((id) => hasCounted(standing, id));
  return counted === undefined
    ? undefined
    : refuse('ALREADY_APPROVED', `${counted} has approved this permit, and counts once.`);
};

const minutesNamed: Check = ({ command: { input } }) =>
  input.role === 'cab' && input.minutesSha256 === undefined
    ? refuse('VALIDATION_FAILED', 'The board approves by its minutes.', {
        details: [{ pointer: '/minutesSha256', message: 'is missing' }],
      })
    : undefined;

/** The stage in which the approval counts: one whose turn has come and that has a place for the role. */
const stageFor = ({ command, permit, standing }: Attempt): { stage: string } | Refused => {
  const { role } = command.input;
  const { plan } = permit.terms;
  const names = ({ roles }: Stage): boolean => roles[role] !== undefined;
  const isFree = (stage: Stage): boolean => missingOf(stage, standing).some(([missing]) => missing === role);
  if (!plan.some(names)) return forbidden(`This permit's plan does not ask for the role ${role}.`);
  const open = openStagesOf(plan, standing, isExpedited(permit, command));
  const stage = open.find(isFree);
  if (stage) return { stage: stage.stage };
  return plan.filter((later) => !open.includes(later)).some(isFree)
    ? refuse('STAGE_NOT_OPEN', `The stage ${open[0]?.stage} has to be complete before ${role} is asked.`)
    : refuse('ROLE_FILLED', `All places of the role ${role} are taken.`);
};

// In the order of 3.2; being enrolled and the state come before, the stage after.
const CHECKS: readonly Check[] = [
  notExcluded,
  ownRight,
  roleHeld,
  digestCurrent,
  overlapResolved,
  notCounted,
];

const admitted = (attempt: Attempt): { stage: string } | Refused => {
  const place = firstRefusal(CHECKS, attempt) ?? stageFor(attempt);
  return 'refusal' in place ? place : (minutesNamed(attempt) ?? place);
};

const recording = ({ caller, input }: Approve, stage: string): PermitEvent => {
  const { taskId: _, ...agreed } = input;
  return { type: 'permit.approval-recorded', data: { approver: caller, stage, ...agreed } };
};

// Unforeseen: the terms that were approved name neither them nor how they are coordinated.
const unforeseen = ({ meets }: Approve, { terms }: InReview): string[] =>
  meets.filter((id) => !terms.overlaps.includes(id));

const tooLate = (permit: InReview, meets: string[], now: string): PermitEvent => {
  const text = cut(`The work meets that of ${meets.join(', ')}, asked for earlier.`, MAX_TEXT);
  return rejecting(permit, { reason: { kind: 'overlap', text } }, now);
};

const outlived = (permit: InReview, now: string): PermitEvent => {
  const text = 'The window that it asks for begins when the emergency is over.';
  return rejecting(permit, { reason: { kind: 'emergency-over', text } }, now);
};

/** What follows when the last place is taken: approved and issued; rejected where it meets other work by now. */
const completion = (command: Approve, permit: Permit): PermitEvent[] => {
  if (permit.status !== 'UNDER_REVIEW' || !isComplete(permit.terms.plan, permit.approvals)) return [];
  const meets = unforeseen(command, permit);
  if (meets.length > 0) return [tooLate(permit, meets, command.now)];
  const during = duringEmergency(permit.terms, command.emergency, command.now);
  const until = typeof during === 'string' ? undefined : during.until;
  if (beginsAfter(permit.terms, until)) return [outlived(permit, command.now)];
  const approvers = permit.approvals.map(({ approver, role }) => ({ approver, role }));
  return [
    { type: 'permit.approved', data: { permitDigest: permit.permitDigest } },
    issue(permit, approvers, { now: command.now, until }),
  ];
};

const counting = ({ command, permit }: Attempt, stage: string): PermitEvent[] => {
  const started = startingReview(permit, command.caller);
  const events = [...started, ...voiding(permit, command), recording(command, stage)];
  return [...events, ...completion(command, after(permit, events, command.now))];
};

/** The permit, if people can still approve it; the emergency that it is for has to go on, too. */
const approvable = (command: Approve, permit: Permit): { permit: InReview } | Refused => {
  const { input, now, emergency } = command;
  const found = decidable(permit, input.taskId, now);
  if ('refusal' in found) return found;
  return duringEmergency(found.permit.terms, emergency, now) === 'over'
    ? overdue(found.permit, 'its emergency is over')
    : found;
};

/**
 * One person agrees, in one role, to exactly the terms on record. Checked in the order of 3.2, each refusal with its
 * code. Approvals before it are checked again each time: one whose person lost the role or is excluded by now is voided
 * and its place is free again. The one that takes the last place issues the permit in the same append, or rejects it
 * where its work would meet other work that the terms do not name (SB4), or could only begin after its emergency.
 */
export const approve = (command: Approve, permit: Permit): Decision<PermitEvent> => {
  if (!command.people.has(command.caller)) return notEnrolled(command.caller);
  const found = approvable(command, permit);
  if ('refusal' in found) return found;
  const attempt = { command, permit: found.permit, standing: recount(found.permit, command).standing };
  const place = admitted(attempt);
  return 'refusal' in place ? place : { events: counting(attempt, place.stage) };
};
