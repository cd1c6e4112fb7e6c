import { addDuration, hasCome } from '@guildhall/contracts';
import { RUNTIME } from '@guildhall/messaging';
import type { Runtime } from '@guildhall/messaging';
import { Inject, Injectable } from '@nestjs/common';
import { Hearing } from './hearing.js';
import { LastHeard } from './last-heard.js';

const KIND = 'heartbeat';

/** A permit that is executed, and how long its worker may say nothing. */
interface Executed {
  taskId: string;
  heartbeatWithin: string;
}

/**
 * Waits for the next heartbeat of each permit that is executed. Heartbeats are no events: the timer of a permit, which
 * each of them moves, is all that is kept of them, and survives the service.
 */
@Injectable()
export class Heartbeats {
  // A timer that goes off meanwhile was set before.
  readonly #heard = new LastHeard();

  constructor(
    @Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'timers'>,
    @Inject(Hearing) private readonly hearing: Pick<Hearing, 'since'>,
  ) {}

  /** The worker is alive at `at`; the next sign of life is waited for from there on. */
  async heard({ taskId, heartbeatWithin }: Executed, at: string, traceparent?: string): Promise<void> {
    const until = addDuration(at, heartbeatWithin);
    this.#heard.note(taskId, heartbeatWithin, { at, until });
    await this.#waitUntil(taskId, until, traceparent);
  }

  /**
   * Whether the worker is lost at `now`, when its timer has gone off. It is not, and is waited for again, where it was
   * heard meanwhile, or where the service has not listened for as long itself.
   */
  async isLost({ taskId, heartbeatWithin }: Executed, now: string, traceparent?: string): Promise<boolean> {
    const at = this.#heard.of(taskId, heartbeatWithin) ?? '';
    const { since } = this.hearing;
    const until = addDuration(at > since ? at : since, heartbeatWithin);
    if (hasCome(until, now)) return true;
    await this.#waitUntil(taskId, until, traceparent);
    return false;
  }

  #waitUntil(taskId: string, due: string, traceparent: string | undefined): Promise<void> {
    return this.runtime.timers.set({
      context: 'execution',
      entity: taskId,
      kind: KIND,
      due,
      traceparent,
    });
  }
}
