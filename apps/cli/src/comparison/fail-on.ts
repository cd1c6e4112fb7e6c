import { CHANGE_KINDS } from '@guildhall/risk';
import type { ChangeKind } from '@guildhall/risk';
import { InvalidArgumentError } from 'commander';
import { failed } from '../failure.js';
import { moveText, number } from '../render/comparison-words.js';
import type { PolicyDiff } from './compare.js';

const ANY = 'any';

const kindOf = (name: string): ChangeKind => {
  const kind = CHANGE_KINDS.find((known) => known === name);
  if (kind) return kind;
  throw new InvalidArgumentError(`It must be ${ANY}, or some of ${CHANGE_KINDS.join(', ')}.`);
};

/** Reads an option that names kinds of change, separated by commas, or `any`. */
export const severalKinds = (value: string): readonly ChangeKind[] =>
  value === ANY ? CHANGE_KINDS : value.split(',').map((name) => kindOf(name.trim()));

/** Ends the command (exit 1) where a task would change in one of these ways. */
export const refuseChanges = ({ comparison: { moves } }: PolicyDiff, kinds: readonly ChangeKind[]): void => {
  const found = moves.filter(({ kind }) => kinds.includes(kind));
  const [first] = found;
  const [example] = first?.examples ?? [];
  if (!first || !example) return;
  const count = found.reduce((sum, move) => sum + move.count, 0);
  throw failed(
    `${number(count)} of the changes are of a kind that --fail-on names, such as ${example.taskId}: ${moveText(first)}.`,
  );
};
