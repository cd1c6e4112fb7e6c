import { eventSubject } from '@guildhall/contracts';
import type { Alert, AlertAbout, AlertLink, Recorded, Role, Stage } from '@guildhall/contracts';

/** What an event says about an alert besides what all of them have. */
type Said = Pick<Alert, 'kind' | 'severity' | 'summary'>;

/** Everything that happened to a task. */
export const storyLink = (taskId: string): AlertLink => ({
  rel: 'story',
  href: `task.story?taskId=${taskId}`,
});

const permitLink = (taskId: string): AlertLink => ({
  rel: 'permit',
  href: `permit.get?taskId=${taskId}`,
});

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

/** An alert to those who could take one of these places now. */
export const approvalAlert = (event: Recorded, roles: Stage['roles'], summary: string): AlertAbout => ({
  ...permitAlert(event, { kind: 'approval-requested', severity: 'info', summary }),
  to: Object.keys(roles) as Role[],
});
