import { DEFAULT_DURATIONS } from '@guildhall/contracts';
import { terms } from '../../../../libs/permit/test/factories.js';

/** The policy that the tasks of the factories are assessed with. */
export const POLICIES = { state: new Map([[terms(3).assessment.policy.sha256, DEFAULT_DURATIONS]]) };
