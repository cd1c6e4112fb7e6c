import type { Style } from './style.js';
import { clockTime } from './time.js';

/** What the services log: one JSON object a line. */
interface Entry {
  level: string;
  /** Milliseconds since 1970. */
  timestamp: number;
  message: unknown;
  stack?: string;
}

const asEntry = (line: string): Entry | undefined => {
  if (!line.startsWith('{')) return undefined;
  try {
    const value = JSON.parse(line) as Partial<Entry>;
    const { level, timestamp, message } = value;
    return level !== undefined && typeof timestamp === 'number' && message !== undefined
      ? { ...value, level, timestamp, message }
      : undefined;
  } catch {
    return undefined;
  }
};

const coloured = (level: string, { colour }: Style): string => {
  if (level === 'error' || level === 'fatal') return colour.red(level.padEnd(7));
  return level === 'warn' ? colour.yellow(level.padEnd(7)) : colour.dim(level.padEnd(7));
};

/** Whether a line says what went wrong; so does all that is no JSON of the services. */
export const isTrouble = (line: string): boolean => {
  const level = asEntry(line)?.level;
  return level === undefined || ['warn', 'error', 'fatal'].includes(level);
};

/** A line of a log for people: local time, level, message; what is no JSON of the services stays as it is. */
export const renderLogLine = (line: string, style: Style): string => {
  const entry = asEntry(line);
  if (!entry) return line;
  const { level, timestamp, message, stack } = entry;
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  const head = `${style.colour.dim(clockTime(new Date(timestamp).toISOString()))} ${coloured(level, style)} ${text}`;
  return stack === undefined ? head : `${head}\n${style.colour.dim(stack)}`;
};
