import { taskOf, tell } from '@guildhall/audit';
import { EVENTS, contextOf, isEventType } from '@guildhall/contracts';
import type { LogEvent, Recorded } from '@guildhall/contracts';
import { storyHead, textAt } from './story.js';
import type { Style } from './style.js';
import { inColumn } from './wrap.js';

/** Of all types; those of the story of one task are shorter. */
const WIDEST = Math.max(...Object.keys(EVENTS).map((type) => type.length));

/** The event, where this version knows its type: then its data is what the type says. */
const recorded = (event: LogEvent): Recorded | undefined =>
  isEventType(event.type) ? ({ ...event, context: contextOf(event.type) } as unknown as Recorded) : undefined;

/** Tells where the log, read whole, holds what cannot be read: `before` and `event` are neighbours otherwise. */
export const renderGap = (before: LogEvent, event: LogEvent, { colour }: Style): string | undefined => {
  const [first, last] = [before.position + 1, event.position - 1];
  if (first > last) return undefined;
  const where = first === last ? `position ${first}` : `positions ${first} to ${last}`;
  return `${colour.yellow('!')} What the log holds at ${where} is no event, or none that this version can read.`;
};

/** The day on which something happened, where it is not that of what was shown before. */
const newDay = (time: string, before: string | undefined, { colour }: Style): string[] => {
  const [day, last] = [time, before].map((at) =>
    at === undefined ? undefined : new Date(at).toDateString(),
  );
  return day === last || day === undefined ? [] : [colour.bold(day)];
};

/**
 * An event for people, `before` being the time of the one that was shown before it: local time, what it is, what it is
 * about, and what it says. `named` leaves out what it is about, for stories of one thing.
 */
export const renderLogEvent = (
  event: LogEvent,
  { before, named }: { before: string | undefined; named: boolean },
  style: Style,
): string => {
  const known = recorded(event);
  const about = (known && taskOf(known)) ?? event.entity;
  const text = known ? tell(known) : 'This version does not know what that is.';
  const line = named ? text : `${style.colour.bold(about)}  ${text}`;
  const width = named ? undefined : WIDEST;
  return [
    ...newDay(event.time, before, style),
    `${storyHead(event, style, width)}  ${inColumn(line, textAt(width), style.width)}`,
  ].join('\n');
};
