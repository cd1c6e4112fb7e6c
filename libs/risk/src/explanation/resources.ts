import type { ResourceRule, Task } from '@guildhall/contracts';
import { known } from '../assessment/binding.js';
import type { Policy } from '../policy/policy.js';
import { phrase, short } from '../text.js';
import { plain, step } from './reasoning.js';
import type { Reasoning } from './reasoning.js';

const explainEntry = (rule: ResourceRule, environment: string): Reasoning => {
  const { match, environments } = rule;
  const adds = known(rule);
  const says = adds.length > 0 ? `says ${phrase(adds)}` : 'adds nothing';
  const where = environments === undefined ? '' : `, in ${phrase(environments)} only`;
  const elsewhere = environments?.every((each) => each !== environment) === true;
  return plain(`entry ${short(match)} ${says}${where}${elsewhere ? `: not in ${environment}` : ''}`);
};

const explainResource = (glob: string, { environment }: Task, policy: Policy): Reasoning => {
  const entries = policy.findResources(glob);
  return entries.length === 0
    ? plain(`${short(glob)} meets no entry`)
    : step(
        short(glob),
        entries.map((rule) => explainEntry(rule, environment)),
      );
};

/** What the policy knows about each resource that a task names (2.2a). */
export const explainResources = (task: Task, policy: Policy): Reasoning =>
  step(
    'resources: what the policy knows about the claims',
    task.scope.resources.map((glob) => explainResource(glob, task, policy)),
  );
