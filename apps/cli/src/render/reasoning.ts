import type { Reasoning } from '@guildhall/risk';
import type { Style } from './style.js';
import { inColumn } from './wrap.js';

const isLeaf = ({ because }: Reasoning): boolean => because.length === 0;

/** A rule whose condition has plain members is told in one line. */
const inOneLine = ({ holds, because }: Reasoning): boolean => holds !== undefined && because.every(isLeaf);

const textOf = (step: Reasoning): string =>
  inOneLine(step) && !isLeaf(step)
    ? `${step.text} (${step.because.map(({ text }) => text).join('; ')})`
    : step.text;

const marked = ({ holds }: Reasoning, line: string, first: boolean, { colour }: Style): string => {
  if (holds === undefined) return line;
  const mark = first ? (holds ? '✓ ' : '· ') : '  ';
  return holds ? `${colour.green(mark)}${line}` : colour.dim(`${mark}${line}`);
};

const MARK = 2;

const draw = (step: Reasoning, isLast: boolean, before: string, style: Style): string[] => {
  const below = `${before}${isLast ? '   ' : '│  '}`;
  const room = below.length + (step.holds === undefined ? 0 : MARK);
  const lines = inColumn(textOf(step), room, style.width).split('\n');
  return [
    ...lines.map((line, index) => {
      const edge = index > 0 ? below : `${before}${isLast ? '└─ ' : '├─ '}`;
      return `${style.colour.dim(edge)}${marked(step, line.trimStart(), index === 0, style)}`;
    }),
    ...(inOneLine(step) ? [] : drawAll(step.because, below, style)),
  ];
};

const drawAll = (steps: readonly Reasoning[], before: string, style: Style): string[] =>
  steps.flatMap((step, index) => draw(step, index === steps.length - 1, before, style));

/** A reasoning as a tree, one line for each step: `✓` what holds, `·` what does not. */
export const renderReasoning = (steps: readonly Reasoning[], style: Style): string =>
  drawAll(steps, '', style).join('\n');
