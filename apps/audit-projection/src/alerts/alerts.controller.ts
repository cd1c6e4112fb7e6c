import { alertsOf } from '@guildhall/audit';
import type { Circumstances } from '@guildhall/audit';
import type { Recorded } from '@guildhall/contracts';
import { OnReaction, RUNTIME, publishAlert, wasRaised } from '@guildhall/messaging';
import type { ReactionRequest, Runtime } from '@guildhall/messaging';
import { Controller, Inject } from '@nestjs/common';
import { isPlaceFree, openedStage } from './opened-stage.js';

/** Raises the alerts that events make: each once, also where an event is delivered again (3.6). */
@Controller()
export class AlertsController {
  constructor(@Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'nc' | 'store'>) {}

  @OnReaction('audit-projection-alerts')
  async raise({ event, redelivered }: ReactionRequest): Promise<void> {
    const { nc } = this.runtime;
    for (const made of alertsOf(event, await this.#circumstances(event))) {
      const alert = { ...made, cause: event.id };
      if (!redelivered || !(await wasRaised(nc, alert))) await publishAlert(nc, alert);
    }
  }

  async #circumstances(event: Recorded): Promise<Circumstances> {
    const { store } = this.runtime;
    if (event.type === 'permit.approval-voided') return { placeFree: await isPlaceFree(store, event) };
    if (event.type !== 'permit.approval-recorded') return {};
    const opened = await openedStage(store, event);
    return opened ? { opened } : {};
  }
}
