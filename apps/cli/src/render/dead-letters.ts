import type { DeadLetterItem, DeadLetterPage } from '@guildhall/contracts';
import type { Style } from './style.js';
import { more, table } from './table.js';
import { shortTime } from './time.js';

/** `assignment.made`, `task.requested` or `timer.due`. */
const whatOf = (subject: string): string =>
  subject
    .replace(/^evt\./, '')
    .split('.')
    .slice(0, 2)
    .join('.');

const row = (
  { service, id, subject, about, attempts, at, reason }: DeadLetterItem,
  style: Style,
): string[] => [
  service,
  id,
  whatOf(subject),
  about ?? '-',
  String(attempts),
  shortTime(at, style.now),
  reason,
];

/** A page of dead letters, one in a row. */
export const renderDeadLetters = (page: DeadLetterPage, style: Style): string =>
  page.letters.length === 0 && page.next === undefined
    ? 'No dead letters.'
    : [
        table(
          style,
          ['service', 'id', 'what', 'about', 'attempts', 'given up', 'reason'],
          page.letters.map((letter) => row(letter, style)),
        ),
        ...more(page),
      ].join('\n');
