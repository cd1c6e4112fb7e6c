import { cut } from '@guildhall/contracts';

const listed = (items: readonly string[], word: string): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1) ?? ''}`;

/** `a`, `a and b`, `a, b and c`. */
export const phrase = (items: readonly string[]): string => listed(items, 'and');

/** `a`, `a or b`, `a, b or c`. */
export const alternatives = (items: readonly string[]): string => listed(items, 'or');

const LONGEST = 120;

/** A name from outside as it can stand in a sentence of bounded length. */
export const short = (text: string): string =>
  cut(text, LONGEST) === text ? text : `${cut(text, LONGEST - 3)}...`;
