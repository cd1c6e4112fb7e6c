import type { EmergencyItem, EmergencyPage, EmergencyState } from '@guildhall/contracts';
import type { Style } from './style.js';
import { more, table } from './table.js';
import { fromNow, shortTime } from './time.js';

const stateText = (state: EmergencyState, { colour }: Style): string => {
  switch (state) {
    case 'REQUESTED':
    case 'ENDED':
      return colour.yellow(state);
    case 'APPROVED':
      return colour.red(state);
    case 'LAPSED':
    case 'REVIEWED':
      return colour.dim(state);
    default:
      return state satisfies never;
  }
};

const endText = ({ state, approveBy, expiresAt, ended }: EmergencyItem, { now }: Style): string => {
  if (ended) return `${shortTime(ended.at, now)}${ended.by === undefined ? '' : ` by ${ended.by}`}`;
  if (expiresAt !== undefined) return fromNow(expiresAt, now);
  return state === 'REQUESTED' ? `lapses ${fromNow(approveBy, now)}` : '-';
};

const reviewText = ({ review, reviewBy }: EmergencyItem, { colour, now }: Style): string => {
  if (review) return `by ${review.by}`;
  if (reviewBy === undefined) return '-';
  const text = `due ${fromNow(reviewBy, now)}`;
  return Date.parse(reviewBy) <= now.getTime() ? colour.red(text) : colour.yellow(text);
};

const row = (emergency: EmergencyItem, style: Style): string[] => [
  emergency.emergencyId,
  stateText(emergency.state, style),
  emergency.incident,
  emergency.workerId,
  emergency.requestedBy,
  shortTime(emergency.requestedAt, style.now),
  emergency.approvedBy ?? '-',
  endText(emergency, style),
  reviewText(emergency, style),
];

/** A page of emergencies, one in a row, with the reviews that are owed. */
export const renderEmergencies = (page: EmergencyPage, style: Style): string =>
  page.emergencies.length === 0
    ? 'No emergencies.'
    : [
        table(
          style,
          ['emergency', 'state', 'incident', 'worker', 'asked by', 'at', 'approved by', 'ends', 'review'],
          page.emergencies.map((emergency) => row(emergency, style)),
        ),
        ...more(page),
      ].join('\n');
