import type { ActionDecision } from '@guildhall/contracts';
import type { ConfirmWork, ProposeWork } from '../../src/index.js';
import {
  byItsWorker,
  dutyOf,
  goingOn,
  hasStarted,
  isSame,
  knownAs,
  needsConfirmation,
  ofChange,
} from './duty.js';
import { reacting } from './ending.js';
import { ofAction, ofTime, outOfScope } from './judging.js';
import type { Act, Sheet } from './sheet.js';
import { first, NOTHING } from './verdict.js';
import type { Verdict } from './verdict.js';

// HB5 and 1.7, from the spec: what is announced, and who lets it happen.

export const propose = (sheet: Sheet, { caller, input, now: time }: ProposeWork): Verdict => {
  const refused = first(...byItsWorker(sheet, caller));
  if (refused) return refused;
  const now = Date.parse(time);
  const known = knownAs(sheet, input.seq);
  if (known && isSame(known, input)) return NOTHING;
  const duty = dutyOf(sheet, caller, now);
  const clock = sheet.stand === 'EXECUTING' ? ofTime(sheet, now) : [];
  if (duty === undefined) return { events: reacting(sheet, clock, now) };
  if (known) return { events: reacting(sheet, [ofChange(sheet, input, known)], now) };
  if (sheet.pending || input.seq !== sheet.done.length + 1) return { code: 'SEQUENCE_GAP' };
  const findings = [
    ...clock.map((each) => ({ ...each, seq: input.seq })),
    ...ofAction(input, sheet.terms, sheet.done, duty === 'rollback'),
  ];
  if (findings.length > 0) return { events: reacting(sheet, findings, now) };
  const { taskId: _, ...act } = input;
  const data = { workerId: caller, ...act, needsConfirmation: needsConfirmation(sheet, act) };
  return { events: [{ type: 'execution.action-proposed', data }] };
};

const isRejected = ({ done }: Sheet, seq: number): boolean => done[seq - 1]?.status === 'rejected';

/** What the log says an action is: the reply to a proposal of it. */
export const decisionOf = (
  sheet: Sheet,
  caller: string,
  { seq, ...act }: Act & { seq: number },
  now: number,
): ActionDecision => {
  const { pending, terms } = sheet;
  const duty = dutyOf(sheet, caller, now);
  const known = knownAs(sheet, seq);
  if (!hasStarted(sheet) || duty === undefined) return 'refused';
  if (!known || !isSame(known, act)) return 'refused';
  if (pending?.seq !== seq) {
    const isForUndoing = outOfScope(known, terms, terms.scope.rollbackActions ?? []) === undefined;
    return isRejected(sheet, seq) || (duty === 'rollback' && !isForUndoing) ? 'refused' : 'permitted';
  }
  if (pending.purpose !== goingOn(sheet, now)) return 'refused';
  return pending.needsConfirmation && !pending.confirmed ? 'waiting' : 'permitted';
};

export const confirm = (sheet: Sheet, { caller, people, owners, input, now }: ConfirmWork): Verdict => {
  const { terms, pending, stand } = sheet;
  const byPeople = terms.request.environment === 'production';
  const isDue = pending?.seq === input.seq && pending.purpose === goingOn(sheet, Date.parse(now));
  const refused = first(
    [stand === 'NONE', 'NOT_FOUND'],
    [byPeople ? !people.has(caller) : caller !== terms.requestedBy, 'FORBIDDEN'],
    [!hasStarted(sheet), 'INVALID_STATE'],
    [byPeople && [...terms.mayNotApprove, ...owners].includes(caller), 'SEPARATION_OF_DUTIES'],
    [!isDue || !pending.needsConfirmation, 'INVALID_STATE'],
  );
  if (refused) return refused;
  if (pending?.confirmed === true) return NOTHING;
  return { events: [{ type: 'execution.action-confirmed', data: { seq: input.seq, by: caller } }] };
};
