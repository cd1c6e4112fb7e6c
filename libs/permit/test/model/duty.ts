import type { WorkerNow } from '../../src/index.js';
import { finding, isChanging, workEnd } from './judging.js';
import type { Finding } from './judging.js';
import type { Act, Sheet } from './sheet.js';
import { isEmergency } from './starting.js';
import type { Check } from './verdict.js';

// 3.4, from the spec: whose turn it is, and what is known of an action.

export const hasStarted = ({ startedAt }: Sheet): boolean => startedAt !== undefined;

const hasWorked = (sheet: Sheet, caller: string): boolean =>
  hasStarted(sheet) &&
  [sheet.undoing?.by, sheet.pending?.by, ...sheet.done.map(({ by }) => by)].includes(caller);

export const byItsWorker = (sheet: Sheet, caller: string): Check[] => [
  [sheet.stand === 'NONE', 'NOT_FOUND'],
  [caller !== sheet.terms.workerId && !hasWorked(sheet, caller), 'FORBIDDEN'],
  [!hasStarted(sheet), 'INVALID_STATE'],
];

/** What goes on at `now`. */
export const goingOn = (sheet: Sheet, now: number): 'work' | 'rollback' | undefined => {
  if (sheet.stand === 'EXECUTING') return now < workEnd(sheet) ? 'work' : undefined;
  return sheet.undoing?.until !== undefined && now < sheet.undoing.until ? 'rollback' : undefined;
};

/** What of that is the caller's. */
export const dutyOf = (sheet: Sheet, caller: string, now: number): 'work' | 'rollback' | undefined => {
  const by = sheet.stand === 'EXECUTING' ? sheet.terms.workerId : sheet.undoing?.by;
  return caller === by ? goingOn(sheet, now) : undefined;
};

/** 3.4: who undoes it has not lost its certification, which is suspended where its definition is another worker's (4.1). */
export const isSoundNow = ({ terms }: Sheet, id: string, worker: WorkerNow | undefined): boolean => {
  if (worker?.status !== 'active') return false;
  return worker.level >= terms.level || (id === terms.workerId && terms.assessment.path === 'emergency');
};

/** Whether the caller has the grant and cannot use it. */
export const isUnsound = (
  sheet: Sheet,
  { caller, now, worker }: { caller: string; now: string; worker?: WorkerNow },
): boolean => dutyOf(sheet, caller, Date.parse(now)) === 'rollback' && !isSoundNow(sheet, caller, worker);

export const knownAs = (
  { pending, done }: Sheet,
  seq: number,
): (Act & { by: string; status?: string }) | undefined => (pending?.seq === seq ? pending : done[seq - 1]);

export const isSame = (one: Act, other: Act): boolean =>
  one.action === other.action && one.target === other.target && one.inputDigest === other.inputDigest;

export const ofChange = ({ terms }: Sheet, act: Act & { seq: number }, known: Act): Finding =>
  finding(terms, 'changed', [known.action, known.target, act.action, act.target].join(' '), act.seq);

export const isGuarded = ({ terms }: Sheet): boolean =>
  ['staging', 'production'].includes(terms.request.environment);

/** Of whoever does it: who was named to undo it has earned its own. */
const trustOf = ({ terms, undoing }: Sheet): string =>
  undoing?.until === undefined ? terms.trust : (undoing.trust ?? terms.trust);

/** 1.7, and 1.8: in an emergency supervised throughout. */
export const needsConfirmation = (sheet: Sheet, act: Act): boolean =>
  (trustOf(sheet) === 'supervised' || isEmergency(sheet)) && isChanging(act) && isGuarded(sheet);
