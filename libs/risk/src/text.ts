import { cut } from '@guildhall/contracts';

/** `a`, `a and b`, `a, b and c`. */
export const phrase = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;

const LONGEST = 120;

/** A name from outside as it can stand in a sentence of bounded length. */
export const short = (text: string): string =>
  cut(text, LONGEST) === text ? text : `${cut(text, LONGEST - 3)}...`;
