import type { Recorded } from '@guildhall/contracts';

/** Who takes part in an emergency, and over what: as long as its review is owed, none of them starts another one. */
export interface Parties {
  incident: string;
  workerId: string;
  requestedBy: string;
  owners: readonly string[];
}

interface Involved extends Parties {
  /** Whether it was approved, so that it owes a review. */
  approved: boolean;
}

/** Emergencies that owe a review, or will once they are approved, by their ids. */
export type ReviewDebts = ReadonlyMap<string, Involved>;

/** Events that `evolveDebts` wants, in log order. */
export const DEBT_EVENTS = [
  'emergency.requested',
  'emergency.approved',
  'emergency.lapsed',
  'emergency.reviewed',
] as const;
export type DebtEvent = Recorded<(typeof DEBT_EVENTS)[number]>;

/** Where nobody owes anything. */
export const noDebts: ReviewDebts = new Map();

const after = (known: Involved | undefined, event: DebtEvent): Involved | undefined => {
  if (event.type === 'emergency.requested') {
    const { incident, workerId, requestedBy, owners } = event.data;
    return { incident, workerId, requestedBy, owners, approved: false };
  }
  return known && event.type === 'emergency.approved' ? { ...known, approved: true } : undefined;
};

/** Reviews that are owed after the event: a pure fold over the log. */
export const evolveDebts = (debts: ReviewDebts, event: DebtEvent): ReviewDebts => {
  const next = new Map(debts);
  const involved = after(debts.get(event.entity), event);
  if (involved) next.set(event.entity, involved);
  else next.delete(event.entity);
  return next;
};

const everybodyIn = ({ workerId, requestedBy, owners }: Parties): string[] => [
  workerId,
  requestedBy,
  ...owners,
];

/**
 * The emergency, other than `emergencyId`, whose review is owed by the same incident, or by somebody who takes part in
 * both in whatever part: as worker, requester or owner (1.8). Undefined where none is.
 */
export const reviewOwedBy = (
  debts: ReviewDebts,
  parties: Parties,
  emergencyId: string,
): string | undefined => {
  const everybody = new Set(everybodyIn(parties));
  for (const [id, owing] of debts) {
    if (id === emergencyId || !owing.approved) continue;
    if (owing.incident === parties.incident || everybodyIn(owing).some((one) => everybody.has(one)))
      return id;
  }
  return undefined;
};
