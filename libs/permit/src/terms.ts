import { isReading, refuse, strictest } from '@guildhall/contracts';
import type {
  Assessment,
  AssignmentMade,
  Constraint,
  Issue,
  Refusal,
  Scope,
  Task,
  TaskAssessed,
  Terms,
} from '@guildhall/contracts';

/** What the terms of a permit are made from. */
export interface TermsSource {
  assessed: Omit<TaskAssessed, 'receivedAt'>;
  assignment: Omit<AssignmentMade, 'asOf' | 'level'>;
  /** Ids of the permits whose scope and window meet this one's (SB4). */
  overlaps: readonly string[];
}

type Made<T> = { made: T } | { refusal: Refusal };

const invalid = (message: string, details: Issue[]): { refusal: Refusal } =>
  refuse('VALIDATION_FAILED', message, { details });

/** The scope as asked; for a read-only task what of it reads. Its rollback goes too: there is nothing to undo. */
const scopeOf = ({ scope, readOnly }: Task): Made<Scope> => {
  if (readOnly !== true) return { made: scope };
  const actions = scope.actions.filter(isReading);
  return actions.length > 0
    ? { made: { resources: scope.resources, actions } }
    : invalid('A read-only task needs an action that reads.', [
        { pointer: '/request/scope/actions', message: 'names no action that reads' },
      ]);
};

const joined = (standing: Constraint[], added: Constraint[], at: string): Made<Constraint[]> => {
  const strict = strictest(standing, added);
  return 'constraints' in strict
    ? { made: strict.constraints }
    : invalid(
        'The constraints of the task and of the worker do not fit together.',
        strict.issues.map(({ pointer, message }) => ({ pointer: `${at}${pointer}`, message })),
      );
};

const constraintsOf = ({ assessed, assignment }: TermsSource): Made<Constraint[]> => {
  const readOnly = assessed.request.readOnly === true ? [{ id: 'read_only', value: true }] : [];
  const asked = joined(assessed.assessment.constraints, readOnly, '/request/readOnly');
  return 'refusal' in asked ? asked : joined(asked.made, assignment.constraints, '/assignment/constraints');
};

/** The estimate where the override for it came along, else what the level is allowed (SB1). */
const tokenBudgetOf = (request: Task, { softBlocks, tokenAllocation }: Assessment): number =>
  softBlocks.some(({ id, resolved }) => id === 'SB1' && resolved)
    ? (request.estimatedTokens ?? tokenAllocation)
    : tokenAllocation;

const sortedUnique = (ids: readonly string[]): string[] => [...new Set(ids)].sort();

const excludedBy = ({ assessed: { request }, assignment: { owners, masterOwners } }: TermsSource): string[] =>
  sortedUnique([
    ...owners,
    ...masterOwners,
    ...(request.requestedFor === undefined ? [] : [request.requestedFor]),
  ]);

// In an emergency every worker is watched closely, whatever it has earned (1.8).
const whatRuns = ({ assessed: { assessment }, assignment }: TermsSource) => ({
  workerId: assignment.workerId,
  definition: assignment.definition,
  ...(assignment.artifact === undefined ? {} : { artifact: assignment.artifact }),
  trust: assessment.path === 'emergency' ? ('supervised' as const) : assignment.trust,
});

const windowOf = ({ request, assessment }: TermsSource['assessed']): Made<Terms['window']> => {
  if (request.window) return { made: request.window };
  return assessment.windowFor === undefined
    ? invalid('The assessment does not say how long the permit is good for.', [
        { pointer: '/assessment/windowFor', message: 'is missing' },
      ])
    : { made: { for: assessment.windowFor } };
};

interface Parts {
  scope: Scope;
  window: Terms['window'];
  constraints: Constraint[];
}

const assemble = (source: TermsSource, { scope, window, constraints }: Parts): Terms => {
  const { request, requestedBy, assessment } = source.assessed;
  return {
    v: 1,
    taskId: request.taskId,
    request,
    requestedBy,
    ...whatRuns(source),
    level: assessment.level,
    scope,
    window,
    constraints,
    tokenBudget: tokenBudgetOf(request, assessment),
    plan: assessment.approvals,
    mayNotApprove: excludedBy(source),
    overlaps: sortedUnique(source.overlaps),
    assessment,
  };
};

/**
 * Everything that approvers of a permit agree to (3.2), from the assessed task and its assignment. Their `level` is the
 * task's, not the worker's, which may be higher. Refuses with `VALIDATION_FAILED` where the definition's constraints
 * leave nothing of the task's, a read-only task names no action that reads, or neither task nor assessment says how long
 * the permit is good for; pointers begin with `/request`, `/assessment` or `/assignment`. The permit's digest is
 * contracts' `digestOf` of the result.
 */
export const termsOf = (source: TermsSource): { terms: Terms } | { refusal: Refusal } => {
  const scope = scopeOf(source.assessed.request);
  if ('refusal' in scope) return scope;
  const window = windowOf(source.assessed);
  if ('refusal' in window) return window;
  const constraints = constraintsOf(source);
  return 'refusal' in constraints
    ? constraints
    : {
        terms: assemble(source, { scope: scope.made, window: window.made, constraints: constraints.made }),
      };
};
