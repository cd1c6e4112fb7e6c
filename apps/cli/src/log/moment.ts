import { isInstant } from '@guildhall/contracts';
import { InvalidArgumentError } from 'commander';

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const AGO = /^-(\d{1,6})([smhd])$/;
const AHEAD = /^\+?(\d{1,6})([smhd])$/;
const TIME = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2}:\d{2})(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2}))?$/;

const spanOf = (text: string, pattern: RegExp): number | undefined => {
  const [, count, unit = ''] = pattern.exec(text) ?? [];
  const size = UNITS[unit];
  return size === undefined ? undefined : Number(count) * size;
};

const agoOf = (text: string, now: Date): Date | undefined => {
  const span = spanOf(text, AGO);
  return span === undefined ? undefined : new Date(now.getTime() - span);
};

const aheadOf = (text: string, now: Date): Date | undefined => {
  const span = spanOf(text, AHEAD);
  return span === undefined ? undefined : new Date(now.getTime() + span);
};

/** RFC 3339, or a date: its midnight, where whoever asks is. An invalid one where there is no such day or hour. */
const timeOf = (text: string): Date | undefined => {
  const [, day, clock = '00:00:00', fraction = '', zone = ''] = TIME.exec(text) ?? [];
  if (day === undefined) return undefined;
  return new Date(isInstant(`${day}T${clock}Z`) ? `${day}T${clock}${fraction}${zone.toUpperCase()}` : NaN);
};

const checked = (found: Date): string => {
  const time = isNaN(found.getTime()) ? '' : found.toISOString();
  if (!isInstant(time)) throw new InvalidArgumentError('There is no such time in the years 0000 to 9999.');
  return time;
};

/** A time as options give it: RFC 3339, a date (its midnight, local) or so long ago (`-90s`, `-15m`, `-1h`, `-2d`). */
export const moment = (text: string, now: Date): string => {
  const found = agoOf(text, now) ?? timeOf(text);
  if (!found)
    throw new InvalidArgumentError(
      'It must be a time such as 2026-11-21T14:00:00Z, a date such as 2026-11-21, or so long ago such as -1h.',
    );
  return checked(found);
};

/** The same for what is to come: so long from now (`8h`, `3d`) instead of so long ago. */
export const momentAhead = (text: string, now: Date): string => {
  const found = aheadOf(text, now) ?? timeOf(text);
  if (!found)
    throw new InvalidArgumentError(
      'It must be a time such as 2026-11-21T14:00:00Z, a date such as 2026-11-21, or so long from now such as 8h or 3d.',
    );
  return checked(found);
};
