import type { Context, Recorded, TypesOf } from '@guildhall/contracts';

/** One sentence for each event of a context. */
export type Tellers<C extends Context> = { [T in TypesOf<C>]: (event: Recorded<T>) => string };
