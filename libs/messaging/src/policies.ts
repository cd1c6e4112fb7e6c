import { allDurations } from '@guildhall/contracts';
import type { AllDurations, PolicyReference, Recorded } from '@guildhall/contracts';
import { StoreError } from '@guildhall/event-store';
import type { LogFold } from './fold.js';
import { foldProvider } from './service-module.js';

/** Nest token of how long things last, by the policies that were ever published. */
export const POLICIES = Symbol('policies');

const POLICY_EVENTS = ['policy.published'] as const;
type PolicyEvent = Recorded<(typeof POLICY_EVENTS)[number]>;

/** How long things last, by the SHA-256 of the policy. */
export type Policies = ReadonlyMap<string, AllDurations>;
/** All policies, in memory, as far as the log has them: asking it costs nothing. */
export type PolicyFold = LogFold<Policies, PolicyEvent>;

/** For services that ask how long things last for a task, which is assessed with one policy and keeps it (3.1). */
export const policiesProvider = foldProvider<Policies, PolicyEvent>(POLICIES, {
  name: 'policies-2',
  types: POLICY_EVENTS,
  initialState: new Map(),
  evolve: (policies, { data }) =>
    new Map([...policies, [data.sha256, allDurations(data.document.durations)]]),
});

/**
 * How long things last by the policy that a task was assessed with. Throws a StoreError `unavailable` where this view has
 * not come to its publication yet, which is before the assessment in the log: tried again, it will have.
 */
export const durationsFor = (
  policies: Policies,
  { sha256 }: Pick<PolicyReference, 'sha256'>,
): AllDurations => {
  const durations = policies.get(sha256);
  if (!durations)
    throw new StoreError('unavailable', `the view of policies has not come to the policy ${sha256} yet`);
  return durations;
};
