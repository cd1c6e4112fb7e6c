import { alertsOf } from '@guildhall/audit';
import { OnReaction, RUNTIME, publishAlert, wasRaised } from '@guildhall/messaging';
import type { ReactionRequest, Runtime } from '@guildhall/messaging';
import { Controller, Inject } from '@nestjs/common';
import { circumstancesOf } from './circumstances.js';

/** Raises the alerts that events make: each once, also where an event is delivered again (3.6). */
@Controller()
export class AlertsController {
  constructor(@Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'nc' | 'store'>) {}

  @OnReaction('audit-projection-alerts')
  async raise({ event, redelivered }: ReactionRequest): Promise<void> {
    const { nc, store } = this.runtime;
    for (const made of alertsOf(event, await circumstancesOf(store, event))) {
      const alert = { ...made, cause: event.id };
      if (!redelivered || !(await wasRaised(nc, alert))) await publishAlert(nc, alert);
    }
  }
}
