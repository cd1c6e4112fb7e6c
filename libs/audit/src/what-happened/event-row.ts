import type { Context, Recorded } from '@guildhall/contracts';
import { taskOf } from './task-of.js';

/** An event as the database holds it: what the log says, and the task whose story it belongs to. */
export interface EventRow {
  position: number;
  id: string;
  type: Recorded['type'];
  context: Context;
  entity: string;
  version: number;
  time: string;
  actor: string;
  correlation: string;
  causation: string;
  task: string | null;
  data: Recorded['data'];
}

/** The row of an event. */
export const eventRow = (event: Recorded): EventRow => {
  const { position, id, type, context, entity, version, time, actor, correlation, causation, data } = event;
  const task = taskOf(event) ?? null;
  return { position, id, type, context, entity, version, time, actor, correlation, causation, task, data };
};

/** The event of a row, as the log had it but for its trace. */
export const eventOf = ({ task: _, ...event }: EventRow): Recorded =>
  // The row was made from an event: its type and data belong together.
  event as Recorded;
