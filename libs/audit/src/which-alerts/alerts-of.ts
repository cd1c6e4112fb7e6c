import type { AlertAbout, AlertingType, EventData, Recorded, Stage } from '@guildhall/contracts';
import { taskOf } from '../what-happened/task-of.js';
import { planWords } from '../what-happened/sentences/words.js';
import { tell } from '../what-happened/tell.js';
import { alertOf, approvalAlert, permitAlert, storyLink } from './alert-of.js';

/** What an event does not say by itself. */
export interface Circumstances {
  /** The stage of the plan whose turn it is since this event and was not before, with the places that are free. */
  opened?: Stage;
  /** Whether the place that an approval has left can be taken, after everything that was appended with the event. */
  placeFree?: boolean;
}

type Alerts = { [T in AlertingType]: (event: Recorded<T>, given: Circumstances) => AlertAbout[] };

const ended = (event: Recorded): AlertAbout[] => [
  permitAlert(event, { kind: 'permit-closed', severity: 'info', summary: tell(event) }),
];

/** Whether it was a hard block, or one of those that the event stands for was. */
const isHardBlock = ({ code, summary }: EventData<'refusal.refused'>): boolean =>
  summary ? summary.codes.some((counted) => counted.code === 'HARD_BLOCK') : code === 'HARD_BLOCK';

const hardBlock = (event: Recorded<'refusal.refused'>): AlertAbout => {
  const { about } = event.data;
  const links = taskOf(event) === about ? [storyLink(about)] : [];
  return alertOf(event, about, { kind: 'hard-block', severity: 'critical', summary: tell(event) }, links);
};

const ALERTS: Alerts = {
  'permit.requested': (event) => {
    const [first] = event.data.terms.plan;
    return first ? [approvalAlert(event, first.roles, tell(event))] : [];
  },
  'permit.approval-recorded': (event, { opened }) =>
    opened ? [approvalAlert(event, opened.roles, `The permit now waits for ${planWords([opened])}.`)] : [],
  'permit.approval-voided': (event, { placeFree }) => {
    if (!placeFree) return [];
    const { role, approver } = event.data;
    const summary = `Another ${role} is needed, because the approval of ${approver} no longer counts.`;
    return [approvalAlert(event, { [role]: 1 }, summary)];
  },
  'permit.rejected': (event) =>
    event.data.reason.kind === 'review-timeout'
      ? [permitAlert(event, { kind: 'review-timeout', severity: 'warning', summary: tell(event) })]
      : [],
  'permit.expired': ended,
  'permit.revoked': (event) => [
    permitAlert(event, { kind: 'permit-revoked', severity: event.data.severity, summary: tell(event) }),
  ],
  'permit.closed': ended,
  'refusal.refused': (event) => (isHardBlock(event.data) ? [hardBlock(event)] : []),
};

const isAlerting = (event: Recorded): event is Recorded<AlertingType> => Object.hasOwn(ALERTS, event.type);

const alertsOfType = <T extends AlertingType>(event: Recorded<T>, given: Circumstances): AlertAbout[] =>
  ALERTS[event.type](event, given);

/**
 * The alerts that an event makes (3.6), at most one of a kind; none for most. Alerts about a permit have the task's id;
 * those about a refusal that of what it was about. Summaries hold no personal data, as `tell`.
 */
export const alertsOf = (event: Recorded, given: Circumstances = {}): AlertAbout[] =>
  isAlerting(event) ? alertsOfType(event, given) : [];
