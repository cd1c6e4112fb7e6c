import type { ActionRecord } from '@guildhall/contracts';
import type { PermitEvent, RecordWork } from '../../src/index.js';
import { byItsWorker, dutyOf, isGuarded, isSame, knownAs, ofChange } from './duty.js';
import { reacting } from './ending.js';
import { finding, isChanging, ofAction, ofFailure, ofTime, ofWitnesses } from './judging.js';
import type { Finding } from './judging.js';
import type { Sheet } from './sheet.js';
import { lengthOf } from './lengths.js';
import { after, first } from './verdict.js';
import type { Verdict } from './verdict.js';

// 3.4, from the spec: what becomes of actions.

/** HB5: level 0 where nothing matters says afterwards what it did. */
const isAfterwards = (sheet: Sheet): boolean => sheet.terms.level === 0 && !isGuarded(sheet);

/** What was announced under the number and is not on record. */
const announcedAs = ({ pending, done }: Sheet, seq: number): Sheet['pending'] =>
  pending?.seq === seq ? pending : done[seq - 1]?.announced;

const withoutLeave = (sheet: Sheet, act: ActionRecord): Finding[] => {
  const { terms } = sheet;
  const pending = announcedAs(sheet, act.seq);
  if (act.status === 'rejected' || !isChanging(act)) return [];
  if (pending === undefined)
    return isAfterwards(sheet) ? [] : [finding(terms, 'unannounced', 'not', act.seq)];
  if (pending.purpose === 'nothing') return [finding(terms, 'unannounced', 'too late', act.seq)];
  return pending.needsConfirmation && !pending.confirmed
    ? [finding(terms, 'unconfirmed', 'not', act.seq)]
    : [];
};

const ofOne = (sheet: Sheet, act: ActionRecord, done: Sheet['done'], isUndone: boolean): Finding[] => {
  const announced = announcedAs(sheet, act.seq);
  const isJudged = (announced && isSame(announced, act)) === true || act.status === 'rejected';
  const found = [
    ...withoutLeave(sheet, act),
    ...(announced && !isSame(announced, act) ? [ofChange(sheet, act, announced)] : []),
    ...(isJudged ? [] : ofAction(act, sheet.terms, done, isUndone)),
    ...ofFailure(act, sheet.terms, done),
    ...ofWitnesses(act, sheet.terms),
  ];
  return found.filter(({ rule }, at) => found.findIndex((other) => other.rule === rule) === at);
};

const isToUndo = (sheet: Sheet, [act]: readonly ActionRecord[]): boolean => {
  const announced = (act && announcedAs(sheet, act.seq)) ?? sheet.pending;
  if (announced) return announced.purpose === 'rollback';
  return act !== undefined && (sheet.terms.scope.rollbackActions ?? []).includes(act.action);
};

const isOwed = ({ done }: Sheet, seq: number): boolean => done[seq - 1]?.status === 'owed';

const ofRecords = (sheet: Sheet, news: ActionRecord[], isUndone: boolean, by: string): Finding[] =>
  news.flatMap((act, at) => {
    const before = news.slice(0, at);
    const others = sheet.done.filter((_, index) => !before.some(({ seq }) => seq === index + 1));
    const done = [...others, ...before.map((each) => ({ ...each, by }))];
    return ofOne(sheet, act, done, isUndone);
  });

/** When the caller had to stop: with the work, or with undoing it. */
const stoppedAt = ({ endedAt = 0, undoing }: Sheet, caller: string): number =>
  Math.max(endedAt, undoing?.by === caller ? (undoing.until ?? undoing.at ?? 0) : 0);

export const record = (sheet: Sheet, command: RecordWork): Verdict => {
  const { caller, input, now: time, lateRecords = 'PT15M' } = command;
  const now = Date.parse(time);
  const { done, stand } = sheet;
  const duty = dutyOf(sheet, caller, now);
  const isOn = stand === 'EXECUTING';
  const from = input.actions[0]?.seq ?? 0;
  const refused = first(
    ...byItsWorker(sheet, caller),
    [!isOn && duty === undefined && now >= stoppedAt(sheet, caller) + lengthOf(lateRecords), 'OUT_OF_WINDOW'],
    [input.actions.some(({ seq }) => (knownAs(sheet, seq)?.by ?? caller) !== caller), 'SEQUENCE_GAP'],
    [from > done.length + 1, 'SEQUENCE_GAP'],
    [input.actions.some(({ seq }, at) => seq !== from + at), 'SEQUENCE_GAP'],
  );
  if (refused) return refused;
  const news = input.actions.filter(({ seq }) => seq > done.length || isOwed(sheet, seq));
  const isUndone = !isOn && duty === 'rollback' && isToUndo(sheet, news);
  const late = isOn || isUndone ? {} : { late: true };
  const recorded: PermitEvent = {
    type: 'execution.action-recorded',
    data: { workerId: caller, actions: news, ...late },
  };
  const events = news.length === 0 ? [] : [recorded];
  const changes = input.actions.flatMap((act) => {
    const known = done[act.seq - 1];
    return known === undefined || known.status === 'owed' || isSame(known, act)
      ? []
      : [ofChange(sheet, act, known)];
  });
  const clock = isOn ? ofTime(sheet, now) : [];
  const findings = [...changes, ...ofRecords(sheet, news, isUndone, caller), ...clock];
  return { events: [...events, ...reacting(after(sheet, events, now), findings, now, caller)] };
};
