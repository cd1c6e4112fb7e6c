import type { Severity } from '@guildhall/contracts';
import type { HeardAlert } from '../client/alerts.js';
import type { Style } from './style.js';
import { clockTime } from './time.js';
import { inColumn } from './wrap.js';

const severityText = (severity: Severity, { colour }: Style): string => {
  const text = severity.padEnd('critical'.length);
  switch (severity) {
    case 'info':
      return colour.dim(text);
    case 'warning':
      return colour.yellow(text);
    case 'critical':
      return colour.bold(colour.red(text));
    default:
      return severity satisfies never;
  }
};

const TEXT_AT = '14:03:22.113  critical  '.length;

export const renderDeaf = ({ colour }: Style): string =>
  `${colour.yellow('!')} The connection is lost. Alerts are not heard until it is back.`;

/** After the connection was lost at `lost`. */
export const renderBack = (lost: Date, { colour }: Style): string => {
  const since = clockTime(lost.toISOString()).slice(0, '14:03:22'.length);
  return `${colour.yellow('!')} The connection is back. Alerts since ${since} may have been missed.`;
};

const whoseText = ({ to = [] }: HeardAlert): string =>
  to.length === 0 ? '' : `  (for ${to.length === 1 ? '' : 'any of '}${to.join(', ')})`;

/** An alert for people: local time, severity, kind, what it says, and whose turn it is. */
export const renderAlert = (alert: HeardAlert, style: Style): string => {
  const { at, severity, kind, summary } = alert;
  const head = `${style.colour.dim(clockTime(at))}  ${severityText(severity, style)}`;
  return `${head}  ${inColumn(`${style.colour.bold(kind)}  ${summary}${style.colour.dim(whoseText(alert))}`, TEXT_AT, style.width)}`;
};
