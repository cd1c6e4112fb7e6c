import { nuid } from '@nats-io/transport-node';
import { startOf } from '../support/guild.js';
import type { Asked } from '../support/guild.js';
import { textOf } from '../support/log-event.js';
import type { JsonObject, LogEvent } from '../support/log-event.js';
import { granted } from '../support/participant.js';
import type { Patient } from '../support/patient.js';
import { Turns } from './turns.js';

const permitOf = (event: LogEvent): Asked => ({
  taskId: event.entity,
  permitDigest: textOf(event.data, 'permitDigest'),
  event,
});

const termsOf = ({ data }: LogEvent): JsonObject => data['terms'] as JsonObject;

/** 3.4 */
const HEARTBEAT_MS = 10_000;
/** Commands of one participant at the same time. */
const AT_ONCE = 16;

/** Everybody who has a say or work to do, speaking under one id each until the answer is there; it has to be yes. */
export class Office {
  readonly #turns = new Turns(AT_ONCE);

  constructor(private readonly people: Patient) {}

  async approve(event: LogEvent): Promise<void> {
    await this.#endorse(event);
    granted(await this.#turns.run('carol', () => this.people.byCarol(permitOf(event))));
  }

  async reject(event: LogEvent): Promise<void> {
    await this.#endorse(event);
    await this.#say('carol', 'permit.reject', event, { reason: 'Not on a Friday evening' });
  }

  /** What the permit's worker does, in one turn: it begins nothing new before it has finished. */
  work(event: LogEvent, outcome: 'success' | 'failure'): Promise<void> {
    const worker = textOf(termsOf(event), 'workerId');
    return this.#turns.run(worker, async () => {
      await this.#insist(worker, 'permit.start', event, startOf(permitOf(event)));
      await this.#alive(worker, event, () =>
        this.#insist(worker, 'permit.complete', event, { outcome, lastSeq: 0 }),
      );
    });
  }

  /** What `act` comes to; meanwhile the worker says that it lives, as all do. */
  async #alive<T>(worker: string, { entity: taskId }: LogEvent, act: () => Promise<T>): Promise<T> {
    // One that is lost is followed by another; what was not heard in time shows in the log.
    const beat = () =>
      void this.people
        .insist(worker, 'execution.heartbeat', { taskId, tokens: 0 }, nuid.next())
        .catch(() => undefined);
    const beating = setInterval(beat, HEARTBEAT_MS);
    try {
      return await act();
    } finally {
      clearInterval(beating);
    }
  }

  withdraw(event: LogEvent): Promise<void> {
    const master = textOf(termsOf(event), 'requestedBy');
    return this.#say(master, 'task.withdraw', event, { reason: 'Seen enough' });
  }

  revoke(event: LogEvent): Promise<void> {
    return this.#say('olivia', 'permit.revoke', event, { reason: 'Something else is more urgent' });
  }

  async #endorse(event: LogEvent): Promise<void> {
    granted(await this.#turns.run('bob', () => this.people.byBob(permitOf(event))));
  }

  #say(who: string, command: string, event: LogEvent, more: JsonObject): Promise<void> {
    return this.#turns.run(who, () => this.#insist(who, command, event, more));
  }

  async #insist(who: string, command: string, { entity: taskId }: LogEvent, more: JsonObject): Promise<void> {
    granted(await this.people.insist(who, command, { taskId, ...more }, `${command}-${taskId}`));
  }
}
