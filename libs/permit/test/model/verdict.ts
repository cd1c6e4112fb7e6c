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

export const iso = (moment: number): string => new Date(moment).toISOString();
