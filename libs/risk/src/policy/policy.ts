import type { Band, PolicyDocument, PolicyReference } from '@guildhall/contracts';
import type { ByLevel } from './by-level.js';
import type { Factor, Label } from './factors.js';
import type { Terms } from './levels.js';
import type { Paths } from './paths.js';
import type { Plans } from './plans.js';
import type { FindResources } from './resources.js';
import type { Rule } from './rules.js';

/** A policy (2.5), compiled so that an assessment takes microseconds. Made by `parsePolicy` and `compilePolicy` alone. */
export interface Policy {
  readonly document: PolicyDocument;
  readonly reference: PolicyReference;
  readonly factors: readonly Factor[];
  /** The labels that have points. */
  readonly labels: readonly Label[];
  readonly bands: readonly Band[];
  readonly floors: readonly Rule[];
  readonly caps: readonly Rule[];
  readonly plans: Plans;
  readonly paths: Paths;
  readonly levels: ByLevel<Terms>;
  /** How long the permit of a task that asks for no window is good for: at most 7 days. */
  readonly windowFor: string;
  readonly findResources: FindResources;
}
