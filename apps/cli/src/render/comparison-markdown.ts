import type { Change, Counts, Difference, Move } from '@guildhall/risk';
import type { PolicyDiff, ReportedPolicy } from '../comparison/compare.js';
import { valueText } from './comparison-terms.js';
import { COLUMNS, becauseLines, columnsOf, moveText, number, remarks, verdict } from './comparison-words.js';

/** A comment on GitHub has at most so many characters. */
export const LONGEST_COMMENT = 65_536;

const LONGEST_TEXT = 200;
/** With its entities, of which one takes up to 10 characters. */
const LONGEST_ENCODED = 400;

// What Markdown, HTML or a table could take for something else than text.
const SPECIAL = /[^\p{L}\p{N} .,;()/=+%→…-]/u;

const entity = (character: string): string => `&#${character.codePointAt(0) ?? 32};`;

/** As many of the pieces from the first on as have no more than `most` characters together. */
const fitting = (pieces: readonly string[], most: number): string[] => {
  let length = 0;
  const end = pieces.findIndex((piece) => (length += piece.length) > most);
  return end < 0 ? [...pieces] : pieces.slice(0, end);
};

/** Text of somebody else's, in a form in which it is nothing but text: no markup, no mention, no end of a cell. Bounded. */
const quoted = (text: string): string => {
  // What is behind is cut off in any case: a character has two units at most.
  const characters = Array.from(text.replaceAll(/\s+/gu, ' ').slice(0, 2 * LONGEST_TEXT + 2));
  const pieces = characters.map((character) => character.replace(SPECIAL, entity));
  const kept = fitting(pieces.slice(0, LONGEST_TEXT), LONGEST_ENCODED);
  const cut = kept.length < pieces.length ? [...kept.slice(0, -1), '…'] : kept;
  return `<code>${cut.join('')}</code>`;
};

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map((_, column) => (column === 0 ? ':--' : '--:'))), ...rows.map(row)].join('\n');

const folded = (summary: string, text: string): string =>
  `<details>\n<summary>${summary}</summary>\n\n${text}\n\n</details>`;

const policyCell = ({ name, version, sha256 }: ReportedPolicy): string =>
  `${quoted(version)} (${quoted(sha256.slice(0, 12))}, ${quoted(name)})`;

const countsRows = (rows: readonly { name: string; counts: Counts }[]): string[][] =>
  rows.map(({ name, counts }) => [name, ...columnsOf(counts)]);

/** How much is told. */
interface Extent {
  examples: number;
  reasons: number;
  differences: number;
}

// The last is small enough whatever there is: there are at most 70 moves, and every text is bounded.
const EXTENTS: readonly Extent[] = [
  { examples: 5, reasons: 6, differences: 50 },
  { examples: 2, reasons: 3, differences: 20 },
  { examples: 1, reasons: 0, differences: 5 },
];

const exampleItem = (change: Change, { reasons }: Extent): string =>
  [
    `- ${quoted(change.taskId)}`,
    ...becauseLines(change)
      .slice(0, reasons)
      .map((line) => `  - ${quoted(line)}`),
  ].join('\n');

const examplesOf = (moves: readonly Move[], extent: Extent): string =>
  moves
    .map((move) =>
      [
        `**${moveText(move)}** (${number(move.count)})`,
        '',
        ...move.examples.slice(0, extent.examples).map((change) => exampleItem(change, extent)),
      ].join('\n'),
    )
    .join('\n\n');

const differenceItem = ({ pointer, before, after }: Difference): string => {
  const place = quoted(pointer);
  if (before === undefined) return `- ${place}: new, ${quoted(valueText(after))}`;
  if (after === undefined) return `- ${place}: gone, ${quoted(valueText(before))}`;
  return `- ${place}: ${quoted(valueText(before))} → ${quoted(valueText(after))}`;
};

const differencesOf = (documents: readonly Difference[], { differences }: Extent): string => {
  const more = documents.length - differences;
  return [
    ...documents.slice(0, differences).map(differenceItem),
    ...(more > 0 ? [`- … and ${more} more`] : []),
  ].join('\n');
};

const moveTables = (
  { comparison: { moves, environments, regimes } }: PolicyDiff,
  extent: Extent,
): string[] =>
  moves.length === 0
    ? []
    : [
        tableOf(
          ['what changes', 'tasks'],
          moves.map((move) => [moveText(move), number(move.count)]),
        ),
        folded('Examples and reasons', examplesOf(moves, extent)),
        tableOf(
          ['environment', ...COLUMNS],
          countsRows(environments.map((counts) => ({ name: counts.environment, counts }))),
        ),
        tableOf(
          ['regime', ...COLUMNS],
          countsRows(regimes.map((counts) => ({ name: counts.regime, counts }))),
        ),
      ];

const report = (diff: PolicyDiff, extent: Extent): string => {
  const { before, after, documents } = diff;
  return [
    '## What would change with this policy',
    `**${verdictOf(diff)}**`,
    [`From ${policyCell(before)} to ${policyCell(after)}.`, ...remarks(diff)].join(' '),
    ...moveTables(diff, extent),
    ...(documents.length === 0
      ? []
      : [
          folded(
            `What the policies themselves say otherwise (${documents.length})`,
            differencesOf(documents, extent),
          ),
        ]),
  ].join('\n\n');
};

// Of files it says which, and a path is somebody else's text.
const verdictOf = (diff: PolicyDiff): string => {
  const { tasks } = diff;
  if (tasks.from !== 'files') return verdict(diff);
  return verdict({ ...diff, tasks: { ...tasks, path: quoted(tasks.path) } });
};

/** What would change, as a comment on a pull request; as much of it as one can hold. */
export const renderComparisonMarkdown = (diff: PolicyDiff): string => {
  let text = '';
  for (const extent of EXTENTS) {
    text = report(diff, extent);
    if (text.length <= LONGEST_COMMENT) break;
  }
  return text;
};
