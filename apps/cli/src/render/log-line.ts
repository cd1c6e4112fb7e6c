import type { Style } from './style.js';
import { logTime } from './time.js';

/** A line that says when it was written. */
interface Entry {
  /** As the services name it; absent where the line has none. */
  level?: string;
  /** Milliseconds since 1970. */
  timestamp: number;
  message: unknown;
  stack?: string;
}

/** What the services log: one JSON object a line. */
const ofService = (line: string): Entry | undefined => {
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

const BROKER_LINE = /^\[\d+\] (\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d\.\d{3})\d* \[([A-Z]{3})\] (.*)$/;
const BROKER_LEVELS: Readonly<Record<string, string>> = {
  FTL: 'fatal',
  ERR: 'error',
  WRN: 'warn',
  INF: 'log',
  DBG: 'debug',
  TRC: 'verbose',
};

/** What nats-server logs, in UTC as it is configured. */
const ofBroker = (line: string): Entry | undefined => {
  const [, year, month, day, time, short = '', message] = BROKER_LINE.exec(line) ?? [];
  const level = BROKER_LEVELS[short];
  if (level === undefined || message === undefined) return undefined;
  return { level, timestamp: Date.parse(`${year}-${month}-${day}T${time}Z`), message };
};

const SUPERVISOR_LINE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (.*)$/;

const ofSupervisor = (line: string): Entry | undefined => {
  const [, time, message] = SUPERVISOR_LINE.exec(line) ?? [];
  return time === undefined || message === undefined ? undefined : { timestamp: Date.parse(time), message };
};

const asEntry = (line: string): Entry | undefined => {
  const entry = ofService(line) ?? ofBroker(line) ?? ofSupervisor(line);
  // Not every number is a time.
  return entry && !Number.isNaN(new Date(entry.timestamp).getTime()) ? entry : undefined;
};

const coloured = (level: string, { colour }: Style): string => {
  if (level === 'error' || level === 'fatal') return colour.red(level.padEnd(7));
  return level === 'warn' ? colour.yellow(level.padEnd(7)) : colour.dim(level.padEnd(7));
};

/** Whether a line says what went wrong; so does all that has no level. */
export const isTrouble = (line: string): boolean => {
  const level = asEntry(line)?.level;
  return level === undefined || ['warn', 'error', 'fatal'].includes(level);
};

/**
 * A line of a log for people: local time, level, message. The files have their times in UTC; a line without one, such as
 * of a stack, stays as it is.
 */
export const renderLogLine = (line: string, style: Style): string => {
  const entry = asEntry(line);
  if (!entry) return line;
  const { level = '', timestamp, message, stack } = entry;
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  const time = logTime(new Date(timestamp).toISOString(), style.now);
  const head = `${style.colour.dim(time)} ${coloured(level, style)} ${text}`;
  return stack === undefined ? head : `${head}\n${style.colour.dim(stack)}`;
};
