import type { Recorded, Terms } from '@guildhall/contracts';
import { judge } from './judge.js';
import { emergencyOf, evolveEmergencies, evolveMasters, evolveWorkers } from './others.js';
import { KEY, grant, hold, letGo, permitsOn, rest } from './permits.js';
import type { Standing, StandingPermit, Verdict } from './state.js';

/** The events that the standing of permits is folded from. */
export const STANDING_EVENTS = [
  'permit.requested',
  'permit.amended',
  'permit.issued',
  'permit.rejected',
  'permit.expired',
  'permit.revoked',
  'permit.completed',
  'permit.closed',
  'execution.rollback-granted',
  'execution.rollback-withdrawn',
  'worker.registered',
  'worker.redefined',
  'worker.certified',
  'worker.certification-suspended',
  'worker.certification-revoked',
  'worker.emergency-ended',
  'worker.retired',
  'master.registered',
  'master.changed',
  'master.retired',
  'emergency.ended',
] as const;
/** One of them, as the log has it. */
export type StandingEvent = Recorded<(typeof STANDING_EVENTS)[number]>;

// What had to go stays so, whatever is given back later: it must not matter how soon that was done. Terms that are to be
// made anew are another matter: they may have been, or something worse has come.
const isFinal = (verdict: Verdict | undefined): boolean =>
  verdict !== undefined && verdict.kind !== 'worker-redefined';

const rejudge = (standing: Standing, taskId: string, now: string): void => {
  const { permits, verdicts } = standing;
  const permit = permits.get(taskId);
  if (!permit || isFinal(verdicts.get(taskId))) return;
  const verdict = judge(standing, taskId, permit, now);
  if (verdict) verdicts.set(taskId, verdict);
  else verdicts.delete(taskId);
};

const rejudgeOn = (standing: Standing, key: string, now: string): void => {
  for (const taskId of permitsOn(standing, key)) rejudge(standing, taskId, now);
};

const arrive = (
  standing: Standing,
  { entity, time }: StandingEvent,
  terms: Terms,
  stage: StandingPermit['stage'],
): void => {
  hold(standing, entity, terms, stage);
  rejudge(standing, entity, time);
};

const apply = (standing: Standing, event: StandingEvent): void => {
  switch (event.type) {
    case 'permit.requested':
    case 'permit.amended':
      arrive(standing, event, event.data.terms, 'asked');
      break;
    case 'permit.issued':
      arrive(standing, event, event.data.terms, 'given');
      break;
    case 'permit.rejected':
    case 'permit.expired':
    case 'permit.closed':
      letGo(standing, event.entity);
      break;
    // What was done may have to be undone yet.
    case 'permit.revoked':
    case 'permit.completed':
    case 'execution.rollback-withdrawn':
      rest(standing, event.entity);
      break;
    case 'execution.rollback-granted':
      grant(standing, event.entity, event.data.workerId);
      rejudge(standing, event.entity, event.time);
      break;
    case 'master.registered':
    case 'master.changed':
    case 'master.retired':
      evolveMasters(standing, event);
      rejudgeOn(standing, KEY.master(event.entity), event.time);
      break;
    case 'emergency.ended':
    case 'worker.emergency-ended':
      evolveEmergencies(standing, event);
      rejudgeOn(standing, KEY.emergency(emergencyOf(event)), event.time);
      break;
    default:
      // A certification may have ended before this one: by the clock, which nobody may have looked at.
      rejudgeOn(standing, KEY.worker(event.entity), event.time);
      evolveWorkers(standing, event);
      rejudgeOn(standing, KEY.worker(event.entity), event.time);
  }
};

/**
 * The same standing after one more event of the log. Events come in log order; one that is in it already changes
 * nothing. Never throws.
 */
export const evolveStanding = (standing: Standing, event: StandingEvent): Standing => {
  if (event.position <= standing.position) return standing;
  apply(standing, event);
  standing.position = event.position;
  return standing;
};
