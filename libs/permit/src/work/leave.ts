import { isMutating } from '@guildhall/contracts';
import type { Terms } from '@guildhall/contracts';
import type { Action } from './work.js';

const isGuarded = ({ request: { environment } }: Terms): boolean =>
  environment === 'staging' || environment === 'production';

/** Whether mutating actions may be put on record without having been announced (HB5): level 0 where nothing matters. */
export const mayRecordAfterwards = (terms: Terms): boolean => terms.level === 0 && !isGuarded(terms);

/**
 * Whether somebody has to confirm the action of a worker with this trust before it is done (1.7): in an emergency always,
 * so that it stays watched.
 */
export const needsConfirmation = (terms: Terms, { action, target }: Action, trust = terms.trust): boolean =>
  (trust === 'supervised' || terms.assessment.path === 'emergency') &&
  isMutating(action, target) &&
  isGuarded(terms);

/** Who can confirm it, in words. */
export const whoConfirms = ({ request, requestedBy }: Terms): string =>
  request.environment === 'production' ? 'somebody who is not excluded' : requestedBy;
