import { refuse } from '@guildhall/contracts';
import type { Decision, PermitApprovalRecorded, Stage } from '@guildhall/contracts';
import type { Approve } from './commands.js';
import { after } from './evolve.js';
import { issue } from './issue.js';
import { isComplete, missingOf, openIndex } from './plan.js';
import { excluded, firstRefusal, forbidden, notEnrolled } from './refusals.js';
import type { Refused } from './refusals.js';
import { decidable, startingReview } from './review.js';
import { hasCounted, heldSinceRequest, isExcluded, recount } from './rights.js';
import type { InReview, Permit, PermitEvent } from './state.js';

/** A command for a permit that can be approved, with the approvals that still count. */
interface Attempt {
  command: Approve;
  permit: InReview;
  standing: readonly PermitApprovalRecorded[];
}

type Check = (attempt: Attempt) => Refused | undefined;

const notExcluded: Check = ({ command, permit }) =>
  isExcluded(permit.terms, command, command.caller) ? excluded(command.caller) : undefined;

const ownRight: Check = ({ command: { input, caller } }) =>
  input.onBehalfOf === undefined
    ? undefined
    : forbidden(`${input.onBehalfOf} has not delegated a role to ${caller}.`);

const roleHeld: Check = ({ command, permit }) =>
  heldSinceRequest(permit, command, command.caller, command.input.role)
    ? undefined
    : refuse(
        'ROLE_NOT_HELD',
        `${command.caller} has not held the role ${command.input.role} without a break since the permit was requested.`,
      );

const digestCurrent: Check = ({ command, permit }) =>
  command.input.permitDigest === permit.permitDigest
    ? undefined
    : refuse('STALE_VIEW', `The terms of this permit have the digest ${permit.permitDigest}.`);

const overlapResolved: Check = ({ permit: { terms } }) =>
  terms.overlaps.length === 0 ||
  terms.request.overrides?.some(({ softBlock }) => softBlock === 'parallel-operations')
    ? undefined
    : refuse(
        'SOFT_BLOCK',
        `The work meets that of ${terms.overlaps.join(', ')}; its master has to say how.`,
        {
          rule: 'SB4',
        },
      );

const notCounted: Check = ({ command, standing }) =>
  hasCounted(standing, command.caller)
    ? refuse('ALREADY_APPROVED', `${command.caller} has approved this permit, and counts once.`)
    : undefined;

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
  if (!plan.some(names)) return forbidden(`This permit's plan does not ask for the role ${role}.`);
  const open = plan[openIndex(plan, standing)];
  if (open && missingOf(open, standing).some(([missing]) => missing === role)) return { stage: open.stage };
  return plan.slice(openIndex(plan, standing) + 1).some(names)
    ? refuse('STAGE_NOT_OPEN', `The stage ${open?.stage} has to be complete before ${role} is asked.`)
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

const voidings = ({ command, permit }: Attempt): PermitEvent[] =>
  recount(permit, command).voided.map(({ approval: { approver, role, stage }, kind }) => ({
    type: 'permit.approval-voided',
    data: { approver, role, stage, reason: { kind } },
  }));

const recording = ({ caller, input }: Approve, stage: string): PermitEvent => {
  const { taskId: _, ...agreed } = input;
  return { type: 'permit.approval-recorded', data: { approver: caller, stage, ...agreed } };
};

/** What follows when the last place is taken: approved and issued. */
const completion = (permit: Permit, now: string): PermitEvent[] => {
  if (permit.status !== 'UNDER_REVIEW' || !isComplete(permit.terms.plan, permit.approvals)) return [];
  const approvers = permit.approvals.map(({ approver, role }) => ({ approver, role }));
  return [
    { type: 'permit.approved', data: { permitDigest: permit.permitDigest } },
    issue(permit, approvers, now),
  ];
};

const counting = (attempt: Attempt, stage: string): PermitEvent[] => {
  const { command, permit } = attempt;
  const events = [...startingReview(permit, command.caller), ...voidings(attempt), recording(command, stage)];
  return [...events, ...completion(after(permit, events, command.now), command.now)];
};

/**
 * One person agrees, in one role, to exactly the terms on record. Checked in the order of 3.2, each refusal with its
 * code. Approvals before it are checked again each time: one whose person lost the role or is excluded by now is voided
 * and its place is free again. The one that takes the last place issues the permit in the same append.
 */
export const approve = (command: Approve, permit: Permit): Decision<PermitEvent> => {
  if (!command.people.has(command.caller)) return notEnrolled(command.caller);
  const found = decidable(permit, command.input.taskId, command.now);
  if ('refusal' in found) return found;
  const attempt = { command, permit: found.permit, standing: recount(found.permit, command).standing };
  const place = admitted(attempt);
  return 'refusal' in place ? place : { events: counting(attempt, place.stage) };
};
