import {
  emergencyFold,
  masterFold,
  permitFold,
  personFold,
  policyFold,
  settledLettersFold,
  signingKeysFold,
  taskFold,
  workerFold,
} from '@guildhall/audit';
import type { Fold, Row } from '@guildhall/audit';
import type { Recorded } from '@guildhall/contracts';
import { SIGNING_ENTITY, evolveSigningKeys, noSigningKeys, permitDecider } from '@guildhall/permit';
import type { Permit, SigningKeys } from '@guildhall/permit';
import type { Transaction } from 'kysely';
import type { Held, Tables } from '../database/tables.js';
import { loadRows, saveRows } from './rows.js';

/** Told of an event that a fold cannot take. */
export type Misfit = (event: Recorded, cause: unknown) => void;

/** Folds a batch of events into the rows of one table. */
export type View = (
  transaction: Transaction<Tables>,
  events: readonly Recorded[],
  misfit: Misfit,
) => Promise<void>;

const rowOf = <E extends Recorded, R extends Row>(fold: Fold<E, R>, event: E): string =>
  fold.rowOf?.(event) ?? event.entity;

/**
 * One event after the other. An event that its own history does not allow leaves the row as it was and is reported: the
 * log is what it is, its readers must not lose the rest of it.
 */
const foldInto = <E extends Recorded, R extends Row>(
  rows: Map<string, R>,
  fold: Fold<E, R>,
  events: readonly E[],
  misfit: Misfit,
): Map<string, R> => {
  const changed = new Map<string, R>();
  for (const event of events) {
    try {
      const id = rowOf(fold, event);
      const row = fold.evolve(changed.get(id) ?? rows.get(id), event);
      if (row) changed.set(id, row);
    } catch (cause) {
      misfit(event, cause);
    }
  }
  return changed;
};

const viewOf = <E extends Recorded, R extends Row>(table: keyof Tables, fold: Fold<E, R>): View => {
  const types: ReadonlySet<string> = new Set(fold.handles);
  const isHandled = (event: Recorded): event is E => types.has(event.type);
  return async (transaction, events, misfit) => {
    const handled = events.filter(isHandled);
    if (handled.length === 0) return;
    const ids = [...new Set(handled.map((event) => rowOf(fold, event)))];
    const rows = await loadRows<R>(transaction, table, ids);
    await saveRows(transaction, table, [...foldInto(rows, fold, handled, misfit).values()]);
  };
};

const permits = permitFold<Permit, Held>({
  initialState: permitDecider.initialState,
  evolve: permitDecider.evolve,
  isHeld: (permit) => permit.status !== 'NONE',
});

const signingKeys = signingKeysFold<SigningKeys>({
  signer: SIGNING_ENTITY,
  initialState: noSigningKeys,
  evolve: evolveSigningKeys,
});

/** Every table that is folded. */
export const VIEWS: readonly View[] = [
  viewOf('tasks', taskFold),
  viewOf('permits', permits),
  viewOf('people', personFold),
  viewOf('workers', workerFold),
  viewOf('masters', masterFold),
  viewOf('emergencies', emergencyFold),
  viewOf('signing_keys', signingKeys),
  viewOf('policies', policyFold),
  viewOf('settled_letters', settledLettersFold),
];
