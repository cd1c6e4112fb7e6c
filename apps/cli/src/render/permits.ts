import type { PermitItem, PermitPage } from '@guildhall/contracts';
import type { Style } from './style.js';
import { table } from './table.js';
import { fromNow, shortTime } from './time.js';
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

const more = ({ next }: PermitPage): string[] =>
  next === undefined ? [] : ['', `more with --cursor ${next}`];

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

const waitingRow = (item: PermitItem, style: Style): string[] => [
  item.taskId,
  String(item.level),
  riskText(item.risk, style),
  item.environment,
  item.requestedBy,
  item.deadline === undefined ? '-' : fromNow(item.deadline, style.now),
  item.title,
];

/** What waits for the caller's approval, the most urgent first. */
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
