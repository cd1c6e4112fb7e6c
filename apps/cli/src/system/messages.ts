import { Failure, messageOf } from '../failure.js';
import type { Connection } from '../supervisor/connection.js';
import type { Progress } from './progress.js';

/** What a detached supervisor tells the command that started it; then it goes its own way. */
export type FromSupervisor =
  | { kind: 'progress'; progress: Progress }
  | { kind: 'ready'; connection: Connection }
  | { kind: 'failed'; failure: PlainFailure };

type PlainFailure = Pick<Failure, 'exit' | 'refusal' | 'remedy'>;

export const plainFailure = (error: unknown): PlainFailure =>
  error instanceof Failure
    ? { exit: error.exit, refusal: error.refusal, remedy: error.remedy }
    : { exit: 1, refusal: { message: messageOf(error) }, remedy: undefined };

export const asFailure = ({ exit, refusal, remedy }: PlainFailure): Failure =>
  new Failure(exit, refusal, remedy);
