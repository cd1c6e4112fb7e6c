import { join } from 'node:path';
import { Catch, Global, Module } from '@nestjs/common';
import type { DynamicModule, ExceptionFilter, Provider, Type } from '@nestjs/common';
import type { Recorded } from '@guildhall/contracts';
import type { EventStore } from '@guildhall/event-store';
import { throwError } from 'rxjs';
import type { Observable } from 'rxjs';
import { LogFold } from './fold.js';
import type { Folding } from './fold.js';
import { RUNTIME } from './runtime.js';
import type { Runtime } from './runtime.js';
import { SnapshotFile } from './snapshot.js';
import type { Snapshot } from './snapshot.js';

/** Makes the runtime available to every provider of a service. */
@Global()
@Module({})
export class ServiceModule {
  static of(runtime: Runtime, root: Type): DynamicModule {
    return {
      module: ServiceModule,
      imports: [root],
      providers: [{ provide: RUNTIME, useValue: runtime }],
      exports: [RUNTIME],
    };
  }
}

/** Hands an error on as it is: Nest would replace it by "Internal server error", and the transport has to tell them apart. */
@Catch()
export class PassOn implements ExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

interface FoldProvided<S, R extends Recorded> extends Folding<S, R> {
  /** Of its snapshots, with a number to raise whenever the shape or the meaning of the state changes: `registry-1`. */
  name: string;
}

// A log that was restored from a copy may hold less than was folded, or something else there.
const lastIn = async <S>(file: SnapshotFile<S>, store: EventStore): Promise<Snapshot<S> | undefined> => {
  const from = await file.read();
  return from && (await store.at(from.position))?.id === from.event ? from : undefined;
};

/** Opens the fold where its last snapshot was taken; from the first event where there is none to go on from. */
const openFold = async <S, R extends Recorded>(
  { service, settings, store, report }: Runtime,
  { name, ...folding }: FoldProvided<S, R>,
): Promise<LogFold<S, R>> => {
  const fold = `${service}-${name}`;
  const { types } = folding;
  const file = new SnapshotFile<S>(join(settings.home, 'snapshots', fold), {
    fold,
    log: await store.identity(),
    types,
  });
  // A snapshot only saves time: without it, or where it cannot be kept, everything is as right and slower.
  const spare = (cause: unknown): undefined => {
    report({ kind: 'interrupted', cause });
  };
  await file.tidy().catch(spare);
  const from = await lastIn(file, store).catch(spare);
  const save = (snapshot: Snapshot<S>): Promise<void> => file.write(snapshot).catch(spare);
  return new LogFold(store, { ...folding, ...(from ? { from } : {}), save });
};

/**
 * A provider of a view of the log that is up to date before the service answers anything, and whose failure ends it.
 * Whose state is changed in place is given as a function, which makes a state that is nobody else's.
 */
export const foldProvider = <S, R extends Recorded>(
  token: symbol,
  provided: FoldProvided<S, R> | (() => FoldProvided<S, R>),
): Provider => ({
  provide: token,
  inject: [RUNTIME],
  useFactory: async (runtime: Runtime): Promise<LogFold<S, R>> => {
    const fold = await openFold(runtime, typeof provided === 'function' ? provided() : provided);
    runtime.onStop(() => fold.stop());
    fold.done.catch(runtime.fatal);
    await fold.ready;
    return fold;
  },
});
