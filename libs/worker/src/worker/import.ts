import { refuse } from '@guildhall/contracts';
import type { Decision, ImportedWorker, Issue } from '@guildhall/contracts';
import { importRefusal } from '../bootstrap.js';
import type { Bootstrap } from '../bootstrap.js';
import { definitionIssues } from '../definition.js';
import { reservedIssues, takenId } from '../registration.js';
import { shift } from '../time.js';
import { levelHeld } from './standing.js';
import type { WorkerEvent, WorkerState } from './state.js';

/** `worker.import` of one worker: it keeps the level that it held before the first start (4.2). */
export interface ImportWorker {
  readonly type: 'import';
  readonly bootstrap: Bootstrap;
  readonly worker: ImportedWorker;
  /** How long a level from the file is good for, in milliseconds (policy data; 90 days). */
  readonly certificationMs: number;
  /** Hex SHA-256 of a value's RFC 8785 form. */
  readonly digest: (value: unknown) => string;
  /** RFC 3339. */
  readonly now: string;
}

const issuesOf = ({ bootstrap, worker: { definition, level } }: ImportWorker): Issue[] => {
  const reserved = reservedIssues(bootstrap, '/workerId');
  return [...reserved, ...definitionIssues(definition, level)].map(({ pointer, message }) => ({
    pointer: `${bootstrap.pointer}/definition${pointer}`,
    message,
  }));
};

const certified = ({ worker, certificationMs, now }: ImportWorker): WorkerEvent[] =>
  worker.level === 0
    ? []
    : [
        {
          type: 'worker.certified',
          data: {
            level: worker.level,
            basis: 'bootstrap',
            probation: true,
            expiresAt: shift(now, certificationMs),
          },
        },
      ];

// Told apart by content too: one file can name an id twice.
const isSame = ({ bootstrap, worker, digest }: ImportWorker, state: WorkerState): boolean =>
  state.status === 'registered' &&
  state.bootstrap === bootstrap.file &&
  state.sha256 === digest(worker.definition) &&
  levelHeld(state) === worker.level;

/** The same worker from the same file again is nothing to do, so that a first boot can be resumed. */
export const importWorker = (command: ImportWorker, state: WorkerState): Decision<WorkerEvent> => {
  const { bootstrap, worker, digest } = command;
  const { workerId } = worker.definition;
  const refused = importRefusal(bootstrap);
  if (refused) return refused;
  if (isSame(command, state)) return { events: [] };
  const issues = issuesOf(command);
  if (issues.length > 0)
    return refuse('VALIDATION_FAILED', `The definition of ${workerId} is not acceptable.`, {
      details: issues,
    });
  if (state.status !== 'unknown' || bootstrap.taken) return takenId(workerId);
  const data = {
    definition: worker.definition,
    sha256: digest(worker.definition),
    bootstrap: bootstrap.file,
  };
  return { events: [{ type: 'worker.registered', data }, ...certified(command)] };
};
