import type { Caller } from '@guildhall/audit';
import type { QueryName, QueryPayload, QueryResults, Refusal } from '@guildhall/contracts';
import type { Transaction } from 'kysely';
import type { Tables } from '../database/tables.js';

/** Who asks, and when; `view` is the tables as they were at one position of the log. */
export interface Asked {
  view: Transaction<Tables>;
  caller: Caller;
  /** RFC 3339, UTC, milliseconds. */
  now: string;
}

/** A result, or why there is none for this caller. */
export type Answer<R> = { result: R } | { refusal: Refusal };

/** An answer with the position of the log that it reflects, or why there is none. */
export type Answered<R> = { result: R; position: number } | { refusal: Refusal };

/** Answers one query; what the caller may not read is left out or refused in here. */
export type Question<N extends QueryName, R = QueryResults[N]> = (
  asked: Asked,
  payload: QueryPayload<N>,
) => Promise<Answer<R>>;
