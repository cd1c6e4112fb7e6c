import type { AlertAbout, AlertingType, Recorded } from '@guildhall/contracts';
import type { Circumstances } from './circumstances.js';
import { emergencyAlerts, workerAlerts } from './emergencies-and-workers.js';
import { permitAlerts, refusalAlerts } from './permits.js';
import type { AlertsOf } from './of-types.js';
import { workAlerts } from './work.js';

const ALERTS: AlertsOf<AlertingType> = {
  ...permitAlerts,
  ...workAlerts,
  ...emergencyAlerts,
  ...workerAlerts,
  ...refusalAlerts,
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
