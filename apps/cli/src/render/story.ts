import type { StoryLine, StoryResult } from '@guildhall/contracts';
import type { Style } from './style.js';
import { clockTime } from './time.js';

const TYPE_WIDTH = 'permit.approval-recorded'.length;

/** One event: local time, what it is, and what it says. */
export const renderStoryLine = ({ time, type, text }: StoryLine, { colour }: Style): string =>
  `  ${colour.dim(clockTime(time))}  ${colour.cyan(type.padEnd(TYPE_WIDTH))}  ${text}`;

export const renderStory = ({ taskId, events }: StoryResult, style: Style): string => {
  const first = events[0];
  const day = first ? new Date(first.time).toDateString() : 'nothing has happened';
  return [
    `${style.colour.bold(taskId)}  ${style.colour.dim(day)}`,
    ...events.map((event) => renderStoryLine(event, style)),
  ].join('\n');
};
