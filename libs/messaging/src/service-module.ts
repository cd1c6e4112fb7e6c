import { Catch, Global, Module } from '@nestjs/common';
import type { DynamicModule, ExceptionFilter, Provider, Type } from '@nestjs/common';
import type { Recorded } from '@guildhall/contracts';
import { throwError } from 'rxjs';
import type { Observable } from 'rxjs';
import { LogFold } from './fold.js';
import { RUNTIME } from './runtime.js';
import type { Runtime } from './runtime.js';

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

/** A provider of a view of the log that is up to date before the service answers anything, and whose failure ends it. */
export const foldProvider = <S, R extends Recorded>(
  token: symbol,
  options: { types: readonly R['type'][]; initialState: S; evolve: (state: S, event: R) => S },
): Provider => ({
  provide: token,
  inject: [RUNTIME],
  useFactory: async (runtime: Runtime): Promise<LogFold<S, R>> => {
    const fold = new LogFold(runtime.store, options);
    runtime.onStop(() => fold.stop());
    fold.done.catch(runtime.fatal);
    await fold.ready;
    return fold;
  },
});
