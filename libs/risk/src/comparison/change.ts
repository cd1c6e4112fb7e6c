import type { Code, Environment, Issue, Level, Path, Regime, Stage } from '@guildhall/contracts';
import type { Assessed } from '../assessment/assess.js';
import { peopleOf, regimesOf } from './compare.js';
import type { Compared } from './compare.js';
import type { ChangeKind } from './kinds.js';
import { termChanges } from './terms.js';
import type { TermChange } from './terms.js';

/** Where a task stands under one policy; `people` is how many have to agree. */
export type Stand =
  | {
      readonly level: Level;
      readonly path: Path;
      readonly score: number;
      readonly people: number;
      readonly approvals: readonly Stage[];
    }
  | { readonly refused: Code; readonly details: readonly Issue[] };

/** A task that would be decided otherwise, and why. */
export interface Change {
  readonly taskId: string;
  readonly kind: ChangeKind;
  readonly environment: Environment;
  readonly regimes: readonly Regime[];
  readonly before: Stand;
  readonly after: Stand;
  /** Empty where a side is a refusal. */
  readonly terms: readonly TermChange[];
  /** Sentences of the assessments that decide, each on the side that has it alone. */
  readonly because: { readonly before: readonly string[]; readonly after: readonly string[] };
}

const standOf = (side: Assessed): Stand => {
  if ('refusal' in side) return { refused: side.refusal.code, details: side.refusal.details ?? [] };
  const { level, path, score, approvals } = side.assessment;
  return { level, path, score, people: peopleOf(approvals), approvals };
};

// The sentence that decides comes first; the score counts where another band is what it comes from.
const LEVEL = ['level ', 'score ', 'floor ', 'cap '];
const APPROVALS = ['approvals ', 'path ', 'soft block '];
const HOLD = ['soft block ', 'tokens '];

const beginnings = (kind: ChangeKind): readonly string[] => {
  switch (kind) {
    case 'lower':
    case 'higher':
      return LEVEL;
    case 'fewer-approvals':
    case 'more-approvals':
    case 'other-approvals':
      return APPROVALS;
    case 'released':
    case 'held':
      return HOLD;
    case 'accepted':
    case 'refused':
    case 'looser':
    case 'stricter':
    case 'terms':
      return [];
  }
};

const said = (side: Assessed, kind: ChangeKind): string[] => {
  if ('refusal' in side)
    return (side.refusal.details ?? []).map(({ pointer, message }) => `${pointer} ${message}`);
  const { reasons } = side.assessment;
  return beginnings(kind).flatMap((beginning) => reasons.filter((reason) => reason.startsWith(beginning)));
};

const because = ({ before, after }: Compared, kind: ChangeKind): Change['because'] => {
  const [first, second] = [said(before, kind), said(after, kind)];
  return {
    before: first.filter((reason) => !second.includes(reason)),
    after: second.filter((reason) => !first.includes(reason)),
  };
};

/** What there is to say about a comparison; undefined where nothing changes. */
export const changeIn = (compared: Compared): Change | undefined => {
  const { taskId, environment, kind, before, after } = compared;
  if (kind === 'unchanged') return undefined;
  const assessed = 'assessment' in before && 'assessment' in after;
  return {
    taskId,
    kind,
    environment,
    regimes: regimesOf(compared),
    before: standOf(before),
    after: standOf(after),
    terms: assessed ? termChanges(before.assessment, after.assessment) : [],
    because: because(compared, kind),
  };
};
