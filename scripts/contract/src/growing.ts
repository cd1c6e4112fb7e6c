import { ALERT_KINDS, CODE_NAMES, COMMANDS, EVENTS, ceType } from '@guildhall/contracts';

/** The lists that later versions add to, where all others are closed. */
const GROWING: readonly (readonly string[])[] = [
  ALERT_KINDS,
  CODE_NAMES,
  Object.keys(COMMANDS),
  Object.keys(EVENTS).map(ceType),
];

const sorted = (members: readonly unknown[]): string => JSON.stringify([...members].sort());

const GROWN = new Set(GROWING.map(sorted));

/** Whether these are the members, in any order, of a list that grows. */
export const isGrowing = (members: unknown): boolean => Array.isArray(members) && GROWN.has(sorted(members));
