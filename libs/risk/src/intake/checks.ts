import { READING_ACTIONS, isReading, refuse } from '@guildhall/contracts';
import type { Issue, Operation, Refusal, Task } from '@guildhall/contracts';
import { assessWith } from '../assessment/assess.js';
import type { Assessed, Need } from '../assessment/assess.js';
import type { Policy } from '../policy/policy.js';
import type { IntakeFacts } from './facts.js';

/** What a request is judged with, besides itself. */
export interface Circumstances {
  readonly facts: IntakeFacts;
  /** The policy in force, or the one that the task was first assessed with. */
  readonly policy: Policy;
  /** RFC 3339, UTC. */
  readonly now: string;
  /** Whether the broker may lose data, so that nothing above level 0 is accepted (6.2). */
  readonly unsafeBroker?: boolean;
}

/** Where a task names its emergency. */
export const EMERGENCY_POINTER = '/emergencyId';

const APPLIES_INPUTS: readonly Operation[] = ['deployment', 'configuration-change', 'database-migration'];
const INPUTS_FROM = 2;

const inputIssues = ({ inputs, operation }: Task, { level }: Need): Issue[] =>
  inputs === undefined && level >= INPUTS_FROM && APPLIES_INPUTS.includes(operation)
    ? [
        {
          pointer: '/inputs',
          message: `is missing: from level ${INPUTS_FROM} a ${operation} names exactly what will be applied`,
        },
      ]
    : [];

/** A year: what is approved for later than that, nobody has judged; and a timer waits for the end of each window. */
const MAX_DAYS_AHEAD = 366;
const DAY_MS = 24 * 60 * 60 * 1_000;

const windowIssues = ({ window }: Task, now: string): Issue[] => {
  if (!window) return [];
  const ahead = Date.parse(window.notAfter) - Date.parse(now);
  if (ahead <= 0) return [{ pointer: '/window/notAfter', message: 'must be in the future' }];
  return ahead > MAX_DAYS_AHEAD * DAY_MS
    ? [{ pointer: '/window/notAfter', message: `must be at most ${MAX_DAYS_AHEAD} days from now` }]
    : [];
};

// By the clock, not by an event that might be late; an end that cannot be read is past.
const isRunning = (emergencyId: string, { facts: { emergencies }, now }: Circumstances): boolean => {
  const expiresAt = emergencies.get(emergencyId);
  return expiresAt !== undefined && Date.parse(now) < Date.parse(expiresAt);
};

const emergencyIssues = ({ emergencyId }: Task, { path }: Need, circumstances: Circumstances): Issue[] => {
  if (path !== 'emergency') return [];
  if (emergencyId === undefined)
    return [
      { pointer: EMERGENCY_POINTER, message: 'is missing: the path emergency needs an approved emergency' },
    ];
  return isRunning(emergencyId, circumstances)
    ? []
    : [{ pointer: EMERGENCY_POINTER, message: 'names no emergency that is approved and not over' }];
};

const readingIssues = ({ readOnly, scope }: Task): Issue[] =>
  readOnly === true && !scope.actions.some(isReading)
    ? [
        {
          pointer: '/scope/actions',
          message: `names no action that reads, which is all a read-only task may do: ${READING_ACTIONS.join(', ')}`,
        },
      ]
    : [];

const onUnsafeBroker = (assessed: Assessed): Assessed =>
  'assessment' in assessed && assessed.assessment.level > 0
    ? refuse(
        'UNSAFE_BROKER',
        `The task needs level ${assessed.assessment.level}; on a broker that may lose data only level 0 is accepted.`,
      )
    : assessed;

/** Assesses a task with the checks that need a clock or other entities (2.1, last paragraph); all issues at once. */
export const assessNow = (task: Task, circumstances: Circumstances): Assessed => {
  const { policy, now, unsafeBroker } = circumstances;
  const assessed = assessWith(task, policy, (need) => [
    ...inputIssues(task, need),
    ...windowIssues(task, now),
    ...emergencyIssues(task, need, circumstances),
    ...readingIssues(task),
  ]);
  return unsafeBroker === true ? onUnsafeBroker(assessed) : assessed;
};

/** Why `master` may not ask for anything; undefined where it may. */
export const barred = (master: string, facts: IntakeFacts): Refusal | undefined => {
  if (!facts.bootstrapped)
    return { code: 'NOT_BOOTSTRAPPED', message: 'The first boot is not complete: no task is accepted yet.' };
  return facts.masters.get(master)?.status === 'active'
    ? undefined
    : { code: 'FORBIDDEN', message: `${master} is not a registered, active master.` };
};
