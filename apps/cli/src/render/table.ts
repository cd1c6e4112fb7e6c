import Table from 'cli-table3';
import type { Style } from './style.js';
import { inColumn } from './wrap.js';

const NO_LINES = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid', 'middle']
    .flatMap((side) => [
      side,
      `${side}-mid`,
      `${side}-left`,
      `${side}-right`,
      `${side}-top`,
      `${side}-bottom`,
    ])
    .map((name) => [name, '']),
);

/** Rows in columns, without lines: two spaces between columns, the head in bold. */
export const table = ({ colour }: Style, head: string[], rows: string[][]): string => {
  const made = new Table({
    head: head.map((title) => colour.bold(title)),
    chars: { ...NO_LINES, middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  made.push(...rows);
  return made
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
};

/** Below a page in columns: how to see the next one, if there is one. */
export const more = ({ next }: { next?: string }): string[] =>
  next === undefined ? [] : ['', `more with --cursor ${next}`];

/** `name  value` lines with the names in one column; what is undefined is left out. */
export const facts = ({ colour, width }: Style, rows: [string, string | undefined][]): string => {
  const shown = rows.filter((row): row is [string, string] => row[1] !== undefined);
  const names = Math.max(0, ...shown.map(([name]) => name.length));
  return shown
    .map(([name, value]) => `${colour.dim(name.padEnd(names))}  ${inColumn(value, names + 2, width)}`)
    .join('\n');
};
