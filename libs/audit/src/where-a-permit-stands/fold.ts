import type { Level, PermitState, Recorded, Risk, Terms, TypesOf } from '@guildhall/contracts';
import type { Fold, Row } from '../fold.js';
import type { Work } from '../work.js';
import { workOf } from '../work.js';
import type { PermitFacts } from './facts.js';
import { evolveFacts, firstFacts } from './facts.js';

type PermitEvent = Recorded<TypesOf<'permit'>>;

/**
 * The rules of permits, which live in their own library: one place says what an event makes of a permit. `S` has to be
 * a JSON value, because rows keep it.
 */
export interface PermitRules<S> {
  initialState: S;
  evolve: (state: S, event: PermitEvent) => S;
  /** The state's name; undefined before the first event. */
  statusOf: (state: S) => PermitState | undefined;
}

/** A permit: what it is listed, filtered and ordered by, and everything else about it. */
export interface PermitRow<S> extends Row, Work {
  /** Of its first event: the order of the list. */
  position: number;
  state: PermitState;
  level: Level;
  /** Most urgent first: 0 for critical risk to 3 for low. */
  urgency: number;
  /** Until when people may approve; null where the policy approved. Milliseconds and UTC, so that texts sort. */
  deadline: string | null;
  digest: string;
  terms: Terms;
  facts: PermitFacts;
  /** What the rules fold. */
  permit: S;
}

const HANDLES = [
  'permit.requested',
  'permit.review-started',
  'permit.approval-recorded',
  'permit.approval-voided',
  'permit.approved',
  'permit.issued',
  'permit.rejected',
  'permit.expired',
  'permit.execution-started',
  'permit.revoked',
  'permit.completed',
  'permit.closed',
] as const satisfies TypesOf<'permit'>[];

const URGENCY: Record<Risk, number> = { critical: 0, high: 1, medium: 2, low: 3 };

const newTerms = (
  event: Recorded<'permit.requested' | 'permit.issued'>,
): Pick<PermitRow<never>, 'level' | 'urgency' | 'digest' | 'terms' | keyof Work> => {
  const { terms, permitDigest } = event.data;
  const { requestedBy, workerId, level, assessment, plan } = terms;
  return {
    ...workOf(requestedBy, workerId, assessment, plan),
    level,
    urgency: URGENCY[assessment.risk],
    digest: permitDigest,
    terms,
  };
};

const begun = (event: PermitEvent): Omit<PermitRow<never>, 'permit' | 'state'> | undefined => {
  if (event.type !== 'permit.requested' && event.type !== 'permit.issued') return undefined;
  const facts = firstFacts(event);
  return {
    id: event.entity,
    position: event.position,
    deadline: facts.deadline ?? null,
    facts,
    ...newTerms(event),
  };
};

/** Where does a permit stand: in which state, on which terms, agreed to by whom, and how did it end? */
export const permitFold = <S>(rules: PermitRules<S>): Fold<PermitEvent, PermitRow<S>> => ({
  handles: HANDLES,
  evolve: (row, event) => {
    const known = row ?? begun(event);
    const permit = rules.evolve(row?.permit ?? rules.initialState, event);
    const state = rules.statusOf(permit);
    return known && state && { ...known, state, permit, facts: evolveFacts(known.facts, event) };
  },
});
