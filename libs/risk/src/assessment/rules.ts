import type { Issue, Operation, Task } from '@guildhall/contracts';
import type { Policy } from '../policy/policy.js';
import { labelValue } from '../policy/fields.js';
import { short } from '../text.js';
import { windowIssues } from './window.js';

/** What can never be read-only (2.1). */
export const ALWAYS_CHANGES: readonly Operation[] = [
  'deployment',
  'configuration-change',
  'database-migration',
  'multi-region-deployment',
  'architecture-change',
];
const JUSTIFIED_FROM = 2;
const MIN_JUSTIFICATION = 20;

const readOnlyIssues = ({ readOnly, operation }: Task): Issue[] =>
  readOnly === true && ALWAYS_CHANGES.includes(operation)
    ? [{ pointer: '/readOnly', message: `must be false: ${operation} changes something` }]
    : [];

const workerIssues = ({ workerId, capability }: Task): Issue[] =>
  workerId === undefined && capability === undefined
    ? [
        {
          pointer: '/capability',
          message: 'is missing: without a workerId, it says which workers can do this',
        },
      ]
    : [];

// In characters, as the schema counts.
const lengthOf = (text: string): number => Array.from(text).length;

const justificationIssues = ({ justification }: Task, level: number): Issue[] => {
  if (level < JUSTIFIED_FROM || lengthOf(justification ?? '') >= MIN_JUSTIFICATION) return [];
  const problem = justification === undefined ? 'is missing' : 'is too short';
  return [
    {
      pointer: '/justification',
      message: `${problem}: level ${level} needs at least ${MIN_JUSTIFICATION} characters`,
    },
  ];
};

const labelIssues = (task: Task, { labels }: Policy): Issue[] =>
  labels
    .filter(({ name, values }) => !values.includes(labelValue(task, name)))
    .map(({ name, values }) => ({
      pointer: `/labels/${name}`,
      message: `must be one of ${values.map(short).join(', ')}`,
    }));

/** What is wrong with a task beyond its shape (2.1), at the score and level it comes to. */
export const ruleIssues = (task: Task, need: { score: number; level: number }, policy: Policy): Issue[] => [
  ...readOnlyIssues(task),
  ...workerIssues(task),
  ...windowIssues(task, need.score),
  ...justificationIssues(task, need.level),
  ...labelIssues(task, policy),
];
