import { refuse } from '@guildhall/contracts';
import type { Decision, Issue, WorkerDefinition } from '@guildhall/contracts';
import { operatorsOnly } from '../asker.js';
import type { Asker } from '../asker.js';
import { definitionIssues } from '../definition.js';
import { reservedIssues, strangerIssues, takenId } from '../registration.js';
import type { Claim } from '../registration.js';
import type { WorkerEvent, WorkerState } from './state.js';

/** A definition as somebody sends it, and what the sender's service has found out about it. */
export interface Defined {
  readonly asker: Asker;
  readonly definition: WorkerDefinition;
  /** Its owners whom the directory does not know. */
  readonly strangers: readonly string[];
  /** Hex SHA-256 of a value's RFC 8785 form. */
  readonly digest: (value: unknown) => string;
}

/** `worker.register`. */
export interface RegisterWorker extends Defined, Claim {
  readonly type: 'register';
}

/** `issues` of a definition, with pointers into the command that carries it. */
export const inDefinition = (issues: readonly Issue[]): Issue[] =>
  issues.map(({ pointer, message }) => ({ pointer: `/definition${pointer}`, message }));

/** The definition is not one of a worker; all that is wrong with it at once. */
export const unacceptable = ({ definition }: Defined, issues: readonly Issue[]) =>
  refuse('VALIDATION_FAILED', `The definition of ${definition.workerId} is not acceptable.`, {
    details: inDefinition(issues),
  });

const issuesOf = (command: RegisterWorker): Issue[] => [
  ...reservedIssues(command, '/workerId'),
  ...definitionIssues(command.definition, 0),
  ...strangerIssues(command.definition.owners, command.strangers, '/owners'),
];

/** A worker begins with level 0, whatever it can do: levels are decided on. */
export const registerWorker = (command: RegisterWorker, state: WorkerState): Decision<WorkerEvent> => {
  const { asker, definition, digest, taken } = command;
  const refused = operatorsOnly(asker, 'registers workers');
  if (refused) return refused;
  const issues = issuesOf(command);
  if (issues.length > 0) return unacceptable(command, issues);
  if (state.status !== 'unknown' || taken) return takenId(definition.workerId);
  return { events: [{ type: 'worker.registered', data: { definition, sha256: digest(definition) } }] };
};
