import type {
  Assessment,
  AssignmentDenied,
  AssignmentMade,
  RefusalRefused,
  Task,
} from '@guildhall/contracts';
import type { Registry } from '../registry/registry.js';

/** A task to be matched, with everything the decision looks at. */
export interface MatchRequest {
  readonly task: Task;
  readonly assessment: Assessment;
  /** The master. */
  readonly requestedBy: string;
  readonly registry: Registry;
  /** RFC 3339: which certifications are still valid, and who was an owner lately. */
  readonly now: string;
  /** How long the policy of the assessment excludes owners afterwards (3.2). */
  readonly formerOwners: string;
  /** Position up to which the registry knows the log. */
  readonly asOf: number;
}

/** Who does it; or why nobody does, and where that is on grounds of right or rule the refusal to write with it (6.5). */
export type Match =
  | { readonly made: AssignmentMade }
  | { readonly denied: AssignmentDenied; readonly refusal?: RefusalRefused };
