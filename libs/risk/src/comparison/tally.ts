import { ENVIRONMENTS, REGIMES } from '@guildhall/contracts';
import type { Environment, Level, Regime } from '@guildhall/contracts';
import type { Assessed } from '../assessment/assess.js';
import { changeIn } from './change.js';
import type { Change } from './change.js';
import { regimesOf } from './compare.js';
import type { Compared } from './compare.js';
import { count, frozen, noCounts, shareOf } from './counts.js';
import type { Counts, RunningCounts, Share } from './counts.js';
import { CHANGE_KINDS } from './kinds.js';
import type { ChangeKind } from './kinds.js';

/** Tasks that change in the same way, and come from the same level and go to the same. */
export interface Move {
  readonly kind: ChangeKind;
  readonly from: Level | 'refused';
  readonly to: Level | 'refused';
  readonly count: number;
  /** The first of them, at most 5. */
  readonly examples: readonly Change[];
}

/** What would change under another policy. */
export interface Comparison extends Counts {
  /** In the order of `CHANGE_KINDS`, then by levels. */
  readonly moves: readonly Move[];
  /** Of the environments that tasks were compared of, in the contract's order. */
  readonly environments: readonly (Counts & { readonly environment: Environment })[];
  /** A task under several regimes counts in each, one under none in `none`. */
  readonly regimes: readonly (Counts & { readonly regime: Regime | 'none' })[];
}

/** Adds comparisons up, in memory that their number does not matter to. */
export interface Tally {
  readonly add: (compared: Compared) => void;
  /** So far. */
  readonly total: () => Comparison;
}

const EXAMPLES = 5;

interface RunningMove {
  readonly kind: ChangeKind;
  readonly from: Move['from'];
  readonly to: Move['to'];
  count: number;
  readonly examples: Change[];
}

const placeOf = (side: Assessed): Move['from'] => ('assessment' in side ? side.assessment.level : 'refused');

// Moves of one kind have a refusal on the same side, or on none, so that levels are compared with levels.
const inOrder = (a: RunningMove, b: RunningMove): number =>
  CHANGE_KINDS.indexOf(a.kind) - CHANGE_KINDS.indexOf(b.kind) ||
  Number(a.from) - Number(b.from) ||
  Number(a.to) - Number(b.to) ||
  0;

const addMove = (moves: Map<string, RunningMove>, compared: Compared): void => {
  const { kind, before, after } = compared;
  if (kind === 'unchanged') return;
  const [from, to] = [placeOf(before), placeOf(after)];
  const key = `${kind} ${from} ${to}`;
  const move = moves.get(key) ?? { kind, from, to, count: 0, examples: [] };
  moves.set(key, move);
  move.count += 1;
  const example = move.examples.length < EXAMPLES ? changeIn(compared) : undefined;
  if (example) move.examples.push(example);
};

const countIn = <K>(all: Map<K, RunningCounts>, key: K, share: Share): void => {
  const counts = all.get(key) ?? noCounts();
  all.set(key, counts);
  count(counts, share);
};

const NO_REGIME = ['none'] as const;

/** A tally of nothing yet. What is added to it belongs to it alone. */
export const startTally = (): Tally => {
  const all = noCounts();
  const moves = new Map<string, RunningMove>();
  const environments = new Map<Environment, RunningCounts>();
  const regimes = new Map<Regime | 'none', RunningCounts>();
  return {
    add: (compared) => {
      const share = shareOf(compared);
      const under = regimesOf(compared);
      count(all, share);
      addMove(moves, compared);
      countIn(environments, compared.environment, share);
      for (const regime of under.length > 0 ? under : NO_REGIME) countIn(regimes, regime, share);
    },
    total: () => ({
      ...frozen(all),
      moves: [...moves.values()].sort(inOrder).map((move) => ({ ...move, examples: [...move.examples] })),
      environments: ENVIRONMENTS.flatMap((environment) => {
        const counts = environments.get(environment);
        return counts ? [{ environment, ...frozen(counts) }] : [];
      }),
      regimes: [...REGIMES, ...NO_REGIME].flatMap((regime) => {
        const counts = regimes.get(regime);
        return counts ? [{ regime, ...frozen(counts) }] : [];
      }),
    }),
  };
};
