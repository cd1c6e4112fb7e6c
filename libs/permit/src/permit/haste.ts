import { asksForHaste } from '@guildhall/contracts';
import { isIn } from './state.js';
import type { Permit } from './state.js';

/** Whether the permit waits for somebody who answers for the haste that was asked for (SB2). */
export const awaitsSponsor = (permit: Permit): boolean =>
  isIn(permit, 'REQUESTED', 'UNDER_REVIEW') &&
  permit.sponsor === undefined &&
  asksForHaste(permit.terms.request);
