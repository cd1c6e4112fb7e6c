/**
 * What another policy does to a task, those first that let more happen. A task that changes in several ways counts as the
 * first of these that it is: by refusal, level, hold, approvals, terms.
 *
 * - `accepted`, `refused`: it was refused and is not any more, or the other way round. A refused task has no level, so
 *   that becoming possible is a kind of its own and no lower level;
 * - `lower`, `higher`: the level falls or rises;
 * - `released`, `held`: at the same level it does not wait for an override any more, or has to;
 * - `fewer-approvals`, `more-approvals`, `other-approvals`: fewer, more, or as many other people have to agree, or in
 *   another order;
 * - `looser`, `stricter`: of its terms, such as constraints, tokens and path, some leave more room and none less, or the
 *   other way round;
 * - `terms`: some leave more room and others less, or what differs says neither, such as the score.
 */
export const CHANGE_KINDS = [
  'lower',
  'accepted',
  'released',
  'fewer-approvals',
  'looser',
  'higher',
  'refused',
  'held',
  'more-approvals',
  'stricter',
  'other-approvals',
  'terms',
] as const;

/** How a task would change. */
export type ChangeKind = (typeof CHANGE_KINDS)[number];
