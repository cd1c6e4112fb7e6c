import { POLICY_ENTITY, withOverrides } from '@guildhall/contracts';
import type { Durations, Recorded, TaskAssessed } from '@guildhall/contracts';
import { stateNow } from '@guildhall/event-store';
import type { EventStore } from '@guildhall/event-store';
import { RUNTIME } from '@guildhall/messaging';
import type { Runtime } from '@guildhall/messaging';
import { emergencyDecider, emergencyFacts, personIn } from '@guildhall/permit';
import type { Holder, People, Person } from '@guildhall/permit';
import { masterDecider, masterFacts, workerDecider, workerFacts } from '@guildhall/worker';
import type { MasterFacts, WorkerFacts } from '@guildhall/worker';
import { Inject, Injectable } from '@nestjs/common';

const isAssessed = (event: Recorded): event is Recorded<'task.assessed'> => event.type === 'task.assessed';

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

  async worker(id: string, now: string): Promise<WorkerFacts> {
    const { state } = await stateNow(this.#store, workerDecider, { context: 'worker', entity: id });
    return workerFacts(state, now);
  }

  async master(id: string, now: string): Promise<MasterFacts> {
    const { state } = await stateNow(this.#store, masterDecider, { context: 'master', entity: id });
    return masterFacts(state, now);
  }

  /** Owners of both, now and in the 30 days before. */
  async owners(worker: string, master: string, now: string): Promise<string[]> {
    const [ofWorker, ofMaster] = await Promise.all([this.worker(worker, now), this.master(master, now)]);
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

  /** Until when an emergency lasts; undefined where it is over at `now`, or was never approved. */
  async emergencyUntil(emergencyId: string, now: string): Promise<string | undefined> {
    const where = { context: 'emergency', entity: emergencyId } as const;
    const { state } = await stateNow(this.#store, emergencyDecider, where);
    const facts = emergencyFacts(state, now);
    return facts.status === 'approved' ? facts.expiresAt : undefined;
  }

  /** How long things last, by the policy that is in force. Rejects where none is yet: then nobody is enrolled either. */
  async durations(): Promise<Durations> {
    const { events } = await this.#store.read('policy', POLICY_ENTITY, { fresh: true });
    const published = events.findLast((event) => event.type === 'policy.published');
    if (published?.type !== 'policy.published') throw new Error('no policy was ever published');
    return published.data.document.durations;
  }

  async #person(id: string): Promise<Person | undefined> {
    const { events } = await this.#store.read('directory', id, { fresh: true });
    return personIn(events);
  }
}
