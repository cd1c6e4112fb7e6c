import { TIMER_ACTOR, hasCome } from '@guildhall/contracts';
import type { Loss, Standing, StandingMaster, StandingPermit, StandingWorker, Verdict } from './state.js';

type Kind = Verdict['kind'];
type Ground = Loss & { kind: Kind };

const as = (kind: Kind, loss: Loss | undefined): Ground[] => (loss ? [{ kind, ...loss }] : []);

/** The certification whose time is over: by the clock, so nobody is behind it. */
export const expiry = (
  workerId: string,
  { expiresAt, leveledBy }: StandingWorker,
  now: string,
): Loss | undefined =>
  expiresAt !== undefined && hasCome(expiresAt, now)
    ? {
        text: `The certification of ${workerId} ended at ${expiresAt}.`,
        cause: { ...leveledBy, actor: TIMER_ACTOR },
      }
    : undefined;

// In an emergency the level is lent, and goes with it.
const levelLost = (
  { workerId, level, emergencyId }: StandingPermit,
  worker: StandingWorker,
): Loss | undefined =>
  emergencyId === undefined && worker.level < level
    ? {
        text: `${workerId} is certified for level ${worker.level}, and this needs ${level}.`,
        cause: worker.leveledBy,
      }
    : undefined;

// What was begun, and undoing it, stands on the certification alone: it is suspended where it does not vouch for what has
// changed (4.1).
const redefined = ({ workerId, definition, stage }: StandingPermit, worker: StandingWorker): Ground[] =>
  worker.definition === definition || (stage !== 'asked' && stage !== 'given')
    ? []
    : as('worker-redefined', {
        text: `The definition of ${workerId} is not the one that the permit was asked for.`,
        cause: worker.definedBy,
      });

const byWorker = (permit: StandingPermit, worker: StandingWorker | undefined, now: string): Ground[] =>
  worker
    ? [
        ...as('certification', worker.retired),
        ...as('certification', worker.revoked),
        ...as('certification', worker.suspended),
        ...as('certification', expiry(permit.workerId, worker, now)),
        ...as('certification', levelLost(permit, worker)),
        ...redefined(permit, worker),
      ]
    : [];

// What was done is undone whoever asked for it.
const byMaster = (
  { master: id, level, stage }: StandingPermit,
  master: StandingMaster | undefined,
): Ground[] => {
  if (!master || stage === 'undoing') return [];
  const text = `${id} is authorized up to level ${master.level}, and this needs ${level}.`;
  const lowered = master.level < level ? { text, cause: master.leveledBy } : undefined;
  return [...as('master', master.retired), ...as('master', lowered)];
};

/**
 * Whether what had to happen stays so, whatever is given back later: it must not matter how soon that was done. What people
 * are asked again for is another matter: they may have been, or something worse has come.
 */
export const isFinal = (kind: Kind, stage: StandingPermit['stage']): boolean =>
  kind !== 'people-changed' && !(kind === 'worker-redefined' && stage === 'asked');

// Where people can be asked again, nothing has to go; of all else whatever was first in the log.
const weight = ({ kind, cause: { position } }: Ground, stage: StandingPermit['stage']): number => {
  if (isFinal(kind, stage)) return position;
  return kind === 'worker-redefined' ? Number.MAX_SAFE_INTEGER - 1 : Number.MAX_SAFE_INTEGER;
};

/**
 * What a permit has to go for, by what the log says up to an event at `now`; whatever took something away may have come
 * before the permit or after it. Undefined where it stands.
 */
export const judge = (
  { workers, masters, emergencies }: Standing,
  taskId: string,
  permit: StandingPermit,
  now: string,
): Verdict | undefined => {
  const { workerId, master, emergencyId, stage, changed } = permit;
  if (stage === 'ended') return undefined;
  const grounds = [
    ...byWorker(permit, workers.get(workerId), now),
    ...byMaster(permit, masters.get(master)),
    ...as('emergency-over', emergencyId === undefined ? undefined : emergencies.get(emergencyId)),
    ...as('people-changed', changed),
  ];
  const [first] = grounds.sort((a, b) => weight(a, stage) - weight(b, stage));
  return first && { taskId, workerId, ...first };
};
