import { cut, isRecorded } from '@guildhall/contracts';
import type { EventOf, Refusal } from '@guildhall/contracts';

/** What is kept of a request that was refused: never its content. */
export interface Receipt {
  /** The master, from the subject. */
  readonly requestedBy: string;
  /** Where the request had a well-formed one. */
  readonly taskId?: string;
  /** Length of the body. */
  readonly bytes: number;
  /** Of the body, as hex. */
  readonly sha256: string;
}

/** The records of a refused request, each for an entity of its own, in one append (6.4, 6.5). */
export interface RefusedRequest {
  /** For the entity `r` and 20 hex digits of the causation's SHA-256. */
  readonly refused: EventOf<'task.refused'>;
  /** For the entity `f` and the same digits, where it was refused on grounds of right or rule. */
  readonly refusal?: EventOf<'refusal.refused'>;
}

const MAX_ERRORS = 200;
const MAX_MESSAGE = 1000;
const REQUEST = 'task.request';

const about = (taskId: string | undefined): { taskId?: string } => (taskId === undefined ? {} : { taskId });

const refusedEvent = (
  { code, message, details = [] }: Refusal,
  receipt: Receipt,
): EventOf<'task.refused'> => ({
  type: 'task.refused',
  data: {
    code,
    errors: details.length > 0 ? details.slice(0, MAX_ERRORS) : [{ pointer: '', message }],
    ...about(receipt.taskId),
    requestedBy: receipt.requestedBy,
    bytes: receipt.bytes,
    sha256: receipt.sha256,
  },
});

const refusalEvent = (
  { code, rule, message, details = [] }: Refusal,
  receipt: Receipt,
): EventOf<'refusal.refused'> => ({
  type: 'refusal.refused',
  data: {
    command: REQUEST,
    caller: receipt.requestedBy,
    code,
    ...(rule === undefined ? {} : { rule }),
    about: receipt.taskId ?? receipt.requestedBy,
    message: cut(message, MAX_MESSAGE),
    details: details.slice(0, MAX_ERRORS),
  },
});

/** What to write where a request was refused. */
export const refusedRequest = (refusal: Refusal, receipt: Receipt): RefusedRequest => ({
  refused: refusedEvent(refusal, receipt),
  ...(isRecorded(refusal.code) ? { refusal: refusalEvent(refusal, receipt) } : {}),
});
