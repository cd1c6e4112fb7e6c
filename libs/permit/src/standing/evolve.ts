import type { Recorded, Terms } from '@guildhall/contracts';
import { isFinal, judge } from './judge.js';
import { usedUpBy } from '../permit/rights.js';
import { causeOf, emergencyOf, evolveEmergencies, evolveMasters, evolveWorkers } from './others.js';
import { KEY, begin, count, grant, hold, letGo, permitsOn, rest, unsettle } from './permits.js';
import type { Loss, Standing, StandingPermit } from './state.js';

/** The events that the standing of permits is folded from. */
export const STANDING_EVENTS = [
  'permit.requested',
  'permit.amended',
  'permit.approval-recorded',
  'permit.sponsored',
  'permit.issued',
  'permit.rejected',
  'permit.expired',
  'permit.execution-started',
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
  'directory.roles-changed',
  'directory.removed',
] as const;
/** One of them, as the log has it. */
export type StandingEvent = Recorded<(typeof STANDING_EVENTS)[number]>;

/** Whether the permit has to go, whatever comes: a verdict that only has people asked again is replaced by a worse one. */
export const hasToGo = ({ permits, verdicts }: Standing, taskId: string): boolean => {
  const permit = permits.get(taskId);
  const verdict = verdicts.get(taskId);
  return permit !== undefined && verdict !== undefined && isFinal(verdict.kind, permit.stage);
};

const rejudge = (standing: Standing, taskId: string, now: string): void => {
  const { permits, verdicts } = standing;
  const permit = permits.get(taskId);
  if (!permit || hasToGo(standing, taskId)) return;
  const verdict = judge(standing, taskId, permit, now);
  if (verdict) verdicts.set(taskId, verdict);
  else verdicts.delete(taskId);
};

const rejudgeOn = (standing: Standing, key: string, now: string): void => {
  for (const taskId of permitsOn(standing, key)) rejudge(standing, taskId, now);
};

// Another stage is another question: what had to go only because of its definition may have to no more.
const reconsider = (standing: Standing, taskId: string, now: string): void => {
  if (standing.verdicts.get(taskId)?.kind === 'worker-redefined') standing.verdicts.delete(taskId);
  rejudge(standing, taskId, now);
};

const arrive = (
  standing: Standing,
  { entity, time }: StandingEvent,
  terms: Terms,
  stage: StandingPermit['stage'],
): void => {
  hold(standing, entity, terms, stage);
  reconsider(standing, entity, time);
};

const changeOf = (event: StandingEvent): Loss => ({
  text: `${event.entity} is not who it was.`,
  cause: causeOf(event),
});

const apply = (standing: Standing, event: StandingEvent): void => {
  switch (event.type) {
    case 'permit.requested':
    case 'permit.amended':
      arrive(standing, event, event.data.terms, 'asked');
      break;
    case 'permit.issued':
      arrive(standing, event, event.data.terms, 'given');
      break;
    case 'permit.approval-recorded':
      count(standing, event.entity, usedUpBy(event.data));
      break;
    case 'permit.sponsored':
      count(standing, event.entity, [event.data.by]);
      break;
    case 'permit.execution-started':
      begin(standing, event.entity);
      reconsider(standing, event.entity, event.time);
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
      if (event.type === 'master.changed') unsettle(standing, KEY.master(event.entity), changeOf(event));
      rejudgeOn(standing, KEY.master(event.entity), event.time);
      break;
    case 'emergency.ended':
    case 'worker.emergency-ended':
      evolveEmergencies(standing, event);
      rejudgeOn(standing, KEY.emergency(emergencyOf(event)), event.time);
      break;
    case 'directory.roles-changed':
    case 'directory.removed':
      unsettle(standing, KEY.person(event.entity), changeOf(event));
      rejudgeOn(standing, KEY.person(event.entity), event.time);
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
