import type { ActionDecision } from '@guildhall/contracts';
import type { ConfirmWork, ProposeWork, WorkerNow } from '../../src/index.js';
import {
  byItsWorker,
  dutyOf,
  goingOn,
  hasStarted,
  isSame,
  isSoundNow,
  isUnsound,
  knownAs,
  needsConfirmation,
  ofChange,
} from './duty.js';
import { reacting } from './ending.js';
import { ofAction, ofTime, outOfScope } from './judging.js';
import type { Finding } from './judging.js';
import type { Act, Sheet } from './sheet.js';
import { first, NOTHING } from './verdict.js';
import type { Verdict } from './verdict.js';

// HB5 and 1.7, from the spec: what is announced, and who lets it happen.

/** 3.4: the same number and digest has the same answer, also once the work has ended over it. */
const isRefused = (sheet: Sheet, input: Act & { seq: number }): boolean =>
  sheet.stand !== 'EXECUTING' &&
  sheet.findings.some(
    ({ seq, refused, rollback }) =>
      seq === input.seq && refused !== undefined && isSame(refused, input) && rollback !== true,
  );

export const propose = (sheet: Sheet, command: ProposeWork): Verdict => {
  const { caller, input, now: time } = command;
  const refused = first(...byItsWorker(sheet, caller));
  if (refused) return refused;
  const now = Date.parse(time);
  const { taskId: _, ...act } = input;
  const found = knownAs(sheet, input.seq);
  const known = found?.by === caller ? found : undefined;
  if ((known && isSame(known, input)) || isRefused(sheet, input)) return NOTHING;
  if (isUnsound(sheet, command)) return { code: 'WORKER_NOT_ELIGIBLE' };
  const { seq, ...content } = act;
  const reject = (findings: Finding[]): Verdict => ({
    events: reacting(
      sheet,
      findings.map((each) => ({ ...each, seq, refused: content })),
      now,
      caller,
    ),
  });
  const duty = dutyOf(sheet, caller, now);
  const clock = sheet.stand === 'EXECUTING' ? ofTime(sheet, now) : [];
  if (duty === undefined) return reject(clock);
  if (known) return reject([ofChange(sheet, input, known)]);
  if (sheet.pending || seq !== sheet.done.length + 1) return { code: 'SEQUENCE_GAP' };
  const findings = [...clock, ...ofAction(input, sheet.terms, sheet.done, duty === 'rollback')];
  if (findings.length > 0) return reject(findings);
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
  worker?: WorkerNow,
): ActionDecision => {
  const { pending, terms } = sheet;
  const duty = dutyOf(sheet, caller, now);
  const known = knownAs(sheet, seq);
  if (!hasStarted(sheet) || duty === undefined) return 'refused';
  if (duty === 'rollback' && !isSoundNow(sheet, caller, worker)) return 'refused';
  if (!known || known.status === 'owed' || !isSame(known, act)) return 'refused';
  if (pending?.seq !== seq) {
    const isForUndoing = outOfScope(known, terms, terms.scope.rollbackActions ?? []) === undefined;
    return isRejected(sheet, seq) || (duty === 'rollback' && !isForUndoing) ? 'refused' : 'permitted';
  }
  if (pending.purpose !== goingOn(sheet, now)) return 'refused';
  return pending.needsConfirmation && !pending.confirmed ? 'waiting' : 'permitted';
};

export const confirm = (sheet: Sheet, command: ConfirmWork): Verdict => {
  const { caller, people, owners, input, now } = command;
  const { terms, pending, stand } = sheet;
  const byPeople = terms.request.environment === 'production';
  const isDue = pending?.seq === input.seq && pending.purpose === goingOn(sheet, Date.parse(now));
  const refused = first(
    [stand === 'NONE', 'NOT_FOUND'],
    [byPeople ? !people.has(caller) : caller !== terms.requestedBy, 'FORBIDDEN'],
    [!hasStarted(sheet), 'INVALID_STATE'],
    [byPeople && [...terms.mayNotApprove, ...owners].includes(caller), 'SEPARATION_OF_DUTIES'],
    [!isDue || !pending.needsConfirmation, 'INVALID_STATE'],
    [isUnsound(sheet, { ...command, caller: pending?.by ?? '' }), 'WORKER_NOT_ELIGIBLE'],
  );
  if (refused) return refused;
  if (pending?.confirmed === true) return NOTHING;
  return { events: [{ type: 'execution.action-confirmed', data: { seq: input.seq, by: caller } }] };
};
