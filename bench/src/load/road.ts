import type { NatsConnection } from '@nats-io/transport-node';
import { headers } from '@nats-io/transport-node';
import { eventFilters, parseEventSubject, taskRequested } from '@guildhall/contracts';
import { TASK_HEADER } from '../chain/hop.js';
import { MASTER, explorationOf } from './tasks.js';

const HEARD_WITHIN_MS = 60_000;
const ACK_TIMEOUT_MS = 20_000;

/** When a task was published and when its permit was heard, in ms of `performance.now()`. */
export interface Trip {
  taskId: string;
  published: number;
  heard: number;
}

/** The way from a published task to a permit, as the master sees it, whoever does the work in between. */
export class Road {
  readonly #waiting = new Map<string, (at: number) => void>();

  private constructor(private readonly nc: NatsConnection) {}

  /** `nc` is a connection of the master. */
  static async of(nc: NatsConnection): Promise<Road> {
    const road = new Road(nc);
    nc.subscribe(eventFilters.type('permit.issued'), {
      callback: (error, { subject }) => {
        const at = performance.now();
        const taskId = error ? undefined : parseEventSubject(subject)?.entity;
        if (taskId !== undefined) road.#waiting.get(taskId)?.(at);
      },
    });
    await nc.flush();
    return road;
  }

  /** Publishes a task; resolves when its permit was heard. */
  async travel(taskId: string): Promise<Trip> {
    const body = JSON.stringify(explorationOf(taskId));
    const made = headers();
    made.set(TASK_HEADER, taskId);
    let late: NodeJS.Timeout | undefined;
    const heard = new Promise<number>((resolve, reject) => {
      this.#waiting.set(taskId, resolve);
      late = setTimeout(() => {
        reject(new Error(`no permit was heard for ${taskId}`));
      }, HEARD_WITHIN_MS);
    });
    const published = performance.now();
    try {
      const [at] = await Promise.all([heard, this.#publish(body, made)]);
      return { taskId, published, heard: at };
    } finally {
      clearTimeout(late);
      this.#waiting.delete(taskId);
    }
  }

  async #publish(body: string, made: ReturnType<typeof headers>): Promise<void> {
    const reply = await this.nc.request(taskRequested(MASTER), body, {
      headers: made,
      timeout: ACK_TIMEOUT_MS,
    });
    const { error } = reply.json<{ error?: object }>();
    if (error) throw new Error(`the intake refused a task: ${JSON.stringify(error)}`);
  }
}
