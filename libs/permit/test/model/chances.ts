import type { Role } from '@guildhall/contracts';
import fc from 'fast-check';
import { PEOPLE_IDS } from './facts.js';
import { DEFECTS } from './step.js';
import type { Aim, Defect, Step } from './step.js';

// What steps are made of.

export const id = fc.constantFrom(...PEOPLE_IDS);

export const anybody = fc.constantFrom(
  ...PEOPLE_IDS,
  'olivia',
  'stranger',
  'development-master',
  'deployer-3',
);

export const role = fc.constantFrom<Role>(
  'manager',
  'engineering-director',
  'security-lead',
  'architect',
  'vp',
  'cto',
  'ciso',
  'cab',
  'incident-commander',
  'operator',
);

export const delegable = fc.constantFrom<Role>(
  'manager',
  'engineering-director',
  'security-lead',
  'vp',
  'cto',
  'ciso',
);

/** One of `values`, each as often as it weighs. */
export const weighed = <T>(...values: [weight: number, value: T][]): fc.Arbitrary<T> =>
  fc.oneof(...values.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })));

export const worker = weighed([6, 'its'], [1, 'deployer-3'], [1, 'deployer-2']);

export const often = (least: number): fc.Arbitrary<boolean> =>
  fc.integer({ min: 0, max: 9 }).map((n) => n >= least);

export const seldom = fc.integer({ min: 0, max: 19 }).map((n) => n === 19);

export const aim: fc.Arbitrary<Aim> = fc.oneof(
  { weight: 4, arbitrary: fc.nat(30) },
  { weight: 1, arbitrary: fc.constant('blind' as const) },
);

export const does = <D extends Step['does']>(...of: D[]) => fc.constantFrom(...of);

/** Mostly right; else wrong by one or two. */
export const off = fc.integer({ min: 0, max: 19 }).map((n) => (n < 17 ? 0 : n - 18));

export const defects = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Defect[]>([]) },
  { weight: 1, arbitrary: fc.constant<Defect[]>(['debt']) },
  {
    weight: 4,
    arbitrary: fc.uniqueArray(fc.constantFrom(...DEFECTS), { minLength: 1, maxLength: 2 }),
  },
);
