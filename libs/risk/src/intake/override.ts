import { withOverrides } from '@guildhall/contracts';
import type { Decision, Override } from '@guildhall/contracts';
import { assessNow, barred } from './checks.js';
import type { Circumstances } from './checks.js';
import { outcomeOf } from './outcome.js';
import { standing } from './standing.js';
import type { MastersCommand } from './standing.js';
import type { HeldTask, TaskEvent, TaskState } from './state.js';

/** `task.override`; `policy` is the one that the task was first assessed with. */
export interface OverrideTaskCommand extends MastersCommand, Circumstances {
  readonly type: 'override';
  readonly overrides: readonly Override[];
}

const isSame = (a: Override, b: Override): boolean =>
  a.softBlock === b.softBlock &&
  a.justification === b.justification &&
  a.sponsor === b.sponsor &&
  a.plan === b.plan;

const overridden = (overrides: readonly Override[]): TaskEvent => ({
  type: 'task.overridden',
  data: { overrides: [...overrides] },
});

/** A held task is assessed again; it stays held, with the overrides on record, if it still waits for another. */
const release = (
  command: OverrideTaskCommand,
  task: HeldTask,
  added: readonly Override[],
): Decision<TaskEvent> => {
  const request = withOverrides(task.request, added);
  const assessed = assessNow(request, command);
  if ('refusal' in assessed) return assessed;
  const { requestedBy, receivedAt } = task;
  const outcome = outcomeOf({ request, requestedBy, receivedAt }, assessed.assessment);
  return { events: outcome.type === 'task.assessed' ? [overridden(added), outcome] : [overridden(added)] };
};

/** Adds overrides (1.5): to a held task, which may release it, or to an assessed one, for permit-workflow (3.3). */
export const overrideTask = (command: OverrideTaskCommand, state: TaskState): Decision<TaskEvent> => {
  const found = standing(command, state);
  if ('refusal' in found) return found;
  const refusal = barred(command.caller, command.facts);
  if (refusal) return { refusal };
  const { task } = found;
  const added = command.overrides.filter(
    (override) => !(task.request.overrides ?? []).some((given) => isSame(given, override)),
  );
  if (added.length === 0) return { events: [] };
  return task.status === 'held' ? release(command, task, added) : { events: [overridden(added)] };
};
