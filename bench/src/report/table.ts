import type { Figure } from '../figures.js';
import { COLUMNS, cellsOf, groupsOf } from './markdown.js';

const NAME = 0;
const LAST_NUMBER = 4;

const aligned = (rows: readonly string[][]): string[] => {
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return rows.map((cells) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === NAME || column > LAST_NUMBER ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
};

/** The figures as a table for a terminal. */
export const tableOf = (figures: readonly Figure[]): string => {
  const groups = groupsOf(figures);
  const rows = aligned([COLUMNS, ...groups.flatMap(([, members]) => members.map(cellsOf))]);
  const [head = '', ...lines] = rows.map((line) => line.replaceAll('**', ''));
  let next = 0;
  return groups
    .flatMap(([group, members]) => ['', group, head, ...members.map(() => lines[next++] ?? '')])
    .join('\n');
};
