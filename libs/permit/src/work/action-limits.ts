import { isMutating } from '@guildhall/contracts';
import type { ConstraintId, ConstraintValue } from '@guildhall/contracts';
import { numberOf } from './clock.js';
import { isCommandOf, isInWorkspace, isToOneOf, isWithin, listOf } from './target.js';
import type { Action, Work } from './work.js';

/** Why an action breaks a limit with this value, after what is done; undefined where it does not. */
type Judge = (value: ConstraintValue, action: Action, work: Work) => string | undefined;

const judge =
  (
    isKept: (value: ConstraintValue, action: Action, work: Work) => boolean,
    text: (action: Action) => string,
  ) =>
  (value: ConstraintValue, action: Action, work: Work): string | undefined =>
    isKept(value, action, work) ? undefined : text(action);

const onTarget = ({ action, target }: Action): string => `${action} on ${target}`;

const filesWritten = ({ done }: Work): Set<string> =>
  new Set(
    done
      .filter(({ action, status }) => action === 'write_file' && status === 'done')
      .map(({ target }) => target),
  );

const searches = ({ done }: Work): number =>
  done.filter(({ action, status }) => action === 'web_search' && status !== 'rejected').length;

/** Limits that an action breaks by being done: all that its type, its target and the actions before it can tell. */
export const ACTION_LIMITS: Partial<Record<ConstraintId, Judge>> = {
  allowed_actions: judge(
    (value, { action }) => listOf(value).includes(action),
    ({ action }) => `${action} is none of the allowed actions.`,
  ),
  allowed_resources: judge(
    (value, { action, target }) =>
      action === 'exec' || action === 'http' || isInWorkspace(target) || isWithin(target, listOf(value)),
    (action) => `${onTarget(action)}: that is none of the allowed resources.`,
  ),
  allowed_commands: judge(
    (value, { action, target }) => action !== 'exec' || isCommandOf(target, listOf(value)),
    ({ target }) => `${target} is none of the allowed commands.`,
  ),
  allowed_hosts: judge(
    (value, { action, target }) => action !== 'http' || isToOneOf(target, listOf(value)),
    ({ target }) => `${target} leads to none of the allowed hosts.`,
  ),
  read_only: judge(
    (value, { action, target }) => value === false || !isMutating(action, target),
    (action) => `${onTarget(action)} may change something, and the permit is for reading.`,
  ),
  max_actions: judge(
    (value, _, { done }) => done.length < numberOf(value),
    () => 'It would be one action more than is allowed.',
  ),
  max_files_written: judge(
    (value, { action, target }, work) =>
      action !== 'write_file' || new Set([...filesWritten(work), target]).size <= numberOf(value),
    ({ target }) => `${target} would be one file more than may be written.`,
  ),
  max_web_searches: judge(
    (value, { action }, work) => action !== 'web_search' || searches(work) < numberOf(value),
    () => 'It would be one web search more than is allowed.',
  ),
};

/** Those that still hold while what was done is undone: where it reaches, not how much of it there is. */
export const LIMITS_OF_UNDOING: readonly string[] = [
  'allowed_resources',
  'allowed_commands',
  'allowed_hosts',
];
