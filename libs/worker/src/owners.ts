import { durationMs } from '@guildhall/contracts';
import { shift } from './time.js';

/** Who answered for a worker or a master, and when: half-open, still going on where it has no end. */
export interface Tenure {
  readonly owners: readonly string[];
  /** RFC 3339, the broker's time of the event that named them. */
  readonly from: string;
  readonly until?: string;
}

/** Whether the two lists name the same, in whatever order; a list that is not given is like no other. */
export const sameSet = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean =>
  a === undefined || b === undefined ? a === b : [...a].sort().join(' ') === [...b].sort().join(' ');

/** Those who answer for it now. */
export const ownersNow = (tenures: readonly Tenure[]): readonly string[] => tenures.at(-1)?.owners ?? [];

/** The tenures where `owners` answer for it from `at` on; the same where they did already. */
export const handedOver = (
  tenures: readonly Tenure[],
  owners: readonly string[],
  at: string,
): readonly Tenure[] => {
  const last = tenures.at(-1);
  if (last === undefined) return [{ owners, from: at }];
  if (sameSet(last.owners, owners)) return tenures;
  return [...tenures.slice(0, -1), { ...last, until: at }, { owners, from: at }];
};

// An end that cannot be read counts as none: the doubt is against the approval.
const reaches = ({ until }: Tenure, since: number): boolean =>
  until === undefined || !(Date.parse(until) <= since);

/** Everybody who was among the owners at any moment after `since`, sorted, each once. */
export const ownersSince = (tenures: readonly Tenure[], since: string): string[] => {
  const moment = Date.parse(since);
  const owners = tenures.filter((tenure) => reaches(tenure, moment)).flatMap((tenure) => tenure.owners);
  return [...new Set(owners)].sort();
};

/** Those whom ownership excludes from deciding at `now`: owners then and for `formerOwners`, a duration, before (3.2). */
export const excludedOwners = (tenures: readonly Tenure[], now: string, formerOwners: string): string[] =>
  ownersSince(tenures, shift(now, -durationMs(formerOwners)));
