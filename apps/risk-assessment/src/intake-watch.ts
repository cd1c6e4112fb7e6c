import { waitingTasks } from '@guildhall/event-store';
import type { WaitingTasks } from '@guildhall/event-store';
import { RUNTIME, publishAlert } from '@guildhall/messaging';
import type { Runtime } from '@guildhall/messaging';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';

const LOOKS_EVERY_MS = 5_000;
/** From this part of its quota on, too many of a master's tasks are waiting. */
const TOO_MANY = 0.8;
const AGAIN_AFTER_MS = 5 * 60_000;

const overloads = ({ quota, byMaster }: WaitingTasks): [string, number][] =>
  [...byMaster].filter(([, waiting]) => waiting >= TOO_MANY * quota);

/**
 * Tells operators of masters that ask for more than is taken up, before the broker refuses their tasks (3.6): looks at
 * the intake when the service starts, which is when there is most in it, and every 5 s. A process raises an alert about
 * a master every 5 minutes at most, and alerts of several processes in the same 5 minutes are one in the stream.
 */
@Injectable()
export class IntakeWatch implements OnModuleInit {
  readonly #raisedAt = new Map<string, number>();
  #looking: Promise<void> | undefined;

  constructor(
    @Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'nc' | 'store' | 'now' | 'report' | 'onStop'>,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.look();
    const timer = setInterval(() => void this.look(), LOOKS_EVERY_MS);
    this.runtime.onStop(async () => {
      clearInterval(timer);
      await this.#looking;
    });
  }

  /** Raises what is to be raised now. Never rejects: what cannot be seen or raised is reported, and tried the next time. */
  look(): Promise<void> {
    this.#looking ??= this.#reported(this.#raiseAll()).finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  #reported(doing: Promise<void>): Promise<void> {
    return doing.catch((cause: unknown) => this.runtime.report({ kind: 'interrupted', cause }));
  }

  async #raiseAll(): Promise<void> {
    const waiting = await waitingTasks(this.runtime.nc);
    const at = this.runtime.now();
    this.#forget(Date.parse(at));
    const due = overloads(waiting).filter(([master]) => !this.#raisedAt.has(master));
    await Promise.all(
      due.map(([master, count]) => this.#reported(this.#raise(master, count, waiting.quota, at))),
    );
  }

  #forget(now: number): void {
    for (const [master, raisedAt] of this.#raisedAt)
      if (Math.abs(now - raisedAt) >= AGAIN_AFTER_MS) this.#raisedAt.delete(master);
  }

  async #raise(master: string, count: number, quota: number, at: string): Promise<void> {
    const now = Date.parse(at);
    await publishAlert(this.runtime.nc, {
      kind: 'intake-overload',
      id: master,
      severity: 'warning',
      at,
      summary: `${master} has ${count} tasks waiting in the intake; beyond ${quota} the broker refuses them.`,
      // The alert counts more than this.
      position: await this.runtime.store.end().catch(() => 0),
      cause: `${master}:${Math.floor(now / AGAIN_AFTER_MS)}`,
    });
    this.#raisedAt.set(master, now);
  }
}
