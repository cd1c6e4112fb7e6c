import { constraintIssues } from '@guildhall/contracts';
import type { Issue, Level, WorkerDefinition } from '@guildhall/contracts';

const ownerIssues = ({ owners }: WorkerDefinition): Issue[] =>
  owners.length === 0 ? [{ pointer: '/owners', message: 'names nobody' }] : [];

const artifactIssues = ({ artifact }: WorkerDefinition, level: Level): Issue[] =>
  level >= 1 && artifact === undefined
    ? [{ pointer: '/artifact', message: `is required from level 1; this worker has level ${level}` }]
    : [];

/**
 * What is wrong with a definition beyond its shape (4.1), with JSON pointers into it: unknown constraints, values of
 * another kind, constraints given twice, unknown witnesses or those of another constraint, no owner, and no artifact
 * where `level` needs one (from 1). Empty where all is well. Nothing in it is evaluated.
 */
export const definitionIssues = (definition: WorkerDefinition, level: Level): Issue[] => [
  ...ownerIssues(definition),
  ...artifactIssues(definition, level),
  ...constraintIssues(definition.constraints ?? []).map(({ pointer, message }) => ({
    pointer: `/constraints${pointer}`,
    message,
  })),
];
