import type { Archived, Closed, Completed, Executing, Permit, Revoked } from '../permit/state.js';
import type { Work } from './work.js';

/** A permit that was started, whatever has become of it. */
export type Worked = (Executing | Revoked | Completed | Closed | Archived) & { work: Work };

/** Whether the permit was started. */
export const isWorked = (permit: Permit): permit is Worked => 'work' in permit && permit.work !== undefined;
