import type { Durations, Recorded, Terms } from '@guildhall/contracts';
import { foldProvider } from '@guildhall/messaging';
import type { LogFold } from '@guildhall/messaging';

/** Nest token of how long things last, by the policies that were ever published. */
export const POLICIES = Symbol('policies');

const POLICY_EVENTS = ['policy.published'] as const;
type PolicyEvent = Recorded<(typeof POLICY_EVENTS)[number]>;

/** By the SHA-256 of the policy. */
type Policies = ReadonlyMap<string, Durations>;
export type PolicyFold = LogFold<Policies, PolicyEvent>;

export const policiesProvider = foldProvider<Policies, PolicyEvent>(POLICIES, {
  name: 'policies-1',
  types: POLICY_EVENTS,
  initialState: new Map(),
  evolve: (policies, { data }) => new Map([...policies, [data.sha256, data.document.durations]]),
});

/** How long things last for a permit: by the policy that its task was assessed with, which is frozen with it (3.1). */
export const durationsFor = (policies: Policies, { assessment }: Terms): Durations => {
  const durations = policies.get(assessment.policy.sha256);
  // Who assessed with it has published it before.
  if (!durations) throw new Error(`no policy ${assessment.policy.sha256} was ever published`);
  return durations;
};
