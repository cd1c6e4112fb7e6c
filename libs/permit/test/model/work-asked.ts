import type { ActionRecord, Terms } from '@guildhall/contracts';
import type { MasterNow, Start, Undoer, WorkerNow } from '../../src/index.js';
import { sha } from '../factories.js';
import { emergencyIn, isForEmergency } from './scene.js';
import type { Scene } from './scene.js';
import type { Act } from './sheet.js';
import type { Defect, Of, Recording } from './step.js';
import { iso } from './verdict.js';

export const workerWith = (
  defects: readonly Defect[],
  { sheet: { terms } }: Scene,
  lent: boolean,
): WorkerNow => {
  if (defects.includes('no-worker')) return { status: 'unknown' };
  const level = lent ? 2 : terms.level;
  return {
    status: defects.includes('suspended') ? 'suspended' : 'active',
    level: defects.includes('low-level') && level > 0 ? ((level - 1) as typeof level) : level,
    definition: defects.includes('definition') ? sha('8') : terms.definition,
    artifact: sha('f'),
    concurrency: 1,
  };
};

const masterWith = (defects: readonly Defect[], { level }: Terms): MasterNow => ({
  status: defects.includes('master-gone') ? 'retired' : 'active',
  level: defects.includes('master-low') && level > 0 ? ((level - 1) as typeof level) : level,
});

export const beginning = ({ defects, durations }: Of<'start'>, scene: Scene): Start => {
  const { facts, sheet, taskId } = scene;
  const { terms } = sheet;
  const wrong = (defect: Defect): boolean => defects.includes(defect);
  return {
    type: 'start',
    caller: wrong('stranger') ? 'deployer-2' : terms.workerId,
    now: iso(facts.now),
    input: {
      taskId,
      environment: wrong('environment') ? 'test' : terms.request.environment,
      definition: wrong('definition') ? sha('8') : terms.definition,
      artifact: wrong('artifact') ? sha('8') : sha('f'),
      inputs: wrong('inputs') ? [] : (terms.request.inputs ?? []),
    },
    durations,
    worker: workerWith(defects, scene, isForEmergency(scene)),
    executing: wrong('busy') ? 1 : 0,
    master: masterWith(defects, terms),
    ...emergencyIn(scene, wrong('debt')),
  };
};

const itsWorker = ({ sheet: { stand, terms, undoing } }: Scene): string =>
  stand === 'EXECUTING' ? terms.workerId : (undoing?.by ?? terms.workerId);

export const workerIn = (who: string, scene: Scene): string => (who === 'its' ? itsWorker(scene) : who);

/** Who has the grant, as it is now; nobody looks at it where nobody has. */
export const undoerIn = ({ defects }: { defects: readonly Defect[] }, scene: Scene): Undoer => ({
  worker: workerWith(defects, scene, false),
});

const UNDO: Act = { action: 'rollback', target: 'service:api', inputDigest: sha('1') };

const DEPLOY: Act = { action: 'deploy', target: 'service:api', inputDigest: sha('1') };

const LOOK: Act = { action: 'read', target: 'service:api', inputDigest: sha('1') };

/** What the worker would announce, and as which number. */
export const proposal = ({ act, off }: Of<'propose'>, { sheet }: Scene): Act & { seq: number } => {
  const { pending, done, stand } = sheet;
  const next = done.length + 1;
  if (act === 'pending') {
    const { action, target, inputDigest } = pending ?? done.at(-1) ?? LOOK;
    return { seq: pending?.seq ?? Math.max(1, done.length), action, target, inputDigest };
  }
  const chosen = act === 'undo' ? UNDO : act;
  const deed = chosen.action === 'rollback' && stand === 'EXECUTING' && off === 0 ? DEPLOY : chosen;
  // One that waits for its record is seldom taken for another one.
  const later = pending && deed.inputDigest === sha('1') ? 1 : 0;
  return { seq: Math.max(1, next + off + later), ...deed };
};

const recordOf = (seq: number, { skew, witness, ...act }: Recording): ActionRecord => ({
  seq: seq + skew,
  ...act,
  ...(witness ? { witnesses: [witness] } : {}),
});

const plainly = ({ action, target, inputDigest }: Act): Act => ({ action, target, inputDigest });

export const records = (
  { what, acts }: Of<'record'>,
  { sheet: { pending, done } }: Scene,
): ActionRecord[] => {
  const [one] = acts;
  const next = done.length + 1;
  const last = done.at(-1);
  if (one === undefined || what === 'gap') return acts.map((act, at) => recordOf(next + 1 + at, act));
  // Most workers wait for the confirmation.
  const isEarly = pending?.needsConfirmation === true && !pending.confirmed && acts.length < 3;
  if ((what === 'again' || isEarly) && last !== undefined) {
    const { inputDigest, status } = last;
    const digest = one.inputDigest === sha('1') ? inputDigest : sha('7');
    return [
      {
        seq: done.length,
        ...plainly(last),
        inputDigest: digest,
        status: status === 'owed' ? 'done' : status,
      },
    ];
  }
  if (isEarly) return [{ seq: next, ...plainly(pending), status: 'rejected' }];
  if (what === 'pending') return [recordOf(next, { ...one, ...plainly(pending ?? LOOK) })];
  return acts.map((act, at) => recordOf(next + at, act));
};
