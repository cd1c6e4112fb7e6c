import { Guild } from './guild.js';
import { MemoryLog } from './memory-log.js';
import { hash } from './samples.js';

/** When the questions are asked. */
export const NOW = '2026-03-01T13:00:00.000Z';
const TOMORROW = '2026-03-02T12:00:00.000Z';
const IN_TWO_DAYS = '2026-03-03T12:00:00.000Z';

const enrolEverybody = (guild: Guild): Guild =>
  guild
    .enrol('alice', 'manager')
    .enrol('bob', 'engineering-director')
    .enrol('carol', 'security-lead')
    .enrol('dan', 'developer')
    .enrol('dave', 'vp')
    .enrol('grace', 'cab')
    .enrol('heidi', 'architect')
    .enrol('judy', 'auditor')
    .enrol('olivia', 'operator', 'security-lead')
    .enrol('peggy')
    .enrol('zoe', 'manager', 'engineering-director')
    .registerMaster('development-master')
    .registerMaster('cicd-master', ['zoe'])
    .registerWorker('scout-0', 0)
    .registerWorker('deployer-2', 2)
    .registerWorker('deployer-3', 3)
    .registerWorker('architect-4', 4);

/**
 * A log with one task of every kind: t0 cleared by the policy, t2 waiting for a manager who does not own its master, t3
 * half approved, t4 in the first of two stages, t5 done, t6 rejected, t7 only assessed, t8 without a worker, t9 never
 * accepted, t10 overdue, t11 with a window that is over.
 */
export const town = (): { log: MemoryLog; guild: Guild } => {
  const log = new MemoryLog();
  const guild = enrolEverybody(new Guild(log))
    .clear('t0')
    .request('t2', {
      level: 2,
      risk: 'medium',
      master: 'cicd-master',
      worker: 'deployer-2',
      reviewBy: TOMORROW,
    })
    .request('t3', { reviewBy: IN_TWO_DAYS })
    .review('t3', 'bob')
    .approve('t3', 'bob', 'engineering-director')
    .request('t4', { level: 4, risk: 'critical', worker: 'architect-4', reviewBy: IN_TWO_DAYS })
    .request('t5', { reviewBy: TOMORROW })
    .review('t5', 'bob')
    .approve('t5', 'bob', 'engineering-director')
    .approve('t5', 'carol', 'security-lead')
    .issue('t5', [
      { approver: 'bob', role: 'engineering-director' },
      { approver: 'carol', role: 'security-lead' },
    ])
    .work('t5')
    .request('t6')
    .reject('t6', 'carol')
    .assess('t7', { master: 'cicd-master' })
    .assess('t8')
    .request('t10', { reviewBy: '2026-03-01T12:59:59.000Z' })
    .request('t11', {
      window: { notBefore: '2026-03-01T12:30:00.000Z', notAfter: NOW },
      reviewBy: IN_TWO_DAYS,
    })
    // Since after the requests: no role counts for them.
    .enrol('lara', 'security-lead', 'engineering-director');
  log.write('assignment.denied', 't8', {
    code: 'NO_ELIGIBLE_WORKER',
    candidates: [{ workerId: 'scout-0', rule: 'level' }],
    more: 0,
  });
  const refused = { errors: [], bytes: 10, sha256: hash('b') };
  log.write('task.refused', 'r1', {
    ...refused,
    code: 'VALIDATION_FAILED',
    errors: [{ pointer: '/title', message: 'is missing' }],
    taskId: 't9',
    requestedBy: 'cicd-master',
  });
  log.write('task.refused', 'r2', {
    ...refused,
    code: 'ALREADY_EXISTS',
    taskId: 't3',
    requestedBy: 'cicd-master',
  });
  log.write(
    'refusal.refused',
    'f1',
    {
      command: 'permit.approve',
      caller: 'olivia',
      code: 'SEPARATION_OF_DUTIES',
      about: 't3',
      message: 'olivia owns the worker',
      details: [],
    },
    { actor: 'olivia', correlation: 't3' },
  );
  return { log, guild };
};
