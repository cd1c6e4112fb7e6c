import { refuse } from '@guildhall/contracts';
import type { CertificationRevocation, Decision, Refusal } from '@guildhall/contracts';
import { holds } from '../asker.js';
import type { Asker } from '../asker.js';
import { excludedOwners } from '../owners.js';
import { inService } from './refusals.js';
import { losingTrust } from './reset-trust.js';
import { holdsCertification } from './standing.js';
import type { WorkerEvent, WorkerState } from './state.js';

/** `worker.revoke`. */
export interface RevokeWorker {
  readonly type: 'revoke';
  readonly asker: Asker;
  readonly workerId: string;
  readonly kind: CertificationRevocation;
  readonly reason: string;
  /** How long the policy in force excludes owners afterwards (3.2). */
  readonly formerOwners: string;
  /** RFC 3339. */
  readonly now: string;
}

// Whoever answers for a worker, or did so lately, judges it neither way.
const notAllowed = (
  { asker, workerId, now, formerOwners }: RevokeWorker,
  state: WorkerState,
): { refusal: Refusal } | undefined => {
  if (!holds(asker, 'certification-board'))
    return refuse(
      'FORBIDDEN',
      `Only a member of the certification board revokes a certification; ${asker.id} is none.`,
    );
  return state.status !== 'unknown' && excludedOwners(state.tenures, now, formerOwners).includes(asker.id)
    ? refuse(
        'SEPARATION_OF_DUTIES',
        `${asker.id} owns ${workerId}, or did until lately, and does not judge it.`,
      )
    : undefined;
};

/** Takes the certification of a worker for good, also a suspended or expired one, and what an emergency has lent it, and the trust in it. */
export const revokeWorker = (command: RevokeWorker, state: WorkerState): Decision<WorkerEvent> => {
  const { asker, workerId, kind, reason, now } = command;
  const refused = notAllowed(command, state);
  if (refused) return refused;
  const found = inService(state, workerId);
  if ('refusal' in found) return found;
  if (found.worker.certification.status === 'revoked') return { events: [] };
  if (!holdsCertification(found.worker, Date.parse(now)))
    return refuse('INVALID_STATE', `${workerId} has no certification that could be revoked.`);
  const why = { by: asker.id, text: reason };
  return {
    events: [
      { type: 'worker.certification-revoked', data: { kind, ...why } },
      ...losingTrust(found.worker, { kind: 'certification', ...why }),
    ],
  };
};
