import type { StoryLine, StoryResult } from '@guildhall/contracts';
import type { Style } from './style.js';
import { clockTime } from './time.js';
import { inColumn } from './wrap.js';

const TYPE_WIDTH = 'permit.approval-recorded'.length;
const TEXT_AT = '  12:34:56.789  '.length + TYPE_WIDTH + 2;

/** One event: local time, what it is, and what it says. */
export const renderStoryLine = ({ time, type, text }: StoryLine, { colour, width }: Style): string => {
  const head = `  ${colour.dim(clockTime(time))}  ${colour.cyan(type.padEnd(TYPE_WIDTH))}`;
  return `${head}  ${inColumn(text, TEXT_AT, width)}`;
};

export const renderStory = ({ taskId, events }: StoryResult, style: Style): string => {
  const first = events[0];
  const day = first ? new Date(first.time).toDateString() : 'nothing has happened';
  return [
    `${style.colour.bold(taskId)}  ${style.colour.dim(day)}`,
    ...events.map((event) => renderStoryLine(event, style)),
  ].join('\n');
};
