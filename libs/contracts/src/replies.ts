import type { Refusal } from './refusal.js';

/** What a command or query is answered with (6.5). */
export type Reply<R = unknown> =
  | {
      ok: true;
      result: R;
      /** For `after` of a query: the log up to here holds what was done. */ position: number;
    }
  | { ok: false; error: Refusal };
