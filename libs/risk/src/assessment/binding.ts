import { DATA_SENSITIVITIES } from '@guildhall/contracts';
import type { Issue, ResourceRule, Task } from '@guildhall/contracts';
import type { Facts } from '../policy/facts.js';
import type { FindResources } from '../policy/resources.js';
import { phrase, short } from '../text.js';

/** A task's claims, checked against what the policy knows about the resources it names (2.2a). */
export interface Binding {
  readonly facts: Facts;
  /** What was added to the claims. */
  readonly reasons: readonly string[];
  /** Resources of other environments: HB3. */
  readonly blocked: readonly Issue[];
  /** Resources nobody has entered, where that matters. */
  readonly issues: readonly Issue[];
}

const NEEDS_ENTRY: readonly string[] = ['staging', 'production'];

const elsewhere = ({ environment }: Task, { environments }: ResourceRule): boolean =>
  environments !== undefined && !environments.includes(environment);

const pointerOf = (index: number): string => `/scope/resources/${index}`;

const foreign = (task: Task, glob: string, index: number, rules: readonly ResourceRule[]): Issue[] => {
  const rule = rules.find((each) => elsewhere(task, each));
  return rule === undefined
    ? []
    : [
        {
          pointer: pointerOf(index),
          message: `${short(glob)} meets ${short(rule.match)}, which is in ${phrase(rule.environments ?? [])} only, not in ${task.environment}`,
        },
      ];
};

const unknown = ({ environment }: Task, glob: string, index: number): Issue => ({
  pointer: pointerOf(index),
  message: `${short(glob)} matches no entry of the policy's resources, which ${environment} requires`,
});

/** What an entry says about a resource, whether or not the task has said it: `data pii`, `critical`. */
export const known = ({ data = [], critical }: ResourceRule): string[] => [
  ...data.map((item) => `data ${item}`),
  ...(critical === true ? ['critical'] : []),
];

interface Gathered {
  readonly data: Set<string>;
  critical: boolean;
  readonly reasons: string[];
}

/** Adds what `rule` knows; an entry that adds nothing new leaves no reason. */
const gather = (gathered: Gathered, glob: string, { match, data = [], critical }: ResourceRule): void => {
  const added = data.filter((item) => !gathered.data.has(item)).map((item) => `data ${item}`);
  for (const item of data) gathered.data.add(item);
  if (critical === true && !gathered.critical) {
    gathered.critical = true;
    added.push('critical');
  }
  if (added.length > 0)
    gathered.reasons.push(`resource ${short(glob)} meets ${short(match)}, which adds ${phrase(added)}`);
};

/** What a task is taken for: its claims and what its resources add; and which of its resources it may not name. */
export const bind = (task: Task, find: FindResources): Binding => {
  const gathered: Gathered = {
    data: new Set<string>(task.dataSensitivity),
    critical: task.critical ?? false,
    reasons: [],
  };
  const blocked: Issue[] = [];
  const issues: Issue[] = [];
  task.scope.resources.forEach((glob, index) => {
    const rules = find(glob);
    if (rules.length === 0 && NEEDS_ENTRY.includes(task.environment)) issues.push(unknown(task, glob, index));
    blocked.push(...foreign(task, glob, index, rules));
    for (const rule of rules) gather(gathered, glob, rule);
  });
  const data = DATA_SENSITIVITIES.filter((item) => gathered.data.has(item));
  const facts = { task, data, critical: gathered.critical, readOnly: task.readOnly ?? false };
  return { facts, reasons: gathered.reasons, blocked, issues };
};
