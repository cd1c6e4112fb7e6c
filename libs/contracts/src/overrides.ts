import type { Override, Task } from './task.js';

const latestOf = (overrides: readonly Override[]): Override[] => [
  ...new Map(overrides.map((override) => [override.softBlock, override])).values(),
];

/** `task` with more overrides; one for a soft block that has one already takes its place. */
export const withOverrides = (task: Task, added: readonly Override[]): Task => ({
  ...task,
  overrides: latestOf([...(task.overrides ?? []), ...added]),
});

/** Whether the fast track is asked for (SB2). */
export const asksForHaste = ({ overrides = [] }: Pick<Task, 'overrides'>): boolean =>
  overrides.some(({ softBlock }) => softBlock === 'expedited-approval');
