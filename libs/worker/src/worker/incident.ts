import type { Decision, IncidentKind } from '@guildhall/contracts';
import { operatorsAndSecurityLeads } from '../asker.js';
import type { Asker } from '../asker.js';
import { notThere } from './refusals.js';
import { trustReset } from './reset-trust.js';
import type { WorkerEvent, WorkerState } from './state.js';

interface Incident {
  readonly kind: IncidentKind;
  readonly text: string;
  /** In the course of which work, where it was in one. */
  readonly taskId?: string;
}

/** The log shows an incident of the worker. */
export interface NoteIncident extends Incident {
  readonly type: 'note-incident';
}

/** `worker.report-incident`. */
export interface ReportIncident extends Incident {
  readonly type: 'report-incident';
  readonly asker: Asker;
  readonly workerId: string;
}

// A bypass takes the trust, however it came to light (1.7).
const incidentOf = (
  { kind, text, taskId }: Incident,
  { status }: WorkerState,
  by?: string,
): WorkerEvent[] => {
  const who = by === undefined ? {} : { by };
  return [
    {
      type: 'worker.incident-reported',
      data: {
        severity: kind === 'other' ? 'minor' : 'major',
        kind,
        text,
        ...(taskId === undefined ? {} : { taskId }),
        ...who,
      },
    },
    ...(kind === 'bypass' && status === 'registered' ? [trustReset({ kind, text, ...who })] : []),
  ];
};

/** On record whatever became of the worker since; nothing of somebody who is no worker. */
export const noteIncident = (command: NoteIncident, state: WorkerState): Decision<WorkerEvent> => ({
  events: state.status === 'unknown' ? [] : incidentOf(command, state),
});

/** As above: also of a worker that is retired. */
export const reportIncident = (command: ReportIncident, state: WorkerState): Decision<WorkerEvent> => {
  const { asker, workerId } = command;
  const refused = operatorsAndSecurityLeads(asker, 'reports incidents of workers');
  if (refused) return refused;
  return state.status === 'unknown' ? notThere(workerId) : { events: incidentOf(command, state, asker.id) };
};
