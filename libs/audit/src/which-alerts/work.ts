import type { AlertAbout, Recorded } from '@guildhall/contracts';
import { tell } from '../what-happened/tell.js';
import { permitAlert, toRoles } from './alert-of.js';
import type { Confirming } from './circumstances.js';
import type { AlertsOf } from './of-types.js';

/** In production it is a person's turn, elsewhere the master's, which has no role. */
const confirmationAlert = (
  event: Recorded<'execution.action-proposed'>,
  { environment, master, roles }: Confirming,
): AlertAbout => {
  const { workerId, seq, action, target } = event.data;
  const whose = environment === 'production' ? 'Somebody' : master;
  const summary = `${whose} has to confirm action ${seq} of ${workerId}: ${action} on ${target}.`;
  const alert = permitAlert(event, { kind: 'confirmation-requested', severity: 'info', summary });
  return environment === 'production' ? toRoles(alert, roles) : alert;
};

/** Alerts that follow from the work under a permit. */
export const workAlerts: AlertsOf<
  | 'execution.action-proposed'
  | 'execution.rollback-granted'
  | 'execution.rollback-withdrawn'
  | 'execution.rollback-failed'
> = {
  'execution.action-proposed': (event, { confirming }) =>
    event.data.needsConfirmation && confirming ? [confirmationAlert(event, confirming)] : [],
  'execution.rollback-granted': (event) => [
    permitAlert(event, { kind: 'rollback-needed', severity: 'warning', summary: tell(event) }),
  ],
  'execution.rollback-withdrawn': (event) => [
    permitAlert(event, {
      kind: 'rollback-needed',
      severity: 'critical',
      summary: `${tell(event)} An operator has to name another worker.`,
    }),
  ],
  'execution.rollback-failed': (event) => [
    permitAlert(event, { kind: 'rollback-failed', severity: 'critical', summary: tell(event) }),
  ],
};
