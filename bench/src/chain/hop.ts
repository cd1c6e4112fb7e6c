import type { EventType } from '@guildhall/contracts';

/** Carries the task's id to the first hop, which does not read the body. */
export const TASK_HEADER = 'bench-task';

/** What one process of the empty chain is told. */
export interface Hop {
  url: string;
  creds: string;
  name: string;
  stream: string;
  durable: string;
  /** Of what it writes. */
  type: EventType;
  actor: string;
  body: string;
}
