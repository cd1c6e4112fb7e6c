import { peopleOf } from './compare.js';
import type { Compared } from './compare.js';
import { CHANGE_KINDS } from './kinds.js';
import type { ChangeKind } from './kinds.js';

/** How many tasks were compared, and what of them. */
export interface Counts {
  readonly compared: number;
  readonly unchanged: number;
  /** How many would change in each way; together with those unchanged, all that were compared. */
  readonly kinds: Readonly<Record<ChangeKind, number>>;
  /**
   * People asked to agree, over the tasks that neither policy refuses: `before + added - saved = after`, where `added` is
   * the sum of what single tasks need more, and `saved` of what they need less.
   */
  readonly approvals: {
    readonly before: number;
    readonly after: number;
    readonly added: number;
    readonly saved: number;
  };
}

type Writable<T> = T extends object ? { -readonly [K in keyof T]: Writable<T[K]> } : T;

/** Counts that are still going up; only who made them adds to them. */
export type RunningCounts = Writable<Counts>;

/** None yet. */
export const noCounts = (): RunningCounts => ({
  compared: 0,
  unchanged: 0,
  kinds: {
    lower: 0,
    accepted: 0,
    released: 0,
    'fewer-approvals': 0,
    looser: 0,
    higher: 0,
    refused: 0,
    held: 0,
    'more-approvals': 0,
    stricter: 0,
    'other-approvals': 0,
    terms: 0,
  },
  approvals: { before: 0, after: 0, added: 0, saved: 0 },
});

/** What a comparison adds to counts, worked out once for all that it is counted in. */
export interface Share {
  readonly kind: Compared['kind'];
  /** How many people are asked; 0 on both sides where one is a refusal. */
  readonly before: number;
  readonly after: number;
}

/** The share of a comparison. */
export const shareOf = ({ kind, before, after }: Compared): Share =>
  'refusal' in before || 'refusal' in after
    ? { kind, before: 0, after: 0 }
    : { kind, before: peopleOf(before.assessment.approvals), after: peopleOf(after.assessment.approvals) };

/** Counts one more task. */
export const count = (counts: RunningCounts, { kind, before, after }: Share): void => {
  const { approvals } = counts;
  counts.compared += 1;
  if (kind === 'unchanged') counts.unchanged += 1;
  else counts.kinds[kind] += 1;
  approvals.before += before;
  approvals.after += after;
  approvals.added += Math.max(0, after - before);
  approvals.saved += Math.max(0, before - after);
};

/** A copy that stays as it is. */
export const frozen = (counts: RunningCounts): Counts => ({
  ...counts,
  kinds: { ...counts.kinds },
  approvals: { ...counts.approvals },
});

/** How many tasks would change. */
export const changed = ({ kinds }: Pick<Counts, 'kinds'>): number =>
  CHANGE_KINDS.reduce((sum, kind) => sum + kinds[kind], 0);
