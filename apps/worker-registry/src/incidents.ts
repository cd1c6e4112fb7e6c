import type { Recorded } from '@guildhall/contracts';
import type { EventStore } from '@guildhall/event-store';
import { BYPASSES } from '@guildhall/permit';
import type { WorkerCommand } from '@guildhall/worker';

/** What has to be decided about which worker. */
export interface Consequence {
  workerId: string;
  command: WorkerCommand;
}

// Who broke it is who sent the command that showed it: the permit's worker, or the one that undoes its work.
const bypass = ({ actor, entity, data }: Recorded<'permit.violation-detected'>): Consequence | undefined =>
  BYPASSES.includes(data.rule)
    ? {
        workerId: actor,
        command: { type: 'note-incident', kind: 'bypass', text: data.text, taskId: entity },
      }
    : undefined;

// Of whoever had the grant; where nobody had one, nobody failed.
const failedRollback = ({
  entity,
  data: { kind, workerId, text },
}: Recorded<'execution.rollback-failed'>): Consequence | undefined =>
  workerId === undefined
    ? undefined
    : {
        workerId,
        command: {
          type: 'note-incident',
          kind: 'failed-rollback',
          text: text ?? (kind === 'timeout' ? 'It was not undone in time.' : 'It could not be undone.'),
          taskId: entity,
        },
      };

const isOfItsWork = (command: string): boolean =>
  command === 'permit.start' || command.startsWith('execution.');

const environmentOf = async (
  store: Pick<EventStore, 'read'>,
  taskId: string,
): Promise<string | undefined> => {
  const { events } = await store.read('permit', taskId, { fresh: true });
  const issued = events.findLast((event) => event.type === 'permit.issued');
  return issued?.type === 'permit.issued' ? issued.data.terms.request.environment : undefined;
};

// A summary is about no permit, and what is in it comes after refusals of the same minute that are on record one by one.
const hardBlock = async (
  { data: { command, caller, code, about, message, summary } }: Recorded<'refusal.refused'>,
  store: Pick<EventStore, 'read'>,
): Promise<Consequence | undefined> => {
  if (code !== 'HARD_BLOCK' || summary || !isOfItsWork(command)) return undefined;
  return (await environmentOf(store, about)) === 'production'
    ? {
        workerId: caller,
        command: { type: 'note-incident', kind: 'hard-block', text: message, taskId: about },
      }
    : undefined;
};

/**
 * The incident that an event is, of the worker that it is one of (1.1, 1.4): past the log or past who had to agree, a
 * rollback that failed, a hard block that the worker itself has run into under a permit for production.
 */
export const incidentOf = async (
  event: Recorded,
  store: Pick<EventStore, 'read'>,
): Promise<Consequence | undefined> => {
  switch (event.type) {
    case 'permit.violation-detected':
      return bypass(event);
    case 'execution.rollback-failed':
      return failedRollback(event);
    case 'refusal.refused':
      return hardBlock(event, store);
    default:
      return undefined;
  }
};
