import { hasCome, timerCausation } from '@guildhall/contracts';
import type { AlertLink, Role } from '@guildhall/contracts';
import type { Timer } from '@guildhall/event-store';
import type { NewAlert } from '@guildhall/messaging';
import { deadlineOf, missedDeadline, openStages, remindersOf } from '@guildhall/permit';
import type { Permit, Reminder } from '@guildhall/permit';

/** How far the time is that people have, and how urgent it is then. */
const STAGES = {
  'reminder-50': { over: 'half', severity: 'info' },
  'reminder-80': { over: 'four fifths', severity: 'warning' },
} as const satisfies Record<Reminder['kind'], { over: string; severity: NewAlert['severity'] }>;

/** The reminder that a timer of this kind is for; undefined once nobody has to be reminded. */
export const reminderOf = (permit: Permit, kind: string): Reminder | undefined =>
  remindersOf(permit).find((reminder) => reminder.kind === kind);

const linksTo = (taskId: string): AlertLink[] => [
  { rel: 'permit', href: `permit.get?taskId=${taskId}` },
  { rel: 'story', href: `task.story?taskId=${taskId}` },
];

const rolesAsked = (permit: Permit): Role[] => [
  ...new Set(openStages(permit).flatMap(({ roles }) => Object.keys(roles) as Role[])),
];

/** The alert that reminds those who could approve (3.2); none where it is too late for that. */
export const reminding = (
  { permit, position }: { permit: Permit; position: number },
  { kind, due }: Reminder,
  { timer, now }: { timer: Timer; now: string },
): NewAlert | undefined => {
  const deadline = deadlineOf(permit);
  if (!deadline || !hasCome(due, now) || missedDeadline(permit, now)) return undefined;
  const { over, severity } = STAGES[kind];
  const to = rolesAsked(permit);
  return {
    kind: 'review-reminder',
    id: timer.entity,
    severity,
    at: due,
    summary: `${timer.entity}: it waits for ${to.join(', ')}, and ${over} of the time until ${deadline.due} is over.`,
    position,
    links: linksTo(timer.entity),
    to,
    cause: timerCausation(timer, timer.due),
  };
};
