import { CHANGE_KINDS, changed } from '@guildhall/risk';
import type { Change, ChangeKind, Counts, Move } from '@guildhall/risk';
import type { PolicyDiff, ReportedPolicy } from '../comparison/compare.js';
import { termLines } from './comparison-terms.js';

const FORMAT = new Intl.NumberFormat('en');

/** `1,000,000` */
export const number = (value: number): string => FORMAT.format(value);

/** All is 100%, and nothing else is. */
const percent = (part: number, whole: number): string => {
  const share = (100 * part) / whole;
  if (part > 0 && share < 0.1) return 'less than 0.1%';
  if (part < whole && share > 99) return `${(Math.floor(share * 10) / 10).toFixed(1)}%`;
  return `${share.toFixed(share < 10 ? 1 : 0)}%`;
};

type Direction = 'less' | 'more' | 'other';

/** Whether a kind of change lets more happen, or less, or neither. */
export const directionOf = (kind: ChangeKind): Direction => {
  switch (kind) {
    case 'lower':
    case 'accepted':
    case 'released':
    case 'fewer-approvals':
    case 'looser':
      return 'less';
    case 'higher':
    case 'refused':
    case 'held':
    case 'more-approvals':
    case 'stricter':
      return 'more';
    case 'other-approvals':
    case 'terms':
      return 'other';
  }
};

const sum = ({ kinds }: Counts, direction: Direction): number =>
  CHANGE_KINDS.filter((kind) => directionOf(kind) === direction).reduce(
    (total, kind) => total + kinds[kind],
    0,
  );

/** What is said of a group of tasks, column by column. */
export const COLUMNS = ['compared', 'needs less', 'needs more', 'otherwise', 'approvals added', 'saved'];

/** Its values. */
export const columnsOf = (counts: Counts): string[] =>
  [
    counts.compared,
    sum(counts, 'less'),
    sum(counts, 'more'),
    sum(counts, 'other'),
    counts.approvals.added,
    counts.approvals.saved,
  ].map(number);

/** `level 3 to 2`, `refused at level 3` */
export const moveText = ({ kind, from, to }: Pick<Move, 'kind' | 'from' | 'to'>): string => {
  switch (kind) {
    case 'lower':
    case 'higher':
      return `level ${from} to ${to}`;
    case 'accepted':
      return `refused before, level ${to} now`;
    case 'refused':
      return `level ${from} before, refused now`;
    case 'fewer-approvals':
      return `fewer approvals at level ${to}`;
    case 'more-approvals':
      return `more approvals at level ${to}`;
    case 'other-approvals':
      return `other approvals at level ${to}`;
    case 'released':
      return `waits for no override any more at level ${to}`;
    case 'held':
      return `waits for an override at level ${to}`;
    case 'looser':
      return `looser terms at level ${to}`;
    case 'stricter':
      return `stricter terms at level ${to}`;
    case 'terms':
      return `other terms at level ${to}`;
  }
};

const counted = (count: number, one: string): string => `${number(count)} ${one}${count === 1 ? '' : 's'}`;

const among = ({ tasks, comparison: { compared } }: PolicyDiff): string => {
  switch (tasks.from) {
    case 'log':
      return counted(compared, 'past task');
    case 'files':
      return `${counted(compared, 'task')} of ${tasks.path}`;
    case 'kinds':
      return compared < tasks.kinds
        ? `${number(compared)} of the ${number(tasks.kinds)} kinds of task, spread evenly,`
        : `${number(compared)} kinds of task`;
  }
};

/** The one sentence that somebody reads who reads one. */
export const verdict = (diff: PolicyDiff): string => {
  const { comparison } = diff;
  if (comparison.compared === 0)
    return 'There is no task to compare, so nothing is known of what would change.';
  const all = changed(comparison);
  if (all === 0) return `Of ${among(diff)} none would be decided otherwise.`;
  const parts = [
    `${number(sum(comparison, 'less'))} would need less`,
    `${number(sum(comparison, 'more'))} more`,
    `${number(sum(comparison, 'other'))} something else`,
  ];
  return `Of ${among(diff)} ${number(all)} (${percent(all, comparison.compared)}) would be decided otherwise: ${parts.join(', ')}.`;
};

/** `Approvals: 10 added and 2 saved, 120 instead of 112.`; nothing where there is nothing to compare. */
const approvalsText = ({ comparison: { compared, approvals } }: PolicyDiff): string[] => {
  const { before, after, added, saved } = approvals;
  if (compared === 0) return [];
  return added === 0 && saved === 0
    ? [`Approvals: ${number(before)}, as before.`]
    : [
        `Approvals: ${number(added)} added and ${number(saved)} saved, ${number(after)} instead of ${number(before)}.`,
      ];
};

const said = (count: number, one: string, many: string): string[] =>
  count === 0 ? [] : [`${number(count)} ${count === 1 ? one : many}.`];

const leftOut = ({ tasks }: PolicyDiff): string[] => {
  switch (tasks.from) {
    case 'log':
      return [
        ...said(tasks.held, 'of them still waits for an override', 'of them still wait for an override'),
        ...said(
          tasks.refused,
          'request was refused and cannot be compared: of those the log keeps size and hash alone',
          'requests were refused and cannot be compared: of those the log keeps size and hash alone',
        ),
        ...said(
          tasks.unreadable,
          'event cannot be read by this version, and is left out',
          'events cannot be read by this version, and are left out',
        ),
      ];
    case 'files':
      return said(tasks.invalid, 'is no valid task, and is left out', 'are no valid tasks, and are left out');
    case 'kinds':
      return [];
  }
};

/** What the verdict does not say: approvals, what was left out, or has to be known; in sentences. */
export const remarks = (diff: PolicyDiff): string[] => [...approvalsText(diff), ...leftOut(diff)];

/** `2026.11.1  0123456789ab` */
export const policyText = ({ version, sha256 }: ReportedPolicy): string =>
  `${version}  ${sha256.slice(0, 12)}`;

/** Why: what only the former policy says with `-`, what only the other one with `+`. */
export const becauseLines = ({ because, terms }: Change): string[] => [
  ...because.before.map((reason) => `- ${reason}`),
  ...because.after.map((reason) => `+ ${reason}`),
  // Where the sentences say it all, the terms follow from them.
  ...(because.before.length + because.after.length > 0 ? [] : terms.flatMap(termLines)),
];
