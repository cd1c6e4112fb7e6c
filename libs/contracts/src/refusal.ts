import type { Code } from './codes.js';
import type { Issue } from './issue.js';

/** Why something was not done: a value, expected by the business, never thrown by the domain. */
export interface Refusal {
  code: Code;
  message: string;
  /** The rule of the specification behind it: `HB3`, `F1`, `SB4`. */
  rule?: string;
  details?: Issue[];
}

/** What a decision ends in: what happened (nothing, if all was done already), or why it is refused. */
export type Decision<E> = { events: E[] } | { refusal: Refusal };

/** Shorthand for a refusal. */
export const refuse = (
  code: Code,
  message: string,
  more: Omit<Refusal, 'code' | 'message'> = {},
): { refusal: Refusal } => ({
  refusal: { code, message, ...more },
});
