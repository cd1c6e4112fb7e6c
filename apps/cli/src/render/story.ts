import type { StoryLine, StoryResult } from '@guildhall/contracts';
import type { Style } from './style.js';
import { clockTime } from './time.js';
import { inColumn } from './wrap.js';

const TYPE_WIDTH = 'permit.approval-recorded'.length;
/** Where the text of a line begins whose type has `width` characters. */
export const textAt = (width = TYPE_WIDTH): number => '  12:34:56.789  '.length + width + 2;

/** When something happened, in local time, and what it is, of at least `width` characters. */
export const storyHead = (
  { time, type }: Pick<StoryLine, 'time' | 'type'>,
  { colour }: Style,
  width = TYPE_WIDTH,
): string => `  ${colour.dim(clockTime(time))}  ${colour.cyan(type.padEnd(width))}`;

/** One event: local time, what it is, and what it says. */
export const renderStoryLine = (line: StoryLine, style: Style): string =>
  `${storyHead(line, style)}  ${inColumn(line.text, textAt(), style.width)}`;

export const renderStory = ({ taskId, events }: StoryResult, style: Style): string => {
  const first = events[0];
  const day = first ? new Date(first.time).toDateString() : 'nothing has happened';
  return [
    `${style.colour.bold(taskId)}  ${style.colour.dim(day)}`,
    ...events.map((event) => renderStoryLine(event, style)),
  ].join('\n');
};
