import { withOverrides } from '@guildhall/contracts';
import type { AllDurations, Recorded, TaskAssessed, WorkerDefinition } from '@guildhall/contracts';
import { stateNow } from '@guildhall/event-store';
import type { EventStore } from '@guildhall/event-store';
import { RUNTIME, durationsInForce } from '@guildhall/messaging';
import type { Runtime } from '@guildhall/messaging';
import { personIn } from '@guildhall/permit';
import type { Holder, People, Person } from '@guildhall/permit';
import { masterDecider, masterFacts, workerDecider, workerFacts } from '@guildhall/worker';
import type { MasterFacts, WorkerFacts } from '@guildhall/worker';
import { Inject, Injectable } from '@nestjs/common';

const isAssessed = (event: Recorded): event is Recorded<'task.assessed'> => event.type === 'task.assessed';

const isDefining = (event: Recorded): event is Recorded<'worker.registered' | 'worker.redefined'> =>
  event.type === 'worker.registered' || event.type === 'worker.redefined';

/** The task as it was assessed last, with the overrides that came after. */
const assessedIn = (events: readonly Recorded[]): TaskAssessed | undefined => {
  const index = events.findLastIndex(isAssessed);
  const last = events[index];
  if (!last || !isAssessed(last)) return undefined;
  const added = events
    .slice(index)
    .flatMap((event) => (event.type === 'task.overridden' ? event.data.overrides : []));
  return added.length === 0 ? last.data : { ...last.data, request: withOverrides(last.data.request, added) };
};

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

  /** `formerOwners`: how long owners stay excluded afterwards; left out where nobody asks for them. */
  async worker(id: string, now: string, formerOwners?: string): Promise<WorkerFacts> {
    const { state } = await stateNow(this.#store, workerDecider, { context: 'worker', entity: id });
    return workerFacts(state, now, formerOwners);
  }

  /** What a worker is by now; undefined where nobody has registered it. */
  async definition(workerId: string): Promise<WorkerDefinition | undefined> {
    const { events } = await this.#store.read('worker', workerId, { fresh: true });
    return events.findLast(isDefining)?.data.definition;
  }

  /** `formerOwners` as for a worker. */
  async master(id: string, now: string, formerOwners?: string): Promise<MasterFacts> {
    const { state } = await stateNow(this.#store, masterDecider, { context: 'master', entity: id });
    return masterFacts(state, now, formerOwners);
  }

  /** Owners of both, now and for `formerOwners` before. */
  async owners(worker: string, master: string, now: string, formerOwners: string): Promise<string[]> {
    const [ofWorker, ofMaster] = await Promise.all([
      this.worker(worker, now, formerOwners),
      this.master(master, now, formerOwners),
    ]);
    return [ofWorker, ofMaster].flatMap((facts) => (facts.status === 'unknown' ? [] : facts.owners));
  }

  /**
   * How a task was last assessed, with the overrides that its master has added since, and whether it was withdrawn.
   */
  async task(taskId: string): Promise<{ assessed?: TaskAssessed; withdrawn: boolean }> {
    const { events } = await this.#store.read('task', taskId, { fresh: true });
    const assessed = assessedIn(events);
    const withdrawn = events.some(({ type }) => type === 'task.withdrawn');
    return { withdrawn, ...(assessed ? { assessed } : {}) };
  }

  /** How long things last, by the policy that is in force. */
  durations(): Promise<AllDurations> {
    return durationsInForce(this.#store);
  }

  async #person(id: string): Promise<Person | undefined> {
    const { events } = await this.#store.read('directory', id, { fresh: true });
    return personIn(events);
  }
}
