import type { PermitResult, PlanRole, Terms } from '@guildhall/contracts';
import type { Style } from './style.js';
import { facts } from './table.js';
import { durationText, fromNow, shortTime } from './time.js';
import { anyOf, levelText, riskText, stateText } from './words.js';

/** Whether it waits for approvals. */
export const isOpen = ({ state }: PermitResult): boolean => state === 'REQUESTED' || state === 'UNDER_REVIEW';

const windowText = (permit: PermitResult, { now }: Style): string => {
  const window = permit.window ?? permit.terms.window;
  return 'for' in window
    ? `${durationText(window.for)} from the issue`
    : `${shortTime(window.notBefore, now)} to ${shortTime(window.notAfter, now)}`;
};

const whoCould = ({ open, couldApprove }: PlanRole): string => {
  if (couldApprove.length === 0) return 'nobody could';
  return `${open ? 'open to' : 'later, by'} ${anyOf(couldApprove)}`;
};

const roleText = (role: PlanRole, { colour, now }: Style): string => {
  const given = role.given.map(
    ({ approver, at }) => `${colour.green('✓')} ${approver} ${colour.dim(shortTime(at, now))}`,
  );
  const missing = role.needed - role.given.length;
  const open = missing > 0 ? [`${colour.yellow('…')} ${whoCould(role)}`] : [];
  return `${role.role}: ${[...given, ...open].join(', ')}`;
};

/** The approval plan with what is given, what is open and who could still approve. */
export const renderPlan = ({ plan }: PermitResult, style: Style): string =>
  plan.length === 0
    ? 'approved by the policy'
    : plan
        .flatMap(({ stage, roles }) => roles.map((role) => `${stage}, ${roleText(role, style)}`))
        .join('\n');

/** What is still missing, for a permit that waits; empty otherwise. */
export const renderOpenPlan = (permit: PermitResult, style: Style): string =>
  isOpen(permit)
    ? permit.plan
        .flatMap(({ roles }) => roles)
        .filter(({ needed, given }) => given.length < needed)
        .map((role) => `  ${roleText(role, style)}`)
        .join('\n')
    : '';

const deadlineText = ({ deadline }: PermitResult, { now }: Style): string | undefined =>
  deadline && `${shortTime(deadline, now)} (${fromNow(deadline, now)})`;

const endOf = ({ rejection, revocation, outcome }: PermitResult): string | undefined => {
  const end = rejection ?? revocation;
  if (end) return [end.kind, end.by && `by ${end.by}`, end.text].filter(Boolean).join(', ');
  return outcome;
};

const scopeText = ({ scope }: Terms): string =>
  `${scope.actions.join(', ')} on ${scope.resources.join(', ')}`;

/** A permit for people: what was asked for, what is allowed, and who still has to agree. */
export const renderPermit = (permit: PermitResult, style: Style): string => {
  const { terms } = permit;
  const { request, assessment } = terms;
  return [
    `${style.colour.bold(permit.taskId)}  ${stateText(permit.state, style)}  ${request.title}`,
    '',
    facts(style, [
      ['asked by', `${terms.requestedBy}, ${shortTime(permit.requestedAt, style.now)}`],
      ['worker', terms.workerId],
      ['operation', `${request.operation} in ${request.environment}`],
      ['scope', scopeText(terms)],
      [
        'risk',
        `${riskText(assessment.risk, style)}, ${assessment.score} of 50: level ${levelText(terms.level)}`,
      ],
      ['because', request.justification],
      ['window', windowText(permit, style)],
      ['limits', terms.constraints.map(({ id, value }) => `${id} ${String(value)}`).join('\n') || undefined],
      ['approvals', renderPlan(permit, style)],
      ['until', isOpen(permit) ? deadlineText(permit, style) : undefined],
      ['not by', terms.mayNotApprove.join(', ') || undefined],
      ['ended', endOf(permit)],
      ['digest', permit.permitDigest],
    ]),
  ].join('\n');
};
