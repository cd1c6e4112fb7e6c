import { BOOTSTRAP_ENTITY, digestOf, refuseRepeatedIds } from '@guildhall/contracts';
import type { Refusal } from '@guildhall/contracts';
import { handle, sha256 } from '@guildhall/event-store';
import { OnCommand, RUNTIME } from '@guildhall/messaging';
import type { CommandRequest, Outcome, Runtime } from '@guildhall/messaging';
import { masterDecider, workerDecider } from '@guildhall/worker';
import type { Bootstrap } from '@guildhall/worker';
import { Controller, Inject } from '@nestjs/common';
import { certificationMs } from './certification.js';
import { claimOn, claimed } from './claims.js';

type Imported = { position: number } | { refusal: Refusal };

/** The first boot: workers with the levels they already hold, and masters. Each is an append of its own. */
@Controller()
export class ImportController {
  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {}

  @OnCommand('worker.import')
  async importWorkers(request: CommandRequest<'worker.import'>): Promise<Outcome> {
    const ids = request.payload.workers.map(({ definition }) => definition.workerId);
    const refused = refuseRepeatedIds(ids, '/workers');
    if (refused) return refused;
    return this.#each(request.payload.workers, async (worker, index) => {
      const id = worker.definition.workerId;
      return handle(this.runtime.store, {
        decider: workerDecider,
        context: 'worker',
        entity: id,
        meta: request.meta(id),
        command: async () => ({
          type: 'import' as const,
          bootstrap: await this.#bootstrap(request, id, `/workers/${index}`),
          worker,
          certificationMs: await certificationMs(this.runtime.store),
          digest: (value: unknown) => digestOf(value, sha256),
          now: request.now,
        }),
        also: () => [claimed(id, 'worker')],
      });
    });
  }

  @OnCommand('master.import')
  async importMasters(request: CommandRequest<'master.import'>): Promise<Outcome> {
    const ids = request.payload.masters.map(({ id }) => id);
    const refused = refuseRepeatedIds(ids, '/masters');
    if (refused) return refused;
    return this.#each(request.payload.masters, async (master, index) =>
      handle(this.runtime.store, {
        decider: masterDecider,
        context: 'master',
        entity: master.id,
        meta: request.meta(master.id),
        command: async () => ({
          type: 'import' as const,
          bootstrap: await this.#bootstrap(request, master.id, `/masters/${index}`),
          master,
        }),
        also: () => [claimed(master.id, 'master')],
      }),
    );
  }

  async #bootstrap(
    { caller, payload }: CommandRequest<'worker.import' | 'master.import'>,
    id: string,
    pointer: string,
  ): Promise<Bootstrap> {
    const { store } = this.runtime;
    return {
      caller,
      file: payload.sha256,
      completed: (await store.read('directory', BOOTSTRAP_ENTITY, { fresh: true })).version > 0,
      ...(await claimOn(store, id)),
      pointer,
    };
  }

  // One after the other: what was imported before a refusal stays, and the same file may be sent again.
  async #each<T>(
    items: readonly T[],
    importOne: (item: T, index: number) => Promise<Imported>,
  ): Promise<Outcome> {
    let position = 0;
    for (const [index, item] of items.entries()) {
      const imported = await importOne(item, index);
      if ('refusal' in imported) return imported;
      position = Math.max(position, imported.position);
    }
    return { result: { imported: items.length }, position };
  }
}
