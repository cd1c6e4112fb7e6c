import type { Level, PermitState, Risk } from '@guildhall/contracts';
import type { Style } from './style.js';

const LEVEL_NAMES: Record<Level, string> = {
  0: 'Non-Union',
  1: 'Basic',
  2: 'Standard',
  3: 'Advanced',
  4: 'Master',
};

/** `3 (Advanced)` */
export const levelText = (level: Level): string => `${level} (${LEVEL_NAMES[level]})`;

export const riskText = (risk: Risk, { colour }: Style): string => {
  switch (risk) {
    case 'low':
      return colour.green(risk);
    case 'medium':
      return colour.yellow(risk);
    case 'high':
      return colour.red(risk);
    case 'critical':
      return colour.bold(colour.red(risk));
    default:
      return risk satisfies never;
  }
};

export const stateText = (state: PermitState, { colour }: Style): string => {
  switch (state) {
    case 'REQUESTED':
    case 'UNDER_REVIEW':
      return colour.yellow(state);
    case 'APPROVED':
    case 'ACTIVE':
    case 'EXECUTING':
    case 'COMPLETED':
      return colour.green(state);
    case 'REJECTED':
    case 'REVOKED':
      return colour.red(state);
    case 'CLOSED':
    case 'ARCHIVED':
      return colour.dim(state);
    default:
      return state satisfies never;
  }
};

/** `1 master`, `2 masters` */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** `CLOSED (revoked)`: the state, and how it ended where that says more. */
export const endedText = (state: PermitState, outcome: string | undefined, style: Style): string =>
  outcome === undefined || outcome === state.toLowerCase()
    ? stateText(state, style)
    : `${stateText(state, style)} (${outcome})`;

/** `bob`, `bob or zoe`, `bob, carol or zoe`. */
export const anyOf = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;

/** A text that goes into a sentence which ends itself. */
export const withoutStop = (text: string): string => text.trim().replace(/\.$/, '');
