import { digestOf, eventId } from '@guildhall/contracts';
import type { Context, EventType } from '@guildhall/contracts';
import { sha256 } from '@guildhall/event-store';
import type { JsonObject } from '../json.js';
import { headersOf, subjectOf } from './event-message.js';
import type { EventMessage } from './event-message.js';
import type { StoredEvent } from './stored.js';
import { TEMPLATE_ID } from './template.js';

/** A message for the log. */
export interface Copied {
  context: Context;
  subject: string;
  headers: ReturnType<typeof headersOf>;
  body: string;
}

/** What an event follows from: the place in the intake, a command, or an earlier event of the story. */
type Cause = { event: number } | { like: number } | { own: 'intake' | 'command' };

const causeOf = (story: readonly StoredEvent[], index: number): Cause => {
  const causation = story[index]?.causation ?? '';
  const before = story.slice(0, index);
  const event = before.findIndex(({ id }) => id === causation);
  if (event >= 0) return { event };
  const like = before.findIndex((other) => other.causation === causation);
  if (like >= 0) return { like };
  return { own: causation.startsWith('intake:') ? 'intake' : 'command' };
};

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

interface Line {
  event: StoredEvent;
  context: Context;
  cause: Cause;
  /** The how manyth event of its cause on its entity. */
  n: number;
  /** Its body, with the template's id in it. */
  text: string;
}

/** Makes copies of one story, each as if another task had gone the same way: right ids, causes, digests, versions. */
export class StoryCopier {
  readonly #lines: readonly Line[];
  readonly #digest: string;

  constructor(story: readonly StoredEvent[]) {
    const count = new Map<string, number>();
    this.#lines = story.map((event, index) => {
      const context = event.type.slice(0, event.type.indexOf('.')) as Context;
      const key = `${event.causation} ${context}`;
      const n = (count.get(key) ?? 0) + 1;
      count.set(key, n);
      return { event, context, cause: causeOf(story, index), n, text: JSON.stringify(event.data) };
    });
    const digest = story.find(({ type }) => type === 'permit.issued')?.data['permitDigest'];
    if (typeof digest !== 'string') throw new Error('no permit was issued');
    this.#digest = digest;
  }

  /** How many events one task has. */
  get length(): number {
    return this.#lines.length;
  }

  /** The events of task `taskId`, the `number`th, in their order. */
  copy(taskId: string, number: number, time: string): Copied[] {
    const digest = this.#digestFor(taskId);
    const made: EventMessage[] = [];
    return this.#lines.map((line) => {
      const causation = this.#causation(line, made, number, time);
      const { context, n } = line;
      const event: EventMessage = {
        type: line.event.type as EventType,
        entity: taskId,
        version: line.event.version,
        id: eventId({ causation, context, entity: taskId, n }, sha256),
        source: line.event.source,
        actor: line.event.actor,
        correlation: taskId,
        causation,
        traceparent: TRACEPARENT,
        time,
      };
      made.push(event);
      const body = line.text.replaceAll(TEMPLATE_ID, taskId).replaceAll(this.#digest, digest);
      return { context, subject: subjectOf(event), headers: headersOf(event), body };
    });
  }

  #causation({ cause, event }: Line, made: readonly EventMessage[], number: number, time: string): string {
    if ('event' in cause) return made[cause.event]?.id ?? '';
    if ('like' in cause) return made[cause.like]?.causation ?? '';
    return cause.own === 'intake'
      ? `intake:${number}:${time}`
      : `${event.actor}:bench-${number}-${event.version}`;
  }

  #digestFor(taskId: string): string {
    const issued = this.#lines.find(({ event }) => event.type === 'permit.issued');
    const text = (issued?.text ?? '{}').replaceAll(TEMPLATE_ID, taskId);
    return digestOf((JSON.parse(text) as JsonObject)['terms'], sha256);
  }
}
