import type { Environment } from '../environment.js';
import { isMet } from '../figures.js';
import type { Figure, Target } from '../figures.js';

/** Three digits that count, and no more. */
const rounded = (value: number): string =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3);

const ratio = (value: number | undefined): string => (value === undefined ? '' : `${value.toFixed(2)} x`);

const OF = { value: '', raw: ' x raw', chain: ' x empty chain' };

const wanted = (target: Target | undefined, unit: string): string => {
  if (!target) return '';
  const what = target.of === 'value' ? ` ${unit}` : OF[target.of];
  return target.atMost === undefined ? `>= ${target.atLeast ?? ''}${what}` : `<= ${target.atMost}${what}`;
};

const verdict = (figure: Figure): string => {
  const met = isMet(figure);
  return met === undefined ? '' : met ? 'met' : '**missed**';
};

const measured = ({ value, unit }: Figure): string =>
  Number.isNaN(value) ? 'not run' : `${rounded(value)} ${unit}`;

/** The columns of a figure, as text. */
export const cellsOf = (figure: Figure): string[] => [
  figure.name,
  measured(figure),
  ratio(figure.raw),
  ratio(figure.chain),
  ratio(figure.guildhall),
  wanted(figure.target, figure.unit),
  verdict(figure),
];

export const COLUMNS = ['', 'measured', 'to raw', 'to the empty chain', 'to Guildhall', 'target', ''];

/** Figures by group, in the order in which they were measured. */
export const groupsOf = (figures: readonly Figure[]): [string, Figure[]][] => {
  const groups = new Map<string, Figure[]>();
  for (const figure of figures) groups.set(figure.group, [...(groups.get(figure.group) ?? []), figure]);
  return [...groups];
};

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const tableOf = (figures: readonly Figure[]): string[] => [
  row(COLUMNS),
  '| --- | ---: | ---: | ---: | ---: | --- | --- |',
  ...figures.map((figure) => row(cellsOf(figure))),
];

const notesOf = (figures: readonly Figure[]): string[] =>
  figures.flatMap(({ name, note }) => (note === undefined ? [] : [`- ${name}: ${note}.`]));

/** The results for readers. */
export const markdownOf = (date: string, environment: Environment, figures: readonly Figure[]): string => {
  const { node, natsServer, processors, memoryGB, kernel, fileSystem, loadBefore } = environment;
  const sections = groupsOf(figures).map(([group, members]) => {
    const notes = notesOf(members);
    return [`## ${group}`, '', ...tableOf(members), ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
  });
  return [
    '# Results of the bench',
    `${date}, Node.js ${node}, ${natsServer}, ${processors}, ${memoryGB} GB, Linux ${kernel}, ${fileSystem}, ` +
      `load before ${loadBefore}. Brokers ran with \`sync_interval: always\`. How to read it: [README](../README.md).`,
    ...sections,
    '',
  ].join('\n\n');
};
