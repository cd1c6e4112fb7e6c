import type { Recorded, TypesOf } from '@guildhall/contracts';
import type { AlertAbout } from '@guildhall/contracts';
import { tell } from '../what-happened/tell.js';
import { alertOf, emergencyLink, toRoles, workersLink } from './alert-of.js';
import type { Said } from './alert-of.js';
import type { AlertsOf } from './of-types.js';

const emergencyAlert = (event: Recorded<TypesOf<'emergency'>>, said: Said): AlertAbout =>
  alertOf(event, event.entity, said, [emergencyLink]);

/** Alerts that follow from emergencies. */
export const emergencyAlerts: AlertsOf<'emergency.requested' | 'emergency.approved' | 'emergency.ended'> = {
  'emergency.requested': (event) => [
    toRoles(
      emergencyAlert(event, { kind: 'approval-requested', severity: 'warning', summary: tell(event) }),
      ['incident-commander'],
    ),
  ],
  'emergency.approved': (event) => [
    emergencyAlert(event, { kind: 'emergency-started', severity: 'warning', summary: tell(event) }),
  ],
  'emergency.ended': (event) => [
    toRoles(
      emergencyAlert(event, {
        kind: 'emergency-ended',
        severity: 'info',
        summary: `${tell(event)} A review by a security-lead is owed.`,
      }),
      ['security-lead'],
    ),
  ],
};

const certificationAlert = (
  event: Recorded<'worker.certification-suspended' | 'worker.certification-revoked'>,
  severity: Said['severity'],
): AlertAbout[] => [
  alertOf(event, event.entity, { kind: 'certification-revoked', severity, summary: tell(event) }, [
    workersLink,
  ]),
];

/** Alerts that follow from what workers lose. */
export const workerAlerts: AlertsOf<'worker.certification-suspended' | 'worker.certification-revoked'> = {
  'worker.certification-suspended': (event) => certificationAlert(event, 'warning'),
  'worker.certification-revoked': (event) => certificationAlert(event, 'critical'),
};
