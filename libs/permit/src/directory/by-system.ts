import { refuse, SYSTEM } from '@guildhall/contracts';
import type { Refusal } from '@guildhall/contracts';

/** Why `caller` may not do what is for the participant that boots a home (6.5); undefined where it is that one. */
export const bySystem = (caller: string): { refusal: Refusal } | undefined =>
  caller === SYSTEM ? undefined : refuse('FORBIDDEN', 'Only `guildhall init` of this home may do this.');
