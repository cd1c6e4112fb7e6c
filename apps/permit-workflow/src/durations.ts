import { DEFAULT_DURATIONS } from '@guildhall/contracts';
import type { AllDurations } from '@guildhall/contracts';
import { durationsFor } from '@guildhall/messaging';
import type { Policies } from '@guildhall/messaging';
import type { Permit } from '@guildhall/permit';

/** How long things last for a permit: by the policy that its task was assessed with, which is frozen with it (3.1). */
export const durationsOf = (policies: Policies, permit: Permit): AllDurations =>
  'terms' in permit ? durationsFor(policies, permit.terms.assessment.policy) : DEFAULT_DURATIONS;
