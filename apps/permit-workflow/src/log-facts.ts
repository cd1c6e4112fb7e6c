import type { Recorded, TaskAssessed } from '@guildhall/contracts';
import type { EventStore } from '@guildhall/event-store';
import { RUNTIME } from '@guildhall/messaging';
import type { Runtime } from '@guildhall/messaging';
import { personIn } from '@guildhall/permit';
import type { Holder, People, Person } from '@guildhall/permit';
import { masterDecider, masterFacts, workerDecider, workerFacts } from '@guildhall/worker';
import type { MasterFacts, RecordedMasterEvent, RecordedWorkerEvent, WorkerFacts } from '@guildhall/worker';
import { Inject, Injectable } from '@nestjs/common';

/** What other entities say at the moment of a decision: read from the log itself, never from a view (3.2). */
@Injectable()
export class LogFacts {
  readonly #store: EventStore;

  constructor(@Inject(RUNTIME) { store }: Pick<Runtime, 'store'>) {
    this.#store = store;
  }

  /** Those of `ids` who are enrolled. */
  async people(ids: Iterable<string>): Promise<People> {
    const found = await Promise.all(
      [...new Set(ids)].map(async (id) => [id, await this.#person(id)] as const),
    );
    return new Map(found.flatMap(([id, person]) => (person ? [[id, person] as const] : [])));
  }

  /** Whose the id is; undefined where nobody is enrolled and nothing registered under it. */
  async holder(id: string, now: string): Promise<Holder | undefined> {
    const [person, worker, master] = await Promise.all([
      this.#person(id),
      this.worker(id, now),
      this.master(id, now),
    ]);
    if (person) return { is: 'person', person };
    if (worker.status !== 'unknown') return { is: 'worker' };
    return master.status === 'unknown' ? undefined : { is: 'master' };
  }

  async worker(id: string, now: string): Promise<WorkerFacts> {
    const { events } = await this.#store.read('worker', id, { fresh: true });
    return workerFacts(
      (events as RecordedWorkerEvent[]).reduce(workerDecider.evolve, workerDecider.initialState),
      now,
    );
  }

  async master(id: string, now: string): Promise<MasterFacts> {
    const { events } = await this.#store.read('master', id, { fresh: true });
    return masterFacts(
      (events as RecordedMasterEvent[]).reduce(masterDecider.evolve, masterDecider.initialState),
      now,
    );
  }

  /** Owners of both, now and in the 30 days before. */
  async owners(worker: string, master: string, now: string): Promise<string[]> {
    const [ofWorker, ofMaster] = await Promise.all([this.worker(worker, now), this.master(master, now)]);
    return [ofWorker, ofMaster].flatMap((facts) => (facts.status === 'unknown' ? [] : facts.owners));
  }

  /** How a task was last assessed, and whether its master has withdrawn it since. */
  async task(taskId: string): Promise<{ assessed?: TaskAssessed; withdrawn: boolean }> {
    const { events } = await this.#store.read('task', taskId, { fresh: true });
    const assessed = events.findLast(
      (event): event is Recorded<'task.assessed'> => event.type === 'task.assessed',
    );
    const withdrawn = events.some(({ type }) => type === 'task.withdrawn');
    return { withdrawn, ...(assessed ? { assessed: assessed.data } : {}) };
  }

  async #person(id: string): Promise<Person | undefined> {
    const { events } = await this.#store.read('directory', id, { fresh: true });
    return personIn(events);
  }
}
