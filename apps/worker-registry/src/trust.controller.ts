import type { Recorded } from '@guildhall/contracts';
import { decided, handle } from '@guildhall/event-store';
import { OnReaction, RUNTIME } from '@guildhall/messaging';
import type { ReactionRequest, Runtime } from '@guildhall/messaging';
import { isCounting, workerDecider } from '@guildhall/worker';
import type { WorkerCommand, WorkerState } from '@guildhall/worker';
import { Controller, Inject } from '@nestjs/common';
import { incidentOf } from './incidents.js';
import { trustRules } from './trust-rules.js';

type Completed = Recorded<'permit.completed'>;

/** Adds up what raises the trust in a worker, and puts on record what takes it (1.7). */
@Controller()
export class TrustController {
  constructor(@Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'store'>) {}

  @OnReaction('worker-registry-trust')
  async follow(request: ReactionRequest): Promise<void> {
    const { event } = request;
    if (event.type === 'permit.completed') await this.#completed(request, event);
    else await this.#incident(request);
  }

  // Nobody but the permit's worker completes it.
  async #completed({ meta, now }: ReactionRequest, completed: Completed): Promise<void> {
    if (completed.data.outcome !== 'success') return;
    await this.#decide(completed.actor, meta, async (worker) => ({
      type: 'count',
      taskId: completed.entity,
      events: isCounting(worker) ? await this.#workOf(completed) : [],
      rules: await trustRules(this.runtime.store),
      now,
    }));
  }

  async #incident({ event, meta }: ReactionRequest): Promise<void> {
    const incident = await incidentOf(event, this.runtime.store);
    if (incident) await this.#decide(incident.workerId, meta, () => incident.command);
  }

  // What came later has no say in it, so that it does not matter when it is counted.
  async #workOf({ entity, position }: Completed): Promise<Recorded[]> {
    const { store } = this.runtime;
    const [permit, execution] = await Promise.all([
      store.read('permit', entity, { fresh: true }),
      store.read('execution', entity, { fresh: true }),
    ]);
    return [...permit.events, ...execution.events].filter((event) => event.position <= position);
  }

  async #decide(
    workerId: string,
    meta: ReactionRequest['meta'],
    command: (worker: WorkerState) => Promise<WorkerCommand> | WorkerCommand,
  ): Promise<void> {
    decided(
      await handle(this.runtime.store, {
        decider: workerDecider,
        context: 'worker',
        entity: workerId,
        meta,
        command,
      }),
    );
  }
}
