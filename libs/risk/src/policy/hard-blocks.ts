import { DATA_SENSITIVITIES, FEWEST_APPROVALS, FEWEST_IN_EMERGENCY, isProtected } from '@guildhall/contracts';
import type { Level, RoleCounts, Stage } from '@guildhall/contracts';
import type { Facts } from './facts.js';
import { all, is, named, not, testOf } from './formula.js';
import type { Formula } from './formula.js';

// What code holds whatever a policy says (2.5): the floors that follow from HB1, HB2 and the access matrix, and the
// fewest approvals of HB4.

/** A floor that no policy takes away. */
export interface HeldFloor {
  readonly id: string;
  readonly level: Level;
  readonly why: string;
}

/** A floor that no policy takes away, and where it holds. */
export interface HeldRule extends HeldFloor {
  readonly when: Formula;
}

const PRODUCTION = is('environment', 'production');
const HARMLESS_DATA = not(is('data', 'internal', ...DATA_SENSITIVITIES.filter(isProtected)));

/** Staging that level 0 may enter: the same as `isIsolatedStaging`. */
export const ISOLATED_STAGING = named(
  'isolated staging',
  all(
    is('environment', 'staging'),
    HARMLESS_DATA,
    is('customerImpact', 'none'),
    is('impactScope', 'component', 'service'),
    is('reversibility', 'full', 'automated'),
  ),
);

/** The floors that follow from HB1, HB2 and the access matrix. */
export const HELD: readonly HeldRule[] = [
  {
    id: 'F1',
    level: 2,
    why: 'changes to production need level 2 (HB1)',
    when: all(PRODUCTION, is('readOnly', false)),
  },
  {
    id: 'F2',
    level: 3,
    why: 'critical systems in production need level 3',
    when: all(PRODUCTION, is('critical', true)),
  },
  { id: 'F2', level: 2, why: 'critical systems need level 2', when: is('critical', true) },
  {
    id: 'F3',
    level: 3,
    why: 'personal, health and financial data need level 3 (HB2)',
    when: is('data', ...DATA_SENSITIVITIES.filter(isProtected)),
  },
  {
    id: 'F6',
    level: 1,
    why: 'staging needs level 1 unless it is isolated',
    when: all(is('environment', 'staging'), not(ISOLATED_STAGING)),
  },
  {
    id: 'F7',
    level: 1,
    why: 'reading in production needs level 1',
    when: all(PRODUCTION, is('readOnly', true)),
  },
];

const TESTS = HELD.map((rule) => ({ rule, holds: testOf(rule.when) }));

/** The floors of code that a policy's `level` stays below; the highest of them is the level the task needs. */
export const floorsAbove = (level: Level, facts: Facts): HeldFloor[] =>
  TESTS.filter(({ rule, holds }) => rule.level > level && holds(facts)).map(({ rule }) => rule);

const ADDED_STAGE = 'required';

// A stage that has the name of another would share its approvals.
const freeName = (stages: readonly Stage[], n = 1): string => {
  const name = n === 1 ? ADDED_STAGE : `${ADDED_STAGE}-${n}`;
  return stages.some(({ stage }) => stage === name) ? freeName(stages, n + 1) : name;
};

/** A plan that HB4 is content with. */
export interface Completed {
  readonly stages: readonly Stage[];
  /** The roles that were lacking. */
  readonly added: readonly string[];
}

const withFewest = (stages: readonly Stage[], fewest: RoleCounts): Completed => {
  const added = Object.entries(fewest).filter(
    ([role, count]) =>
      stages.reduce((sum, { roles }) => sum + (new Map(Object.entries(roles)).get(role) ?? 0), 0) < count,
  );
  return added.length === 0
    ? { stages, added: [] }
    : {
        stages: [...stages, { stage: freeName(stages), roles: Object.fromEntries(added) }],
        added: added.map(([role]) => role),
      };
};

/** A plan with the roles that HB4 wants at `level`: those it lacks are added in a last stage, and named. */
export const withFewestAt = (level: Level, stages: readonly Stage[]): Completed =>
  withFewest(stages, FEWEST_APPROVALS[level]);

/** The same for the plan of the path `emergency`. */
export const withFewestInEmergency = (stages: readonly Stage[]): Completed =>
  withFewest(stages, FEWEST_IN_EMERGENCY);
