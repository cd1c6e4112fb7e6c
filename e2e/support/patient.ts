import { waitFor } from '@guildhall/testing';
import { startOf } from './guild.js';
import type { Asked, Guild } from './guild.js';
import { textOf } from './log-event.js';
import type { LogEvent } from './log-event.js';
import { granted, withoutToken } from './participant.js';
import type { Answer } from './participant.js';

/** How patient they are, in ms. */
export interface Patience {
  /** For something to happen. */
  within: number;
  /** For one answer. */
  answer: number;
  /** Before they ask again. */
  pause: number;
}

// Longer than a restart with its pause, and than the broker waits for what a killed service had taken.
const PATIENCE: Patience = { within: 30_000, answer: 1_000, pause: 10 };

// What says nothing about the command, only about the moment.
const PASSING = ['LOG_UNAVAILABLE', 'CONFLICT', 'CLOCK_SKEW'];

const decided = (answer: Answer): Answer => {
  if (!answer.ok && PASSING.includes(answer.error.code)) throw new Error(answer.error.code);
  return answer;
};

/** Participants that must neither lose anything nor do it twice: they send it under one id until it is answered. */
export class Patient {
  constructor(
    private readonly guild: Guild,
    private readonly master = 'development-master',
    private readonly patience: Patience = PATIENCE,
  ) {}

  /** What a command is answered with in the end. */
  insist(who: string, name: string, payload: object, id: string): Promise<Answer> {
    return this.#until(`${name} ${id} to be answered`, async () => {
      const options = { id, timeoutMs: this.patience.answer };
      return decided(await this.guild.command(who, name, payload, options));
    });
  }

  /** What a query is answered with in the end. */
  ask(who: string, name: string, payload: object): Promise<Answer> {
    return this.#until(`${name} to be answered`, async () =>
      decided(await this.guild.query(who, name, payload)),
    );
  }

  /** Publishes until the intake has acknowledged; what it had taken already changes nothing when it is sent again. */
  submit(task: object, master = this.master): Promise<number> {
    return this.#until('the intake to take a task', () =>
      this.guild.publish(master, task, { timeoutMs: this.patience.answer }),
    );
  }

  /** The first event of this type about this entity, read from the log: who listens live may have missed it. */
  inLog(type: string, id: string): Promise<LogEvent> {
    return this.#until(`${type} of ${id}`, async () => {
      const events = await this.guild.entity(type.split('.')[0] ?? '', id);
      return events.find((event) => event.type === type);
    });
  }

  async askedFor(taskId: string): Promise<Asked> {
    const event = await this.inLog('permit.requested', taskId);
    return { taskId, event, permitDigest: textOf(event.data, 'permitDigest') };
  }

  byBob(asked: Asked): Promise<Answer> {
    return this.#approve('bob', 'engineering-director', asked);
  }

  byCarol(asked: Asked): Promise<Answer> {
    return this.#approve('carol', 'security-lead', asked);
  }

  async start(asked: Asked): Promise<Answer> {
    const id = `start-${asked.taskId}`;
    return withoutToken(await this.insist('deployer-3', 'permit.start', startOf(asked), id));
  }

  complete({ taskId }: Asked): Promise<Answer> {
    const payload = { taskId, outcome: 'success', lastSeq: 0 };
    return this.insist('deployer-3', 'permit.complete', payload, `complete-${taskId}`);
  }

  /** Withdraws a task whose permit was issued, and waits until that is closed. */
  async giveUp(taskId: string): Promise<void> {
    await this.inLog('permit.issued', taskId);
    const payload = { taskId, reason: 'Seen enough' };
    granted(await this.insist(this.master, 'task.withdraw', payload, `withdraw-${taskId}`));
    await this.inLog('permit.closed', taskId);
  }

  #approve(who: string, role: string, { taskId, permitDigest }: Asked): Promise<Answer> {
    return this.insist(who, 'permit.approve', { taskId, role, permitDigest }, `approve-${taskId}`);
  }

  // A broker or a service that is not there is no answer; why it was the last time is said in the end.
  async #until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
    let last: unknown;
    const once = (): Promise<T | undefined> =>
      ask().catch((error: unknown) => {
        last = error;
        return undefined;
      });
    const { within, pause: every } = this.patience;
    return waitFor(once, { within, every, what }).catch((error: unknown) => {
      throw new Error(`${String(error)}; the last time: ${String(last)}`, { cause: last });
    });
  }
}
