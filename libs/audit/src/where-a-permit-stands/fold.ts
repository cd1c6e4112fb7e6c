import type { Level, PermitState, Recorded, Risk, Terms, TypesOf } from '@guildhall/contracts';
import type { Fold, Row } from '../fold.js';
import type { Work } from '../work.js';
import { workOf } from '../work.js';
import type { PermitFacts } from './facts.js';
import { evolveFacts, firstFacts } from './facts.js';

/** A permit and the work under it have one id; what happens to either is folded in the order of the log. */
type PermitEvent = Recorded<TypesOf<'permit' | 'execution'>>;

/** What every permit has, whatever its state. */
export interface HeldPermit {
  status: PermitState;
  terms: Terms;
  permitDigest: string;
  /** Until when people may approve; absent where they are not asked, or not any more. */
  reviewBy?: string;
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
  /** Whether an announced action waits for a confirmation. */
  waiting: boolean;
  /**
   * Until when people have to decide: on the permit, or on what its worker has announced. Null where nothing waits for
   * them. Milliseconds and UTC, so that texts sort.
   */
  due: string | null;
  facts: PermitFacts;
  /** What the rules make of its events. */
  permit: H;
}

const HANDLES = [
  'permit.requested',
  'permit.amended',
  'permit.sponsored',
  'permit.sponsorship-voided',
  'permit.review-started',
  'permit.approval-recorded',
  'permit.approval-voided',
  'permit.approved',
  'permit.issued',
  'permit.rejected',
  'permit.expired',
  'permit.execution-started',
  'permit.violation-detected',
  'permit.revoked',
  'permit.completed',
  'permit.closed',
  'permit.archived',
  'execution.action-proposed',
  'execution.action-confirmed',
  'execution.action-recorded',
  'execution.rollback-granted',
  'execution.rollback-withdrawn',
  'execution.rolled-back',
  'execution.rollback-failed',
] as const satisfies TypesOf<'permit' | 'execution'>[];

const URGENCY: Record<Risk, number> = { critical: 0, high: 1, medium: 2, low: 3 };

/** What the state and its terms say, in columns. */
const columnsOf = ({
  status,
  terms,
}: HeldPermit): Pick<PermitRow<never>, 'state' | 'level' | 'urgency' | keyof Work> => {
  const { workerId, level, assessment, plan } = terms;
  return {
    ...workOf(terms, workerId, plan),
    state: status,
    level,
    urgency: URGENCY[assessment.risk],
  };
};

/** What stays as it was at the first event. */
const beginning = (event: PermitEvent): Pick<PermitRow<never>, 'id' | 'position' | 'facts'> | undefined => {
  if (event.type !== 'permit.requested' && event.type !== 'permit.issued') return undefined;
  return { id: event.entity, position: event.position, facts: firstFacts(event) };
};

const sortable = (time: string): string => new Date(time).toISOString();

/** The facts, with the deadline as the rules have it: a sponsor makes it shorter, an amendment may give it back. */
const withDeadline = (facts: PermitFacts, { reviewBy }: HeldPermit): PermitFacts =>
  reviewBy === undefined ? facts : { ...facts, deadline: sortable(reviewBy) };

const dueOf = ({ deadline, work, window }: PermitFacts, { reviewBy }: HeldPermit): string | null => {
  if (reviewBy !== undefined) return deadline ?? null;
  if (!work?.waiting || !window) return null;
  const { rollback } = work;
  return sortable(rollback?.state === 'granted' ? (rollback.until ?? window.notAfter) : window.notAfter);
};

/** Where does a permit stand: in which state, on which terms, agreed to by whom, what was done, and how did it end? */
export const permitFold = <S, H extends S & HeldPermit>(
  rules: PermitRules<S, H>,
): Fold<PermitEvent, PermitRow<H>> => ({
  handles: HANDLES,
  evolve: (row, event) => {
    const begun = row ?? beginning(event);
    const permit = rules.evolve(row?.permit ?? rules.initialState, event);
    if (!begun || !rules.isHeld(permit)) return row;
    const facts = withDeadline(evolveFacts(begun.facts, event), permit);
    return {
      id: begun.id,
      position: begun.position,
      ...columnsOf(permit),
      waiting: facts.work?.waiting !== undefined,
      due: dueOf(facts, permit),
      facts,
      permit,
    };
  },
});
