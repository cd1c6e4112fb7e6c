import { decided, handle, stateNow } from '@guildhall/event-store';
import { OnReaction, RUNTIME } from '@guildhall/messaging';
import type { ReactionRequest, Runtime } from '@guildhall/messaging';
import { emergencyDecider, emergencyState } from '@guildhall/permit';
import { workerDecider } from '@guildhall/worker';
import type { WorkerCommand } from '@guildhall/worker';
import { Controller, Inject } from '@nestjs/common';

/** Lends a worker level 3 while an emergency lasts, and takes it back (1.8). */
@Controller()
export class EmergencyController {
  constructor(@Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'store'>) {}

  @OnReaction('worker-registry-emergencies')
  async follow({ event, meta }: ReactionRequest): Promise<void> {
    const { entity: emergencyId } = event;
    if (event.type === 'emergency.approved') {
      const { workerId, expiresAt } = event.data;
      await this.#tell(workerId, meta, async () => ({
        type: 'certify-in-emergency',
        emergencyId,
        expiresAt,
        over: await this.#isOver(emergencyId),
      }));
    }
    if (event.type === 'emergency.ended')
      await this.#tell(event.data.workerId, meta, () => ({ type: 'end-emergency', emergencyId }));
  }

  async #tell(
    workerId: string,
    meta: ReactionRequest['meta'],
    command: () => Promise<WorkerCommand> | WorkerCommand,
  ): Promise<void> {
    const handled = await handle(this.runtime.store, {
      decider: workerDecider,
      context: 'worker',
      entity: workerId,
      meta,
      command,
    });
    decided(handled);
  }

  /** By the log: delivered again, its approval may come after its end. */
  async #isOver(emergencyId: string): Promise<boolean> {
    const where = { context: 'emergency', entity: emergencyId } as const;
    const { state } = await stateNow(this.runtime.store, emergencyDecider, where);
    const known = emergencyState(state);
    return known === 'ENDED' || known === 'REVIEWED';
  }
}
