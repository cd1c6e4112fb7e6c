import { DEFAULT_DURATIONS } from '@guildhall/contracts';
import type { Level } from '@guildhall/contracts';
import { excludedOwners } from '../owners.js';
import type { MasterState } from './state.js';

/** What a decision about a permit needs to know about its master (3.4). */
export type MasterFacts =
  | { readonly status: 'unknown' }
  | {
      /** A retired one may ask for nothing any more. */
      readonly status: 'active' | 'retired';
      /** Its authorization. */
      readonly level: Level;
      /** Now and for `formerOwners` before, sorted. */
      readonly owners: string[];
      /** What its tasks may ask for; absent: everything. */
      readonly capabilities?: readonly string[];
    };

/** The master as it stands at `now` (RFC 3339); `formerOwners`: how long the policy excludes owners afterwards (3.2). */
export const masterFacts = (
  state: MasterState,
  now: string,
  formerOwners: string = DEFAULT_DURATIONS.formerOwners,
): MasterFacts =>
  state.status === 'unknown'
    ? { status: 'unknown' }
    : {
        status: state.status === 'retired' ? 'retired' : 'active',
        level: state.level,
        owners: excludedOwners(state.tenures, now, formerOwners),
        ...(state.capabilities === undefined ? {} : { capabilities: state.capabilities }),
      };
