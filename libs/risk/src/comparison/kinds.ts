/**
 * What another policy does to a task, those first that let more happen:
 *
 * - `lower`, `higher`: the level falls or rises;
 * - `accepted`, `refused`: it was refused and is not any more, or the other way round. A refused task has no level, so
 *   that becoming possible is a kind of its own and no lower level;
 * - `fewer-approvals`, `more-approvals`, `other-approvals`: at the same level fewer, more, or as many other people have
 *   to agree, or in another order;
 * - `terms`: only something else of the assessment differs, such as its path, constraints or tokens.
 */
export const CHANGE_KINDS = [
  'lower',
  'accepted',
  'fewer-approvals',
  'higher',
  'refused',
  'more-approvals',
  'other-approvals',
  'terms',
] as const;

/** How a task would change. */
export type ChangeKind = (typeof CHANGE_KINDS)[number];
