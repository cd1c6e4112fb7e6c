import { startSystem } from '../system.js';
import type { SystemOptions, TestSystem } from '../system.js';
import { Ear } from './ear.js';
import { textOf } from './log-event.js';
import type { JsonObject, LogEvent } from './log-event.js';
import { Participant, granted } from './participant.js';
import type { Answer, SayOptions } from './participant.js';
import { readEntity, readLog } from './read-log.js';
import { deployment } from './tasks.js';

/** A permit that people are asked for. */
export interface Asked {
  taskId: string;
  permitDigest: string;
  event: LogEvent;
}

/** A permit that is given, with what its worker has to say to start. */
export interface Issued extends Asked {
  start: JsonObject;
}

/** A running system, and its participants by id: each with its own connection and nothing else. */
export class Guild implements AsyncDisposable {
  readonly #participants = new Map<string, Promise<Participant>>();

  private constructor(
    readonly system: TestSystem,
    /** What judy, the auditor, hears: everything, unless told otherwise. */
    readonly ear: Ear,
  ) {}

  static async start(options: SystemOptions = {}, hears = ['evt.>']): Promise<Guild> {
    const system = await startSystem(options);
    return new Guild(system, await Ear.on(await system.connectAs('judy'), ...hears));
  }

  as(id: string): Promise<Participant> {
    const known = this.#participants.get(id);
    if (known) return known;
    const made = this.system.connectAs(id).then((nc) => new Participant(id, nc));
    this.#participants.set(id, made);
    return made;
  }

  async command(id: string, name: string, payload: unknown, options: SayOptions = {}): Promise<Answer> {
    return (await this.as(id)).command(name, payload, options);
  }

  async query(id: string, name: string, payload: unknown = {}): Promise<Answer> {
    return (await this.as(id)).query(name, payload);
  }

  /** Publishes a task as `master`; resolves to its place in the intake. */
  async publish(master: string, task: object, options: SayOptions = {}): Promise<number> {
    const { seq } = await (await this.as(master)).publishTask(task, options);
    if (seq === undefined) throw new Error('the intake did not store the task');
    return seq;
  }

  /** The log after `from`, read by judy. */
  async log(from = 0): Promise<LogEvent[]> {
    return readLog((await this.as('judy')).nc, from);
  }

  async entity(context: string, id: string): Promise<LogEvent[]> {
    return readEntity((await this.as('judy')).nc, context, id);
  }

  /**
   * Everything that the log holds of a task: what its chain led to, and what was refused about it. What that means for its
   * worker comes some time later, and is the worker's.
   */
  async story(taskId: string): Promise<LogEvent[]> {
    return (await this.log()).filter(
      ({ headers, context }) => headers['ce-correlationid'] === taskId && context !== 'worker',
    );
  }

  /** The refusals on record about a task, oldest first. */
  async refusals(taskId: string): Promise<LogEvent[]> {
    return (await this.story(taskId)).filter(({ type }) => type === 'refusal.refused');
  }

  /** A task that waits for its approvers. */
  async askedFor(task: JsonObject, master = 'development-master'): Promise<Asked> {
    const taskId = textOf(task, 'taskId');
    await this.publish(master, task);
    const event = await this.ear.event('permit.requested', taskId);
    return { taskId, permitDigest: textOf(event.data, 'permitDigest'), event };
  }

  /** A production deployment that waits for its approvers. */
  asked(taskId: string, more: JsonObject = {}, master = 'development-master'): Promise<Asked> {
    return this.askedFor(deployment(taskId, more), master);
  }

  approve(
    id: string,
    role: string,
    { taskId, permitDigest }: Asked,
    options: SayOptions = {},
  ): Promise<Answer> {
    return this.command(id, 'permit.approve', { taskId, role, permitDigest }, options);
  }

  /** A production deployment that both its approvers agreed to. */
  async issued(taskId: string, more: JsonObject = {}, master = 'development-master'): Promise<Issued> {
    const asked = await this.asked(taskId, more, master);
    granted(await this.approve('bob', 'engineering-director', asked));
    granted(await this.approve('carol', 'security-lead', asked));
    return { ...asked, start: startOf(asked) };
  }

  /** A production deployment at work. */
  async executing(taskId: string): Promise<Issued> {
    const issued = await this.issued(taskId);
    granted(await this.command('deployer-3', 'permit.start', issued.start));
    return issued;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.system[Symbol.asyncDispose]();
  }
}

/** What the permit's worker says when it starts exactly what was agreed to. */
export const startOf = ({ taskId, event }: Asked): JsonObject => {
  const { definition = '', artifact, request = {} } = event.data['terms'] as JsonObject;
  const { environment = '', inputs = [] } = request as JsonObject;
  // A worker of level 0 need not have one.
  const built = artifact === undefined ? {} : { artifact };
  return { taskId, environment, definition, ...built, inputs };
};
