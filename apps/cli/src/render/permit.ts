import type { PermitResult, PlanRole, Rejection, Revocation, Terms } from '@guildhall/contracts';
import type { Style } from './style.js';
import { facts } from './table.js';
import { durationText, fromNow, shortTime } from './time.js';
import { workRows } from './work.js';
import { anyOf, levelText, riskText, stateText } from './words.js';

/** Whether it waits for approvals. */
export const isOpen = ({ state }: PermitResult): boolean => state === 'REQUESTED' || state === 'UNDER_REVIEW';

const windowText = (permit: PermitResult, { now }: Style): string => {
  const window = permit.window ?? permit.terms.window;
  return 'for' in window
    ? `${durationText(window.for)} from the issue`
    : `${shortTime(window.notBefore, now)} to ${shortTime(window.notAfter, now)}`;
};

/** `dave`, or `dave for bob` of who could only do so in somebody's stead. */
const withPrincipal = (id: string, { substitutes = [] }: PlanRole): string => {
  const principals = substitutes.filter((each) => each.id === id).map(({ onBehalfOf }) => onBehalfOf);
  return principals.length === 0 ? id : `${id} for ${anyOf(principals)}`;
};

const whoCould = (role: PlanRole): string => {
  if (role.couldApprove.length === 0) return 'nobody could';
  return `${role.open ? 'open to' : 'later, by'} ${anyOf(role.couldApprove.map((id) => withPrincipal(id, role)))}`;
};

const missingText = (role: PlanRole, open: boolean, { colour }: Style): string[] => {
  if (open) return [`${colour.yellow('…')} ${whoCould(role)}`];
  return role.given.length === 0 ? [colour.dim('not given')] : [];
};

const roleText = (role: PlanRole, open: boolean, style: Style): string => {
  const { colour, now } = style;
  const given = role.given.map(
    ({ approver, onBehalfOf, at }) =>
      `${colour.green('✓')} ${approver}${onBehalfOf ? ` for ${onBehalfOf}` : ''} ${colour.dim(shortTime(at, now))}`,
  );
  const missing = role.needed - role.given.length;
  const rest = missing > 0 ? missingText(role, open, style) : [];
  return `${role.role}: ${[...given, ...rest].join(', ')}`;
};

/** The approval plan with what is given and, while it waits, what is open and who could still approve. */
export const renderPlan = (permit: PermitResult, style: Style): string =>
  permit.plan.length === 0
    ? 'approved by the policy'
    : permit.plan
        .flatMap(({ stage, roles }) =>
          roles.map((role) => `${stage}, ${roleText(role, isOpen(permit), style)}`),
        )
        .join('\n');

/** What is still missing, for a permit that waits; empty otherwise. */
export const renderOpenPlan = (permit: PermitResult, style: Style): string =>
  isOpen(permit)
    ? permit.plan
        .flatMap(({ roles }) => roles)
        .filter(({ needed, given }) => given.length < needed)
        .map((role) => `  ${roleText(role, true, style)}`)
        .join('\n')
    : '';

const deadlineText = ({ deadline }: PermitResult, { now }: Style): string | undefined =>
  deadline && `${shortTime(deadline, now)} (${fromNow(deadline, now)})`;

// Later on it says nothing more: whoever had to agree has agreed in time, or another thing came first.
const wasDeadline = (permit: PermitResult): boolean =>
  isOpen(permit) || permit.rejection?.kind === 'review-timeout';

/** `revoked by carol: "The freeze has begun."` */
const endText = (how: string, { by, text }: { by?: string; text?: string }): string =>
  `${how}${by === undefined ? '' : ` by ${by}`}${text === undefined ? '' : `: "${text}"`}`;

// Where a person did it, the verb says all; else the kind is the cause.
const verbFor = (verb: string, kind: Rejection | Revocation): string => {
  if (kind === 'withdrawn') return kind;
  return kind === 'person' || kind === verb ? verb : `${verb} (${kind})`;
};

const endOf = ({ rejection, revocation, outcome, summary }: PermitResult): string | undefined => {
  if (rejection) return endText(verbFor('rejected', rejection.kind), rejection);
  if (revocation) return endText(verbFor('revoked', revocation.kind), revocation);
  return outcome ?? summary?.outcome;
};

const sponsorText = ({ sponsor, allowed }: PermitResult, { now }: Style): string | undefined => {
  if (sponsor) return `${sponsor.by} as ${sponsor.role}, ${shortTime(sponsor.at, now)}`;
  return allowed.includes('permit.sponsor') ? 'nobody yet; it was asked for on the fast track' : undefined;
};

const scopeText = ({ scope }: Terms): string =>
  `${scope.actions.join(', ')} on ${scope.resources.join(', ')}`;

const inputsText = ({ request: { inputs = [] } }: Terms): string | undefined =>
  inputs.map(({ name, sha256 }) => `${name} ${sha256}`).join('\n') || undefined;

const overridesText = ({ request: { overrides = [] } }: Terms): string | undefined =>
  overrides
    .map(
      ({ softBlock, justification, plan }) =>
        `${softBlock}: ${justification}${plan === undefined ? '' : ` Plan: ${plan}`}`,
    )
    .join('\n') || undefined;

/** Other work that is asked for or allowed, in the same place at the same time. */
const meetsText = (
  { terms: { overlaps }, unplanned = [] }: PermitResult,
  { colour }: Style,
): string | undefined => {
  if (overlaps.length === 0) return undefined;
  const open = unplanned.length === 0 ? '' : colour.yellow(`; no plan names ${anyOf(unplanned)} yet`);
  return `${overlaps.join(', ')}${open}`;
};

/** A permit for people: what was asked for, what is allowed, and who still has to agree. */
export const renderPermit = (permit: PermitResult, style: Style): string => {
  const { terms } = permit;
  const { request, assessment } = terms;
  return [
    `${style.colour.bold(permit.taskId)}  ${stateText(permit.state, style)}  ${request.title}`,
    '',
    facts(style, [
      ['asked by', `${terms.requestedBy}, ${shortTime(permit.requestedAt, style.now)}`],
      ['worker', `${terms.workerId}, ${terms.trust}`],
      ['operation', `${request.operation} in ${request.environment}`],
      ['scope', scopeText(terms)],
      [
        'risk',
        `${riskText(assessment.risk, style)}, ${assessment.score} of 50: level ${levelText(terms.level)}`,
      ],
      ['inputs', inputsText(terms)],
      ['because', request.justification],
      ['overrides', overridesText(terms)],
      ['meets', meetsText(permit, style)],
      ['window', windowText(permit, style)],
      ['limits', terms.constraints.map(({ id, value }) => `${id} ${String(value)}`).join('\n') || undefined],
      ['approvals', renderPlan(permit, style)],
      ['sponsor', sponsorText(permit, style)],
      ['until', wasDeadline(permit) ? deadlineText(permit, style) : undefined],
      ['not by', terms.mayNotApprove.join(', ') || undefined],
      ...workRows(permit, style),
      ['ended', endOf(permit)],
      ['digest', permit.permitDigest],
    ]),
  ].join('\n');
};
