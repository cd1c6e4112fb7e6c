import type { AlertAbout, EventData, Recorded, Role, Stage } from '@guildhall/contracts';
import { planWords } from '../what-happened/sentences/words.js';
import { taskOf } from '../what-happened/task-of.js';
import { tell } from '../what-happened/tell.js';
import { rolesOf } from '../work.js';
import { alertOf, permitAlert, storyLink, toRoles } from './alert-of.js';
import type { Circumstances } from './circumstances.js';
import type { AlertsOf } from './of-types.js';

/** An alert to those who could take a place of these stages now; none where there is no place. */
const approvalAlerts = (event: Recorded, open: readonly Stage[], summary: string): AlertAbout[] => {
  const roles = rolesOf(open);
  if (roles.length === 0) return [];
  return [toRoles(permitAlert(event, { kind: 'approval-requested', severity: 'info', summary }), roles)];
};

const firstOf = (plan: readonly Stage[]): readonly Stage[] => plan.slice(0, 1);

const voidedPlace = ({ role, stage }: { role: Role; stage: string }): Stage[] => [
  { stage, roles: { [role]: 1 } },
];

const ended = (event: Recorded): AlertAbout[] => [
  permitAlert(event, { kind: 'permit-closed', severity: 'info', summary: tell(event) }),
];

const NOT_UNDONE: Record<NonNullable<Circumstances['rollback']>, string> = {
  assignable: 'What was done is not undone: an operator has to name a worker that does it.',
  'by-hand': 'What was done is not undone, and cannot be by a worker: somebody has to look.',
};

const rollbackAlerts = (event: Recorded, rollback: Circumstances['rollback']): AlertAbout[] =>
  rollback === undefined
    ? []
    : [
        permitAlert(event, {
          kind: 'rollback-needed',
          severity: 'critical',
          summary: NOT_UNDONE[rollback],
        }),
      ];

/** Alerts that follow from what happens to permits. */
export const permitAlerts: AlertsOf<
  | 'permit.requested'
  | 'permit.amended'
  | 'permit.sponsored'
  | 'permit.approval-recorded'
  | 'permit.approval-voided'
  | 'permit.rejected'
  | 'permit.expired'
  | 'permit.violation-detected'
  | 'permit.revoked'
  | 'permit.completed'
  | 'permit.closed'
> = {
  'permit.requested': (event) => approvalAlerts(event, firstOf(event.data.terms.plan), tell(event)),
  // Whoever had agreed has to read again, and so have all the others.
  'permit.amended': (event) => approvalAlerts(event, firstOf(event.data.terms.plan), tell(event)),
  'permit.sponsored': (event, { opened = [] }) => approvalAlerts(event, opened, tell(event)),
  'permit.approval-recorded': (event, { opened = [] }) =>
    approvalAlerts(event, opened, `The permit now waits for ${planWords(opened)}.`),
  'permit.approval-voided': (event, { placeFree }) => {
    if (!placeFree) return [];
    const { role, approver } = event.data;
    const summary = `Another ${role} is needed, because the approval of ${approver} no longer counts.`;
    return approvalAlerts(event, voidedPlace(event.data), summary);
  },
  'permit.rejected': (event) =>
    event.data.reason.kind === 'review-timeout'
      ? [permitAlert(event, { kind: 'review-timeout', severity: 'warning', summary: tell(event) })]
      : [],
  'permit.expired': ended,
  'permit.violation-detected': (event) => [
    permitAlert(event, {
      kind: 'violation',
      severity: event.data.onViolation === 'reject' ? 'warning' : 'critical',
      summary: tell(event),
    }),
  ],
  'permit.revoked': (event, { rollback }) => [
    permitAlert(event, { kind: 'permit-revoked', severity: event.data.severity, summary: tell(event) }),
    ...rollbackAlerts(event, rollback),
  ],
  'permit.completed': (event, { rollback }) => rollbackAlerts(event, rollback),
  'permit.closed': ended,
};

/** Whether it was a hard block, or one of those that the event stands for was. */
const isHardBlock = ({ code, summary }: EventData<'refusal.refused'>): boolean =>
  summary ? summary.codes.some((counted) => counted.code === 'HARD_BLOCK') : code === 'HARD_BLOCK';

/** Alerts that follow from what somebody was refused. */
export const refusalAlerts: AlertsOf<'refusal.refused'> = {
  'refusal.refused': (event) => {
    if (!isHardBlock(event.data)) return [];
    const { about } = event.data;
    const links = taskOf(event) === about ? [storyLink(about)] : [];
    return [alertOf(event, about, { kind: 'hard-block', severity: 'critical', summary: tell(event) }, links)];
  },
};
