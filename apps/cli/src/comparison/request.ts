import type { Override, Task } from '@guildhall/contracts';

/** What an event says: as it is stored, or as a query gave it. */
export type EventData = Uint8Array | object;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

const memberOf = (value: unknown, name: string): unknown =>
  isObject(value) ? Reflect.get(value, name) : undefined;

// The service that wrote it has checked that it is one.
const isTask = (value: unknown): value is Task => typeof memberOf(value, 'taskId') === 'string';
const areOverrides = (value: unknown): value is Override[] => Array.isArray(value);

const START = '{"request":';
const NEXT = Buffer.from(',"requestedBy":');

/**
 * The request alone, because reading what was made of it takes three times as long. Undefined where it is not found like
 * that: where members have another order, or a label has the name of the member behind it.
 */
const requestAlone = (bytes: Buffer): unknown => {
  const end = bytes.indexOf(NEXT);
  if (end < 0 || bytes.toString('latin1', 0, START.length) !== START) return undefined;
  return parsed(bytes.toString('utf8', START.length, end));
};

const bufferOf = (data: Uint8Array): Buffer => Buffer.from(data.buffer, data.byteOffset, data.byteLength);

const valueOf = (data: EventData): unknown =>
  data instanceof Uint8Array ? parsed(bufferOf(data).toString('utf8')) : data;

/** The request of `task.assessed` or `task.held`; undefined where there is none that can be read. */
export const requestIn = (data: EventData): Task | undefined => {
  const alone = data instanceof Uint8Array ? requestAlone(bufferOf(data)) : undefined;
  const request = alone ?? memberOf(valueOf(data), 'request');
  return isTask(request) ? request : undefined;
};

/** The overrides of `task.overridden`; none where they cannot be read. */
export const overridesIn = (data: EventData): readonly Override[] => {
  const overrides = memberOf(valueOf(data), 'overrides');
  return areOverrides(overrides) ? overrides : [];
};
