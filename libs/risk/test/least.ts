import type { Level, Task } from '@guildhall/contracts';

// What HB1, HB2, HB4 and the access matrix leave, as the tables of 1.2 to 1.4 say it.

/** The fewest people of each role that a plan for the level has. */
export const FEWEST: Record<Level, string[]> = {
  0: [],
  1: [],
  2: ['manager'],
  3: ['engineering-director', 'security-lead'],
  4: ['security-lead', 'architect', 'vp', 'cto', 'ciso', 'cab'],
};

/** The least level of a task whose resources add nothing. */
export const leastLevel = ({ environment, readOnly, critical, dataSensitivity, ...task }: Task): number => {
  const isolated =
    dataSensitivity.every((data) => data === 'public' || data === 'test') &&
    task.customerImpact === 'none' &&
    ['component', 'service'].includes(task.impactScope) &&
    ['full', 'automated'].includes(task.reversibility);
  return Math.max(
    environment === 'production' ? (readOnly === true ? 1 : 2) : 0,
    critical === true ? (environment === 'production' ? 3 : 2) : 0,
    dataSensitivity.some((data) => ['pii', 'phi', 'financial'].includes(data)) ? 3 : 0,
    environment === 'staging' && !isolated ? 1 : 0,
  );
};
