import { eventSubject } from '@guildhall/contracts';
import type { Alert, AlertAbout, AlertLink, Recorded, Role } from '@guildhall/contracts';

/** What an event says about an alert besides what all of them have. */
export type Said = Pick<Alert, 'kind' | 'severity' | 'summary'>;

/** Everything that happened to a task. */
export const storyLink = (taskId: string): AlertLink => ({
  rel: 'story',
  href: `task.story?taskId=${taskId}`,
});

const permitLink = (taskId: string): AlertLink => ({
  rel: 'permit',
  href: `permit.get?taskId=${taskId}`,
});

/** Where emergencies are listed, the newest first. */
export const emergencyLink: AlertLink = { rel: 'emergency', href: 'emergency.list' };

/** All workers. */
export const workersLink: AlertLink = { rel: 'workers', href: 'worker.list' };

/** An alert about `id` that `event` makes. */
export const alertOf = (event: Recorded, id: string, said: Said, links: AlertLink[]): AlertAbout => ({
  id,
  ...said,
  at: event.time,
  position: event.position,
  links: [{ rel: 'event', href: eventSubject(event) }, ...links],
});

/** An alert about a permit. */
export const permitAlert = (event: Recorded, said: Said): AlertAbout =>
  alertOf(event, event.entity, { ...said, summary: `${event.entity}: ${said.summary}` }, [
    permitLink(event.entity),
    storyLink(event.entity),
  ]);

/** The alert, to holders of these roles besides the operators; each is named once. */
export const toRoles = (alert: AlertAbout, roles: readonly Role[]): AlertAbout =>
  roles.length === 0 ? alert : { ...alert, to: [...new Set(roles)] };
