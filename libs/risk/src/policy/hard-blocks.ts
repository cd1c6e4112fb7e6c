import type { Level, Role, Stage } from '@guildhall/contracts';
import type { ByLevel } from './by-level.js';
import type { Facts } from './facts.js';

// What code holds whatever a policy says (2.5): the floors that follow from HB1, HB2 and the access matrix, and the
// fewest approvals of HB4.

/** A floor that no policy takes away. */
export interface HeldFloor {
  readonly id: string;
  readonly level: Level;
  readonly why: string;
}

interface HeldRule extends HeldFloor {
  readonly holds: (facts: Facts) => boolean;
}

const REGULATED: readonly string[] = ['pii', 'phi', 'financial'];
const FREELY_TESTED: readonly string[] = ['public', 'test'];

const inProduction = ({ task }: Facts): boolean => task.environment === 'production';

/** Staging that holds no production data and affects no customer (1.3). */
const isIsolatedStaging = ({ task, data }: Facts): boolean =>
  task.environment === 'staging' &&
  data.every((item) => FREELY_TESTED.includes(item)) &&
  task.customerImpact === 'none' &&
  (task.impactScope === 'component' || task.impactScope === 'service') &&
  (task.reversibility === 'full' || task.reversibility === 'automated');

const HELD: readonly HeldRule[] = [
  {
    id: 'F1',
    level: 2,
    why: 'changes to production need level 2 (HB1)',
    holds: (facts) => inProduction(facts) && !facts.readOnly,
  },
  {
    id: 'F2',
    level: 3,
    why: 'critical systems in production need level 3',
    holds: (facts) => facts.critical && inProduction(facts),
  },
  { id: 'F2', level: 2, why: 'critical systems need level 2', holds: ({ critical }) => critical },
  {
    id: 'F3',
    level: 3,
    why: 'personal, health and financial data need level 3 (HB2)',
    holds: ({ data }) => data.some((item) => REGULATED.includes(item)),
  },
  {
    id: 'F6',
    level: 1,
    why: 'staging needs level 1 unless it is isolated',
    holds: (facts) => facts.task.environment === 'staging' && !isIsolatedStaging(facts),
  },
  {
    id: 'F7',
    level: 1,
    why: 'reading in production needs level 1',
    holds: (facts) => inProduction(facts) && facts.readOnly,
  },
];

/** The floors of code that a policy's `level` stays below; the highest of them is the level the task needs. */
export const floorsAbove = (level: Level, facts: Facts): HeldFloor[] =>
  HELD.filter((rule) => rule.level > level && rule.holds(facts));

type Roles = Readonly<Partial<Record<Role, number>>>;

const FEWEST: ByLevel<Roles> = {
  0: {},
  1: {},
  2: { manager: 1 },
  3: { 'engineering-director': 1, 'security-lead': 1 },
  4: { 'security-lead': 1, architect: 1, vp: 1, cto: 1, ciso: 1, cab: 1 },
};

const FEWEST_IN_EMERGENCY: Roles = { 'incident-commander': 1 };

const ADDED_STAGE = 'required';

/** A plan that HB4 is content with. */
export interface Completed {
  readonly stages: readonly Stage[];
  /** The roles that were lacking. */
  readonly added: readonly string[];
}

const withFewest = (stages: readonly Stage[], fewest: Roles): Completed => {
  const added = Object.entries(fewest).filter(
    ([role, count]) =>
      stages.reduce((sum, { roles }) => sum + (new Map(Object.entries(roles)).get(role) ?? 0), 0) < count,
  );
  return added.length === 0
    ? { stages, added: [] }
    : {
        stages: [...stages, { stage: ADDED_STAGE, roles: Object.fromEntries(added) }],
        added: added.map(([role]) => role),
      };
};

/** A plan with the roles that HB4 wants at `level`: those it lacks are added in a last stage, and named. */
export const withFewestAt = (level: Level, stages: readonly Stage[]): Completed =>
  withFewest(stages, FEWEST[level]);

/** The same for the plan of the path `emergency`. */
export const withFewestInEmergency = (stages: readonly Stage[]): Completed =>
  withFewest(stages, FEWEST_IN_EMERGENCY);
