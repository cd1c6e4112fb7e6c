import type { Task } from '@guildhall/contracts';
import { assess } from '@guildhall/risk';
import type { Policy } from '@guildhall/risk';

/** What the rules for a level look at. */
export interface Facts {
  operation: string;
  environment: string;
  reversibility: string;
  data: readonly string[];
  impactScope: string;
  customerImpact: string;
  critical: boolean;
  readOnly: boolean;
}

/** Another policy engine that has the rules for a task's level. */
export interface Engine {
  /** The level by the rules of the default policy. */
  levelOf: (facts: Facts) => number;
  /** Makes the policy ready again, from the form that it is deployed in. */
  load: () => unknown;
  /** What `load` does. */
  loading: string;
  /** Which version, and how it is used. */
  describe: () => string;
}

export interface ReadyRival {
  name: string;
  engine: Engine;
}

/** What this machine does not have, and why. */
export interface MissingRival {
  name: string;
  missing: string;
}

export type Rival = ReadyRival | MissingRival;

export const isReady = (rival: Rival): rival is ReadyRival => 'engine' in rival;

interface Modules {
  cedar: { openCedar: () => Engine };
  opa: { openOpa: () => Promise<Engine> };
}

// Only the bench has them installed, and only where it runs.
const rival = async <K extends keyof Modules>(name: K): Promise<Modules[K]> =>
  (await import(new URL(`../../rivals/${name}.mjs`, import.meta.url).href)) as Modules[K];

/** What `open` gives, or why this machine cannot run it. Throws what is anything else than a missing program. */
export const openIfThere = async (name: string, open: () => Promise<Engine>): Promise<Rival> => {
  try {
    return { name, engine: await open() };
  } catch (error) {
    if (error instanceof Error && error.name === 'MissingProgram') return { name, missing: error.message };
    throw error;
  }
};

/** Cedar, which comes with the bench, and OPA where this machine has it. */
export const openRivals = async (): Promise<Rival[]> => [
  { name: 'Cedar', engine: (await rival('cedar')).openCedar() },
  await openIfThere('OPA', async () => (await rival('opa')).openOpa()),
];

/** What a task claims; the default policy adds nothing to it. */
export const factsOf = (task: Task): Facts => ({
  operation: task.operation,
  environment: task.environment,
  reversibility: task.reversibility,
  data: task.dataSensitivity,
  impactScope: task.impactScope,
  customerImpact: task.customerImpact,
  critical: task.critical ?? false,
  readOnly: task.readOnly ?? false,
});

/** How many of `tasks` were assessed. Throws where the engine comes to another level: it would be timed for other rules. */
export const compare = (
  name: string,
  { levelOf }: Engine,
  tasks: readonly Task[],
  policy: Policy,
): number => {
  let compared = 0;
  for (const task of tasks) {
    const assessed = assess(task, policy);
    if (!('assessment' in assessed)) continue;
    const { level } = assessed.assessment;
    const facts = factsOf(task);
    const found = levelOf(facts);
    if (found !== level)
      throw new Error(`${name} says level ${found}, Guildhall ${level}, of ${JSON.stringify(facts)}`);
    compared++;
  }
  return compared;
};
