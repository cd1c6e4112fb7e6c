import { DEFAULT_DURATIONS, addDuration, hasCome, refuse } from '@guildhall/contracts';
import type { ActionRecord, Decision } from '@guildhall/contracts';
import { after } from '../permit/evolve.js';
import type { Refused } from '../permit/refusals.js';
import type { Permit, PermitEvent } from '../permit/state.js';
import { reacting } from './breach.js';
import type { Breach } from './breach.js';
import { breachesOfTime } from './clock.js';
import type { RecordWork } from './commands.js';
import { dutyOf, workedBy } from './duty.js';
import type { Purpose } from './judge.js';
import { breachOfChange, knownAs } from './propose.js';
import { breachesOfRecord } from './record-judge.js';
import { announcementOf, isSame, lastSeqOf } from './work.js';
import type { Work } from './work.js';
import { isWorked } from './worked.js';
import type { Worked } from './worked.js';

const later = (one: string, other: string): string => (hasCome(one, other) ? other : one);

const undoneBy = ({ work: { rollback } }: Worked, caller: string): string | undefined => {
  if (rollback === undefined || rollback.workerId !== caller) return undefined;
  return rollback.state === 'granted' ? rollback.until : rollback.at;
};

/** When the caller had to stop: at the end of the work, or of undoing it, where it had the grant. */
const endedAt = (permit: Worked, caller: string): string | undefined => {
  if (permit.status === 'EXECUTING') return undefined;
  const ended = 'summary' in permit ? permit.summary.endedAt : permit.endedAt;
  return ended && later(ended, undoneBy(permit, caller) ?? ended);
};

const tooLate = (
  { caller, now, lateRecords = DEFAULT_DURATIONS.lateRecords }: RecordWork,
  permit: Worked,
): Refused | undefined => {
  const ended = endedAt(permit, caller);
  if (ended === undefined || dutyOf(permit, caller, now) !== undefined) return undefined;
  return hasCome(addDuration(ended, lateRecords), now)
    ? refuse('OUT_OF_WINDOW', `The work ended at ${ended}; what is said about it now comes too late.`)
    : undefined;
};

const outOfOrder = ({ caller, input: { actions } }: RecordWork, work: Work): Refused | undefined => {
  const next = lastSeqOf(work) + 1;
  const [first] = actions;
  const taken = actions
    .map(({ seq }) => ({ seq, whose: knownAs(work, seq)?.workerId ?? caller }))
    .find(({ whose }) => whose !== caller);
  if (taken) return refuse('SEQUENCE_GAP', `Action ${taken.seq} is ${taken.whose}'s.`);
  if (first !== undefined && first.seq > next)
    return refuse('SEQUENCE_GAP', `The next action is number ${next}.`);
  const broken = actions.find(({ seq }, index) => seq !== (first?.seq ?? 0) + index);
  return broken && refuse('SEQUENCE_GAP', `Action ${broken.seq} does not follow on the one before it.`);
};

/** What was done to undo the work: announced for that, or, announced or not, one of the actions of the grant. */
const isUndoing = ({ work }: Worked, [first]: readonly ActionRecord[]): boolean => {
  const { rollback } = work;
  const announced = (first && announcementOf(work, first.seq)) ?? work.announced;
  if (announced !== undefined) return announced.purpose === 'rollback';
  return rollback?.state === 'granted' && first !== undefined && rollback.actions.includes(first.action);
};

/** For what the actions were done; `late`: they are evidence of what was done before the end, or in spite of it. */
const purposeOf = (
  permit: Worked,
  { caller, now }: RecordWork,
  actions: readonly ActionRecord[],
): Purpose | 'late' => {
  if (permit.status === 'EXECUTING') return 'work';
  return dutyOf(permit, caller, now) === 'rollback' && isUndoing(permit, actions) ? 'rollback' : 'late';
};

const recording = (caller: string, actions: ActionRecord[], purpose: Purpose | 'late'): PermitEvent[] =>
  actions.length === 0
    ? []
    : [
        {
          type: 'execution.action-recorded',
          data: { workerId: caller, actions, ...(purpose === 'late' ? { late: true } : {}) },
        },
      ];

const changes = (permit: Worked, actions: readonly ActionRecord[]): Breach[] =>
  actions.flatMap((action) => {
    const known = permit.work.done[action.seq - 1];
    return known === undefined || known.status === 'missing' || isSame(known, action)
      ? []
      : [breachOfChange(permit, action, known)];
  });

/**
 * What became of actions, in the order of their numbers, up to 50 at once. Those that are on record already change
 * nothing, unless they say something else now. What they show to have been broken is put on record after them, with what
 * follows from it. After the end they are accepted for a time, as late evidence; then `OUT_OF_WINDOW`. `SEQUENCE_GAP`:
 * a number is missing, before them or between them, or is another worker's.
 */
export const record = (command: RecordWork, permit: Permit): Decision<PermitEvent> => {
  const found = workedBy(permit, command);
  if ('refusal' in found) return found;
  const { caller, input, now } = command;
  const { actions } = input;
  const { work } = found.permit;
  const refused = tooLate(command, found.permit) ?? outOfOrder(command, work);
  if (refused) return refused;
  const news = actions.filter(({ seq }) => (work.done[seq - 1]?.status ?? 'missing') === 'missing');
  const purpose = purposeOf(found.permit, command, news);
  const events = recording(caller, news, purpose);
  const breaches = [
    ...changes(found.permit, actions),
    ...breachesOfRecord(news, {
      ...command,
      permit: found.permit,
      purpose: purpose === 'rollback' ? purpose : 'work',
    }),
    ...(found.permit.status === 'EXECUTING' ? breachesOfTime(found.permit, now) : []),
  ];
  const next = after(found.permit, events, now);
  return { events: [...events, ...(isWorked(next) ? reacting(next, breaches, command) : [])] };
};
