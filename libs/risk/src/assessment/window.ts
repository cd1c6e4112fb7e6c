import type { Issue, Task } from '@guildhall/contracts';
import { MAX_SCORE } from '../policy/bands.js';
import { MAX_WINDOW_MS } from '../policy/maxima.js';
import type { Policy } from '../policy/policy.js';

const windowIssue = (pointer: string, message: string): Issue[] => [{ pointer, message }];

/** What is wrong with a task's window (2.1, 2.2): no instants, no length, too long, or missing at the highest score. */
export const windowIssues = ({ window }: Task, score: number): Issue[] => {
  if (!window)
    return score >= MAX_SCORE
      ? windowIssue('/window', `is missing: a score of ${MAX_SCORE} needs a scheduled window`)
      : [];
  const [from, to] = [Date.parse(window.notBefore), Date.parse(window.notAfter)];
  if (Number.isNaN(from)) return windowIssue('/window/notBefore', 'is no point in time');
  if (Number.isNaN(to)) return windowIssue('/window/notAfter', 'is no point in time');
  if (to <= from) return windowIssue('/window/notAfter', 'must be after notBefore');
  return to - from > MAX_WINDOW_MS ? windowIssue('/window', 'must be at most 7 days long') : [];
};

/** How long the permit of a task that asks for no window is good for, and why; undefined where it asks for one. */
export const usualWindow = (
  { window }: Task,
  { windowFor }: Policy,
): { windowFor: string; reason: string } | undefined => {
  if (window) return undefined;
  return { windowFor, reason: `window ${windowFor}: from the issue, as the task asks for none` };
};
