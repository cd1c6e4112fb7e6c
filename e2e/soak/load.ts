import { setTimeout as delay } from 'node:timers/promises';
import type { LogEvent } from '../support/log-event.js';
import type { Patient } from '../support/patient.js';
import type { Chance } from './chance.js';
import { KINDS } from './kinds.js';
import type { Kind } from './kinds.js';
import type { Office } from './office.js';
import { Turns } from './turns.js';

const MASTERS = ['coordinator-master', 'development-master', 'security-master', 'cicd-master'];
const TICK_MS = 50;
/** One task in so many is published a second time. */
const TWICE = 20;
/** Publishes of one master at the same time. */
const AT_ONCE = 64;

/** A task that was published. */
export interface Published {
  kind: Kind;
  /** Whether the log says that it is over. */
  ended: boolean;
}

/** Publishes tasks of all kinds at a steady rate, and plays everybody who has to do with them. */
export class Load {
  /** By task. */
  readonly tasks = new Map<string, Published>();
  /** What nobody expected, one sentence each. */
  readonly problems: string[] = [];
  ended = 0;
  #begun = 0;
  readonly #busy = new Set<Promise<void>>();
  readonly #turns = new Turns(AT_ONCE);

  constructor(
    private readonly people: Patient,
    private readonly office: Office,
    private readonly chance: Chance,
  ) {}

  /** Tasks that are on their way to the intake, and commands that wait for an answer. */
  get busy(): number {
    return this.#busy.size;
  }

  /** Publishes `rate` tasks a second until `signal` is aborted. */
  async run(rate: number, signal: AbortSignal): Promise<void> {
    const since = performance.now();
    while (!signal.aborted) {
      const due = Math.floor(((performance.now() - since) / 1000) * rate);
      while (this.#begun < due) this.#publish(`soak-${++this.#begun}`);
      await delay(TICK_MS);
    }
  }

  /** Something is in the log. */
  take(event: LogEvent): void {
    const taskId = event.type === 'task.refused' ? event.data['taskId'] : event.entity;
    const task = typeof taskId === 'string' ? this.tasks.get(taskId) : undefined;
    if (!task) return;
    const move = task.kind.moves[event.type];
    if (move) this.#track(move(this.office, event));
    if (!task.ended && (task.kind.story.at(-1) ?? 'task.refused') === event.type) {
      task.ended = true;
      this.ended += 1;
    }
  }

  #publish(taskId: string): void {
    const kind = this.chance.pick(KINDS, ({ share }) => share);
    const master = this.chance.one(MASTERS);
    const task = kind.task(taskId);
    const again = this.chance.below(TWICE) === 0;
    this.tasks.set(taskId, { kind, ended: false });
    const submit = () => this.#turns.run(master, () => this.people.submit(task, master));
    this.#track(submit().then(() => (again ? submit() : undefined)));
  }

  #track(work: Promise<unknown>): void {
    const tracked = work
      .then(() => undefined)
      .catch((error: unknown) => void this.problems.push(String(error)))
      .finally(() => this.#busy.delete(tracked));
    this.#busy.add(tracked);
  }
}
