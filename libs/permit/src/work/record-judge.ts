import { WITNESSES, isConstraintId, isMutating } from '@guildhall/contracts';
import type { ActionRecord, Constraint, Terms } from '@guildhall/contracts';
import { breachOf, breachOfConstraint } from './breach.js';
import type { Breach } from './breach.js';
import { numberOf } from './clock.js';
import { breachesOf } from './judge.js';
import type { Purpose } from './judge.js';
import { breachOfChange } from './propose.js';
import { mayRecordAfterwards } from './leave.js';
import { announcementOf, isSame, withRecords } from './work.js';
import type { Worked } from './worked.js';

// Whoever says that it was not let happen has done nothing that would have had to be announced.
const withoutLeave = (action: ActionRecord, { terms, work }: Worked): Breach | undefined => {
  const { seq } = action;
  if (action.status === 'rejected' || !isMutating(action.action, action.target)) return undefined;
  const announced = announcementOf(work, seq);
  if (announced === undefined)
    return mayRecordAfterwards(terms)
      ? undefined
      : breachOf(terms, 'unannounced', `Action ${seq} was not announced before it was done.`, seq);
  if (announced.purpose === 'nothing')
    return breachOf(terms, 'unannounced', `Action ${seq} was done although it was announced too late.`, seq);
  return announced.needsConfirmation && announced.confirmedBy === undefined
    ? breachOf(terms, 'unconfirmed', `Action ${seq} was done before it was confirmed.`, seq)
    : undefined;
};

const changed = (action: ActionRecord, permit: Worked): Breach | undefined => {
  const announced = announcementOf(permit.work, action.seq);
  return announced !== undefined && !isSame(announced, action)
    ? breachOfChange(permit, action, announced)
    : undefined;
};

// What was announced as it is now was judged then.
const beyondLimits = (action: ActionRecord, permit: Worked, purpose: Purpose): Breach[] => {
  const announced = announcementOf(permit.work, action.seq);
  const isJudged = announced !== undefined && isSame(announced, action);
  return isJudged || action.status === 'rejected' ? [] : breachesOf(action, { ...permit, purpose });
};

const tooManyFailures = ({ seq, status }: ActionRecord, { terms, work }: Worked): Breach | undefined => {
  const limit = terms.constraints.find(({ id }) => id === 'max_failed_actions');
  const failed = work.done.filter((done) => done.status === 'failed').length + 1;
  return limit && status === 'failed' && failed > numberOf(limit.value)
    ? breachOfConstraint(limit, `${failed} actions have failed, and ${numberOf(limit.value)} may.`, seq)
    : undefined;
};

const isCheckOf =
  (witness: string) =>
  (constraint: Constraint): boolean =>
    (constraint.witness ?? (isConstraintId(constraint.id) ? WITNESSES[constraint.id] : undefined)) ===
    witness;

/** What the runtime's own checks have found: of constraints that only it can judge, too. */
const foundByRuntime = ({ seq, witnesses = [] }: ActionRecord, { constraints }: Terms): Breach[] =>
  witnesses
    .filter(({ passed }) => !passed)
    .map(({ witness }) => {
      const constraint = constraints.find(isCheckOf(witness)) ?? { id: witness, value: true };
      return breachOfConstraint(constraint, `${witness} did not pass.`, seq);
    });

const once = (breaches: readonly (Breach | undefined)[]): Breach[] => {
  const found = breaches.filter((breach) => breach !== undefined);
  return found.filter(({ rule }, index) => found.findIndex((other) => other.rule === rule) === index);
};

const breachesOfOne = (action: ActionRecord, permit: Worked, purpose: Purpose): Breach[] =>
  once([
    withoutLeave(action, permit),
    changed(action, permit),
    ...beyondLimits(action, permit, purpose),
    tooManyFailures(action, permit),
    ...foundByRuntime(action, permit.terms),
  ]);

/** What actions show to have been broken, each judged after those before it; of each rule once per action. */
export const breachesOfRecord = (
  actions: readonly ActionRecord[],
  { caller, permit, purpose }: { caller: string; permit: Worked; purpose: Purpose },
): Breach[] =>
  actions.flatMap((action, index) => {
    const done = withRecords(permit.work, actions.slice(0, index), { workerId: caller });
    return breachesOfOne(action, { ...permit, work: { ...permit.work, done } }, purpose);
  });
