import { refuse } from '@guildhall/contracts';
import type { Decision, Refusal } from '@guildhall/contracts';
import { holds } from '../asker.js';
import type { Asker } from '../asker.js';
import { definitionIssues } from '../definition.js';
import { ownersNow } from '../owners.js';
import { strangerIssues } from '../registration.js';
import { vouchedChanges } from './changes.js';
import { inService } from './refusals.js';
import { unacceptable } from './register.js';
import { losingTrust } from './reset-trust.js';
import type { Defined } from './register.js';
import { holdsCertification, levelHeld } from './standing.js';
import type { RegisteredWorker, WorkerEvent, WorkerState } from './state.js';

/** `worker.redefine`. */
export interface RedefineWorker extends Defined {
  readonly type: 'redefine';
  /** RFC 3339. */
  readonly now: string;
}

const isOwner = ({ id, enrolled }: Asker, state: WorkerState): boolean =>
  enrolled && state.status !== 'unknown' && ownersNow(state.tenures).includes(id);

const notAllowed = (
  { asker, definition }: RedefineWorker,
  state: WorkerState,
): { refusal: Refusal } | undefined =>
  holds(asker, 'operator') || isOwner(asker, state)
    ? undefined
    : refuse(
        'FORBIDDEN',
        `Only an operator or an owner redefines ${definition.workerId}; ${asker.id} is neither.`,
      );

// Suspended for this already, it has to be certified anew in any case.
const isSuspendedBy = ({ now }: RedefineWorker, worker: RegisteredWorker): boolean =>
  !worker.suspensions.includes('redefined') && holdsCertification(worker, Date.parse(now));

/** What another worker than the one that was known loses. */
const losses = (command: RedefineWorker, worker: RegisteredWorker): WorkerEvent[] => {
  const changes = vouchedChanges(worker.definition, command.definition);
  if (changes.length === 0) return [];
  const why = { kind: 'redefined' as const, by: command.asker.id, text: `Changed: ${changes.join(', ')}.` };
  return [
    ...(isSuspendedBy(command, worker)
      ? [{ type: 'worker.certification-suspended' as const, data: why }]
      : []),
    ...losingTrust(worker, why),
  ];
};

/**
 * Another version of a worker's definition. Where what its certification vouches for is another one, the certification
 * is suspended in the same append, so that nobody works with it for a moment (4.1), and so is its trust reset.
 */
export const redefineWorker = (command: RedefineWorker, state: WorkerState): Decision<WorkerEvent> => {
  const { definition, strangers, digest } = command;
  const refused = notAllowed(command, state);
  if (refused) return refused;
  const found = inService(state, definition.workerId);
  if ('refusal' in found) return found;
  const sha256 = digest(definition);
  if (sha256 === found.worker.sha256) return { events: [] };
  const issues = [
    ...definitionIssues(definition, levelHeld(found.worker)),
    ...strangerIssues(definition.owners, strangers, '/owners'),
  ];
  if (issues.length > 0) return unacceptable(command, issues);
  return {
    events: [{ type: 'worker.redefined', data: { definition, sha256 } }, ...losses(command, found.worker)],
  };
};
