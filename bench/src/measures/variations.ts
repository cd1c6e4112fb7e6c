import {
  CUSTOMER_IMPACTS,
  DATA_SENSITIVITIES,
  ENVIRONMENTS,
  IMPACT_SCOPES,
  OPERATIONS,
  REVERSIBILITIES,
} from '@guildhall/contracts';
import type { Task } from '@guildhall/contracts';

/** Picks one of `values` and leaves the rest of `index` for the next pick. */
const picker = (index: number) => {
  let rest = index;
  return <T>(values: readonly T[]): T => {
    const value = values[rest % values.length];
    rest = Math.floor(rest / values.length);
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  };
};

const FLAGS = [false, true];
const DATA = [[], ...DATA_SENSITIVITIES.map((kind) => [kind])];
const CLAIMS = [
  OPERATIONS,
  ENVIRONMENTS,
  REVERSIBILITIES,
  DATA,
  IMPACT_SCOPES,
  CUSTOMER_IMPACTS,
  FLAGS,
  FLAGS,
];
const COMBINATIONS = CLAIMS.reduce((product, { length }) => product * length, 1);
// Shares no factor with the number of combinations, so that a walk in such steps meets all values of all claims.
const STEP = 104_729;

/** `count` tasks like `task` with other claims, the same in every run, spread over all combinations of claims. */
export const variations = (task: Task, count: number): Task[] =>
  Array.from({ length: count }, (_, index) => {
    const pick = picker((index * STEP) % COMBINATIONS);
    return {
      ...task,
      operation: pick(OPERATIONS),
      environment: pick(ENVIRONMENTS),
      reversibility: pick(REVERSIBILITIES),
      dataSensitivity: pick(DATA),
      impactScope: pick(IMPACT_SCOPES),
      customerImpact: pick(CUSTOMER_IMPACTS),
      critical: pick(FLAGS),
      readOnly: pick(FLAGS),
    };
  });
