import type { JsonObject } from './log-event.js';
import { granted } from './participant.js';
import type { Answer, SayOptions } from './participant.js';
import { sha256 } from './canonical.js';
import type { Guild } from './guild.js';

/** What is done to what, as a worker announces it and puts it on record. */
export interface Deed {
  seq: number;
  action: string;
  target: string;
}

const inputDigest = sha256('what is applied');

/** A worker at the work of one permit. */
export class AtWork {
  constructor(
    private readonly guild: Guild,
    readonly worker: string,
    readonly taskId: string,
  ) {}

  say(name: string, more: JsonObject, options: SayOptions = {}): Promise<Answer> {
    return this.guild.command(this.worker, name, { taskId: this.taskId, ...more }, options);
  }

  propose(deed: Deed): Promise<Answer> {
    return this.say('execution.propose', announced(deed));
  }

  record(deed: Deed, status = 'done'): Promise<Answer> {
    return this.say('execution.record', recorded(deed, status));
  }

  heartbeat(report: JsonObject = {}): Promise<Answer> {
    return this.say('execution.heartbeat', { tokens: 100, ...report });
  }

  complete(lastSeq: number, outcome = 'success'): Promise<Answer> {
    return this.say('permit.complete', { outcome, lastSeq });
  }

  /** Announces it, has `by` confirm it as long as the worker is supervised, and puts it on record; what it was told. */
  async do(deed: Deed, by: string): Promise<unknown[]> {
    const decisions = [decisionOf(await this.propose(deed))];
    const confirming = { taskId: this.taskId, seq: deed.seq };
    granted(await this.guild.command(by, 'execution.confirm', confirming));
    decisions.push(decisionOf(await this.propose(deed)));
    granted(await this.record(deed));
    return decisions;
  }
}

/** Of `execution.propose`, without the task. */
export const announced = ({ seq, action, target }: Deed): JsonObject => ({
  seq,
  action,
  target,
  inputDigest,
});

/** Of `execution.record`, without the task. */
export const recorded = (deed: Deed, status = 'done'): JsonObject => ({
  actions: [{ ...announced(deed), status }],
});

/** permitted, waiting or refused. */
export const decisionOf = (answer: Answer): unknown => granted(answer).result['decision'];
