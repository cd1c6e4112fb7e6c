import type { Recorded } from '@guildhall/contracts';

/** A row of a view, found by the id of the entity whose events made it. */
export interface Row {
  id: string;
}

/**
 * A view as a pure fold: one row per entity, out of the events in `handles` and no others. Row fields are columns, so
 * what is absent is `null`. Fed the log in order it gives the same rows on every machine.
 */
export interface Fold<E extends Recorded, R extends Row> {
  handles: readonly E['type'][];
  /** The id of the row that an event is about, where one entity has many; absent: the entity's own. */
  rowOf?: (event: E) => string;
  /** That row after `event`; undefined where the event is about something that was never begun. */
  evolve: (row: R | undefined, event: E) => R | undefined;
}

/**
 * Which generation of rows the folds of this library make. Raised with every change of what a fold makes of an event
 * that was recorded before: a database of another generation is built anew from the log.
 */
export const GENERATION = 6;
