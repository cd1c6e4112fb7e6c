import { refuse } from '@guildhall/contracts';
import type { CommandName, Refusal, Terms } from '@guildhall/contracts';
import { awaitsSponsor } from './haste.js';
import { isSufficient } from './plan.js';
import type { Permit, Status } from './state.js';

/** That something is refused, and why. */
export type Refused = { refusal: Refusal };

/** What the first check that objects to `given` says; undefined where none does. */
export const firstRefusal = <Given extends unknown[]>(
  checks: readonly ((...given: Given) => Refused | undefined)[],
  ...given: Given
): Refused | undefined => {
  for (const check of checks) {
    const refused = check(...given);
    if (refused) return refused;
  }
  return undefined;
};

// Until it is closed, what was done is undone.
const UNDOING: readonly CommandName[] = [
  'execution.propose',
  'execution.confirm',
  'execution.record',
  'execution.report-rollback',
  'execution.assign-rollback',
];

const ALLOWED: Record<Status, readonly CommandName[]> = {
  NONE: [],
  REQUESTED: ['permit.review', 'permit.approve', 'permit.reject'],
  UNDER_REVIEW: ['permit.approve', 'permit.reject'],
  APPROVED: [],
  REJECTED: ['permit.archive'],
  ACTIVE: ['permit.start', 'permit.revoke'],
  EXECUTING: [
    'permit.complete',
    'permit.revoke',
    'execution.propose',
    'execution.confirm',
    'execution.record',
    'execution.heartbeat',
  ],
  REVOKED: UNDOING,
  COMPLETED: UNDOING,
  CLOSED: ['permit.archive'],
  ARCHIVED: [],
};

/** Commands that a permit in this state accepts (3.1), from those who may. */
export const allowedCommands = (permit: Permit): readonly CommandName[] =>
  awaitsSponsor(permit) ? [...ALLOWED[permit.status], 'permit.sponsor'] : ALLOWED[permit.status];

const listed = (commands: readonly CommandName[]): string =>
  commands.length > 0 ? `allows ${commands.join(', ')}` : 'allows no command';

/** `INVALID_STATE`, naming the state and what it allows. */
export const invalidState = (permit: Permit): Refused =>
  refuse('INVALID_STATE', `The permit is ${permit.status}, which ${listed(allowedCommands(permit))}.`);

/** `INVALID_STATE` for a permit whose time to be decided on is over; `why` says which time. */
export const overdue = ({ status }: { status: Status }, why: string): Refused =>
  refuse('INVALID_STATE', `The permit is ${status}, but ${why}, so that it allows no command.`);

/** `NOT_FOUND`: nothing has happened to a permit with this id. */
export const noSuchPermit = (taskId: string): Refused => refuse('NOT_FOUND', `There is no permit ${taskId}.`);

/** `FORBIDDEN`: the caller is not one of those who may. */
export const forbidden = (message: string): Refused => refuse('FORBIDDEN', message);

/** `FORBIDDEN` for a caller that the directory does not know. */
export const notEnrolled = (caller: string): Refused =>
  forbidden(`${caller} is not enrolled as a person, and only people decide on permits.`);

/** `SEPARATION_OF_DUTIES` for an excluded caller (3.2). */
export const excluded = (caller: string): Refused =>
  refuse(
    'SEPARATION_OF_DUTIES',
    `${caller} owns the worker or the master, or is who the work is for, and so is excluded from deciding on it.`,
  );

/** `HARD_BLOCK` HB4 where the plan asks fewer people than code demands. */
export const tooFewAsked = ({ plan, level, assessment }: Terms): Refused | undefined =>
  isSufficient(plan, level, assessment.path)
    ? undefined
    : refuse('HARD_BLOCK', `The plan asks fewer people than a permit of level ${level} needs.`, {
        rule: 'HB4',
      });
