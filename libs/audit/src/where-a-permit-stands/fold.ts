import type { Level, PermitState, Recorded, Risk, Terms, TypesOf } from '@guildhall/contracts';
import type { Fold, Row } from '../fold.js';
import type { Work } from '../work.js';
import { workOf } from '../work.js';
import type { PermitFacts } from './facts.js';
import { evolveFacts, firstFacts } from './facts.js';

type PermitEvent = Recorded<TypesOf<'permit'>>;

/** What every permit has, whatever its state. */
export interface HeldPermit {
  status: PermitState;
  terms: Terms;
  permitDigest: string;
}

/**
 * The rules of permits, which live in their own library: one place says what an event makes of a permit. Its states `S`
 * are JSON values, because rows keep them; `H` are those in which there is a permit.
 */
export interface PermitRules<S, H extends S & HeldPermit> {
  initialState: S;
  evolve: (state: S, event: PermitEvent) => S;
  isHeld: (state: S) => state is H;
}

/** A permit: what it is listed, filtered and ordered by, and everything else about it. */
export interface PermitRow<H> extends Row, Work {
  /** Of its first event: the order of the list. */
  position: number;
  state: PermitState;
  level: Level;
  /** Most urgent first: 0 for critical risk to 3 for low. */
  urgency: number;
  /** Until when people may approve; null where the policy approved. Milliseconds and UTC, so that texts sort. */
  deadline: string | null;
  facts: PermitFacts;
  /** What the rules make of its events. */
  permit: H;
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

/** What the state and its terms say, in columns. */
const columnsOf = ({
  status,
  terms,
}: HeldPermit): Pick<PermitRow<never>, 'state' | 'level' | 'urgency' | keyof Work> => {
  const { requestedBy, workerId, level, assessment, plan } = terms;
  return {
    ...workOf(requestedBy, workerId, assessment, plan),
    state: status,
    level,
    urgency: URGENCY[assessment.risk],
  };
};

/** What stays as it was at the first event. */
const beginning = (
  event: PermitEvent,
): Pick<PermitRow<never>, 'id' | 'position' | 'deadline' | 'facts'> | undefined => {
  if (event.type !== 'permit.requested' && event.type !== 'permit.issued') return undefined;
  const facts = firstFacts(event);
  return { id: event.entity, position: event.position, deadline: facts.deadline ?? null, facts };
};

/** Where does a permit stand: in which state, on which terms, agreed to by whom, and how did it end? */
export const permitFold = <S, H extends S & HeldPermit>(
  rules: PermitRules<S, H>,
): Fold<PermitEvent, PermitRow<H>> => ({
  handles: HANDLES,
  evolve: (row, event) => {
    const begun = row ?? beginning(event);
    const permit = rules.evolve(row?.permit ?? rules.initialState, event);
    if (!begun || !rules.isHeld(permit)) return row;
    const { id, position, deadline, facts } = begun;
    return { id, position, deadline, ...columnsOf(permit), facts: evolveFacts(facts, event), permit };
  },
});
