import type { Recorded } from '@guildhall/contracts';
import { decided, handle } from '@guildhall/event-store';
import { OnReaction, RUNTIME } from '@guildhall/messaging';
import type { ReactionRequest, Runtime } from '@guildhall/messaging';
import { workerDecider } from '@guildhall/worker';
import type { WorkerCommand } from '@guildhall/worker';
import { Controller, Inject } from '@nestjs/common';

interface Consequence {
  workerId: string;
  command: WorkerCommand;
}

const consequenceOf = (event: Recorded): Consequence | undefined => {
  const emergencyId = event.entity;
  switch (event.type) {
    case 'emergency.approved': {
      const { workerId, expiresAt } = event.data;
      return { workerId, command: { type: 'certify-in-emergency', emergencyId, expiresAt } };
    }
    case 'emergency.ended':
      return { workerId: event.data.workerId, command: { type: 'end-emergency', emergencyId } };
    default:
      return undefined;
  }
};

/** Lends a worker level 3 while an emergency lasts, and takes it back (1.8). */
@Controller()
export class EmergencyController {
  constructor(@Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'store'>) {}

  @OnReaction('worker-registry-emergencies')
  async follow({ event, meta }: ReactionRequest): Promise<void> {
    const consequence = consequenceOf(event);
    if (!consequence) return;
    const { workerId, command } = consequence;
    const handled = await handle(this.runtime.store, {
      decider: workerDecider,
      context: 'worker',
      entity: workerId,
      meta,
      command: () => command,
    });
    decided(handled);
  }
}
