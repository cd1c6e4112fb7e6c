import { stripVTControlCharacters } from 'node:util';

/** Narrower columns are left to the terminal: a few words a line read worse than a broken word. */
const NARROWEST = 30;

const visible = (text: string): number => stripVTControlCharacters(text).length;

const wrapLine = (line: string, width: number): string[] => {
  const lines: string[] = [];
  for (const word of line.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && visible(last) + 1 + visible(word) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
};

/** Text in a column that begins at `indent` of a line of `width` characters: broken between words, later lines indented. */
export const inColumn = (text: string, indent: number, width: number): string => {
  const lines = text.split('\n');
  const room = width - indent;
  const wrapped = room < NARROWEST ? lines : lines.flatMap((line) => wrapLine(line, room));
  return wrapped.join(`\n${' '.repeat(indent)}`);
};
