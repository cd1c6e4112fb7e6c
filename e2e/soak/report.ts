import type { Checked } from './check.js';
import type { Killer } from './killer.js';
import { KINDS } from './kinds.js';
import type { Load } from './load.js';

const SHOWN = 10;

const number = (value: number): string => value.toLocaleString('en-US');

export const clock = (ms: number): string => {
  const seconds = Math.floor(ms / 1000);
  return [seconds / 60, seconds % 60].map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
};

export interface Moment {
  ms: number;
  load: Load;
  kills: number;
  position: number;
  /** Those that do not run at the moment. */
  down: string[];
}

/** One line on how it goes. */
export const progressLine = ({ ms, load, kills, position, down }: Moment): string =>
  [
    `  ${clock(ms)}`,
    `kills ${String(kills).padStart(3)}`,
    `published ${number(load.tasks.size).padStart(7)}`,
    `ended ${number(load.ended).padStart(7)}`,
    `waiting ${number(load.busy).padStart(6)}`,
    `log ${number(position).padStart(8)}`,
    down.length === 0 ? 'all run' : `down: ${down.join(', ')}`,
  ].join('   ');

const row = (name: string, text: string): string => `  ${name.padEnd(14)}${text}`;

const counted = (problems: readonly string[]): string =>
  problems.length === 0 ? '0' : `${problems.length}  ✗`;

export interface Outcome {
  load: Load;
  killer: Killer;
  checked: Checked;
  /** Where the view differs from a fresh fold. */
  view: string[];
  deadLetters: number;
  ms: number;
}

/** Everything that is wrong, one sentence each, by what it is about. */
const wrongsOf = ({ load, checked, view, deadLetters }: Outcome): string[][] => [
  load.problems,
  checked.problems,
  checked.lost,
  checked.doubled,
  checked.unended,
  view,
  deadLetters === 0 ? [] : [`${deadLetters} dead letters`],
];

/** Everything that is wrong, one sentence each. */
export const wrongs = (outcome: Outcome): string[] => [...new Set(wrongsOf(outcome).flat())];

// The first of each list: one of them must not hide the others.
const shownOf = (list: readonly string[]): string[] => {
  const different = [...new Set(list)];
  const more = different.length - SHOWN;
  return [
    ...different.slice(0, SHOWN).map((each) => `  ✗ ${each}`),
    ...(more > 0 ? [`  ... and ${number(more)} more`] : []),
  ];
};

const kindsOf = (load: Load): string => {
  const tasks = [...load.tasks.values()];
  return KINDS.map(
    (kind) => `${number(tasks.filter((task) => task.kind === kind).length)} ${kind.name}`,
  ).join(', ');
};

/** What came of it. */
export const summary = (outcome: Outcome): string => {
  const { load, killer, checked, view, deadLetters, ms } = outcome;
  const wrong = wrongs(outcome);
  return [
    '',
    row(
      'kills',
      `${killer.count}: ${[...killer.kills].map(([name, count]) => `${name} ${count}`).join(', ')}`,
    ),
    row('tasks', `${number(load.tasks.size)}: ${kindsOf(load)}`),
    row('log', `${number(checked.events)} events`),
    '',
    row('lost', counted(checked.lost)),
    row('doubled', counted(checked.doubled)),
    row('not ended', counted(checked.unended)),
    row('log wrong', counted(checked.problems)),
    row('view wrong', counted(view)),
    row('dead letters', deadLetters === 0 ? '0' : `${deadLetters}  ✗`),
    row('unexpected', counted(load.problems)),
    '',
    ...wrongsOf(outcome).flatMap(shownOf),
    wrong.length === 0
      ? `  ✓ nothing lost, nothing doubled, everything ended, in ${clock(ms)}`
      : `  ✗ failed after ${clock(ms)}`,
  ].join('\n');
};
