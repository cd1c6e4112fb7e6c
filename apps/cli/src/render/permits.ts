import type { PermitItem, PermitPage } from '@guildhall/contracts';
import type { InboxChange } from '../watch/inbox.js';
import type { Style } from './style.js';
import { more, table } from './table.js';
import { clockTime, fromNow, shortTime } from './time.js';
import { endedText, riskText } from './words.js';

const row = (item: PermitItem, style: Style): string[] => [
  item.taskId,
  endedText(item.state, item.outcome, style),
  String(item.level),
  riskText(item.risk, style),
  item.environment,
  item.workerId,
  item.requestedBy,
  shortTime(item.requestedAt, style.now),
  item.title,
];

/** A page of permits, one in a row. */
export const renderPermits = (page: PermitPage, style: Style): string =>
  page.permits.length === 0
    ? 'No permits.'
    : [
        table(
          style,
          ['permit', 'state', 'level', 'risk', 'environment', 'worker', 'asked by', 'at', 'title'],
          page.permits.map((item) => row(item, style)),
        ),
        ...more(page),
      ].join('\n');

/** The title; and what to confirm, where it is not the permit itself that waits. */
const wantedText = ({ title, waiting }: PermitItem): string =>
  waiting === undefined
    ? title
    : `${title}: confirm action ${waiting.seq}, ${waiting.action} on ${waiting.target}`;

const waitingRow = (item: PermitItem, style: Style): string[] => [
  item.taskId,
  String(item.level),
  riskText(item.risk, style),
  item.environment,
  item.requestedBy,
  item.deadline === undefined ? '-' : fromNow(item.deadline, style.now),
  wantedText(item),
];

/** What waits for the caller's approval or confirmation, the most urgent first. */
export const renderInbox = (page: PermitPage, style: Style): string =>
  page.permits.length === 0
    ? 'Nothing waits for you.'
    : [
        table(
          style,
          ['permit', 'level', 'risk', 'environment', 'asked by', 'ends', 'title'],
          page.permits.map((item) => waitingRow(item, style)),
        ),
        ...more(page),
      ].join('\n');

const asked = (item: PermitItem, style: Style): string =>
  [
    `level ${item.level}`,
    `${riskText(item.risk, style)} risk`,
    item.environment,
    `asked by ${item.requestedBy}`,
    ...(item.deadline === undefined ? [] : [`ends ${fromNow(item.deadline, style.now)}`]),
  ].join(', ');

/** One permit that waits for the caller from now on, or does so no more. */
export const renderInboxChange = ({ waiting, permit }: InboxChange, style: Style): string => {
  const { colour, now } = style;
  const at = colour.dim(clockTime(now.toISOString()));
  return waiting
    ? `${at}  ${colour.yellow('…')} ${colour.bold(permit.taskId)}  ${wantedText(permit)} (${asked(permit, style)})`
    : `${at}  ${colour.green('✓')} ${permit.taskId} waits for you no more`;
};
