import type { Change, Counts, Difference, Move } from '@guildhall/risk';
import type { PolicyDiff, ReportedPolicy } from '../comparison/compare.js';
import { valueText } from './comparison-terms.js';
import {
  COLUMNS,
  becauseLines,
  columnsOf,
  directionOf,
  moveText,
  number,
  policyText,
  remarks,
  verdict,
} from './comparison-words.js';
import type { Style } from './style.js';
import { facts, table } from './table.js';
import { inColumn } from './wrap.js';

const MOST_DIFFERENCES = 20;
const MOST_REASONS = 6;

const limited = (lines: readonly string[], most: number): string[] =>
  lines.length <= most ? [...lines] : [...lines.slice(0, most), `… and ${lines.length - most} more`];

const policyLine = (policy: ReportedPolicy): string => `${policyText(policy)}  ${policy.name}`;

const exampleText = (change: Change, { colour, width }: Style): string =>
  [
    `    ${change.taskId}`,
    ...limited(becauseLines(change), MOST_REASONS).map((line) =>
      colour.dim(`      ${inColumn(line, 8, width)}`),
    ),
  ].join('\n');

const markOf = ({ kind }: Move, { colour }: Style): string => {
  switch (directionOf(kind)) {
    case 'less':
      return colour.red('↓');
    case 'more':
      return colour.yellow('↑');
    case 'other':
      return colour.dim('~');
  }
};

/** Such tasks, the first of them with the reasons, and others that are like it. */
const moveBlock = (move: Move, digits: number, style: Style): string => {
  const { colour, width } = style;
  const [first, ...others] = move.examples;
  const also = others.map(({ taskId }) => `also ${taskId}`);
  return [
    `${markOf(move, style)} ${number(move.count).padStart(digits)}  ${colour.bold(moveText(move))}`,
    ...(first ? [exampleText(first, style)] : []),
    ...also.map((text) => colour.dim(`    ${inColumn(text, 4, width)}`)),
  ].join('\n');
};

const moveBlocks = (moves: readonly Move[], style: Style): string => {
  const digits = Math.max(...moves.map(({ count }) => number(count).length));
  return moves.map((move) => moveBlock(move, digits, style)).join('\n');
};

const countsTable = (
  heading: string,
  rows: readonly { name: string; counts: Counts }[],
  style: Style,
): string => {
  const cells = [[heading, ...COLUMNS], ...rows.map(({ name, counts }) => [name, ...columnsOf(counts)])];
  // Numbers stand under each other.
  const widths = [heading, ...COLUMNS].map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  const aligned = cells.map((row) =>
    row.map((cell, column) => (column === 0 ? cell : cell.padStart(widths[column] ?? 0))),
  );
  const [head = [], ...body] = aligned;
  return table(style, head, body);
};

const differenceText = ({ pointer, before, after }: Difference): string => {
  if (before === undefined) return `+ ${pointer}  ${valueText(after)}`;
  if (after === undefined) return `- ${pointer}  ${valueText(before)}`;
  return `~ ${pointer}  ${valueText(before)} → ${valueText(after)}`;
};

const documentsBlock = (documents: readonly Difference[], { colour }: Style): string[] =>
  documents.length === 0
    ? []
    : [
        [
          colour.bold('What the policies themselves say otherwise'),
          ...limited(documents.map(differenceText), MOST_DIFFERENCES),
        ].join('\n'),
      ];

/** What would change, for people: what matters most comes first. */
export const renderComparison = (diff: PolicyDiff, style: Style): string => {
  const { before, after, documents, comparison } = diff;
  const { moves, environments, regimes } = comparison;
  const tables =
    moves.length === 0
      ? []
      : [
          moveBlocks(moves, style),
          countsTable(
            'environment',
            environments.map((counts) => ({ name: counts.environment, counts })),
            style,
          ),
          countsTable(
            'regime',
            regimes.map((counts) => ({ name: counts.regime, counts })),
            style,
          ),
        ];
  return [
    facts(style, [
      ['from', policyLine(before)],
      ['to', policyLine(after)],
    ]),
    [style.colour.bold(verdict(diff)), ...remarks(diff)].join('\n'),
    ...tables,
    ...documentsBlock(documents, style),
  ].join('\n\n');
};
