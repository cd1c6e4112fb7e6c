import type { Code } from '@guildhall/contracts';
import type { PermitEvent } from '../../src/index.js';
import { write } from './sheet.js';
import type { Sheet } from './sheet.js';

/** What the spec demands as the answer to a command: events, or a refusal with this code. Texts are nobody's business here. */
export type Verdict = { code: Code; rule?: string } | { events: PermitEvent[] };

export const NOTHING: Verdict = { events: [] };

/** A check: whether it objects, and with which code. */
export type Check = readonly [objects: boolean, code: Code, rule?: string];

/** The first check in the order of the spec that objects; undefined where none does. */
export const first = (...checks: readonly Check[]): { code: Code; rule?: string } | undefined => {
  const found = checks.find(([objects]) => objects);
  if (!found) return undefined;
  const [, code, rule] = found;
  return rule === undefined ? { code } : { code, rule };
};

/** The sheet after events of one append; nobody's roles matter to them. */
export const after = (sheet: Sheet, events: readonly PermitEvent[], now: number): Sheet =>
  events.reduce((next, event) => write(next, event, now, () => sheet.holders), sheet);

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Lengths of the durations that occur here. */
const LENGTHS: Readonly<Record<string, number>> = {
  PT30S: 30 * SECOND,
  PT15M: 15 * MINUTE,
  PT1H: HOUR,
  PT2H: 2 * HOUR,
  PT4H: 4 * HOUR,
  PT24H: 24 * HOUR,
  P2D: 48 * HOUR,
  P14D: 14 * 24 * HOUR,
};

export const lengthOf = (duration: string): number => {
  const length = LENGTHS[duration];
  if (length === undefined) throw new Error(`a duration that the model does not know: ${duration}`);
  return length;
};

export const iso = (moment: number): string => new Date(moment).toISOString();
