import type { AlertAbout, AlertingType, Recorded } from '@guildhall/contracts';
import type { Circumstances } from './circumstances.js';

/** The alerts that each event of some types makes, at most one of a kind. */
export type AlertsOf<T extends AlertingType> = {
  [K in T]: (event: Recorded<K>, given: Circumstances) => AlertAbout[];
};
