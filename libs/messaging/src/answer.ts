import { COMMANDS, QUERIES, commandCausation, parseInput, parseMessage, refuse } from '@guildhall/contracts';
import type { CommandName, QueryName, Refusal, Reply } from '@guildhall/contracts';
import { StoreError } from '@guildhall/event-store';
import type { Meta } from '@guildhall/event-store';
import { QUERIES_FOR_ONE } from './limiter.js';
import type { CallerLimiter } from './limiter.js';
import type { RefusalBook } from './refusal-book.js';
import { subjectOf } from './refusals.js';
import type { CommandRequest, Outcome, QueryRequest } from './request.js';
import type { Runtime } from './runtime.js';
import { childOf } from './trace.js';

/** A request as it came from the broker. */
export interface RawRequest {
  kind: 'command' | 'query';
  /** `<context>.<verb>` */
  name: string;
  caller: string;
  body: Uint8Array;
  /** `Nats-Msg-Id`, empty where the caller gave none. */
  messageId: string;
  traceparent: string | undefined;
}

/** What of the runtime answering takes, and what the process counts of its callers. */
export interface Answering extends Pick<
  Runtime,
  'service' | 'now' | 'newId' | 'report' | 'clockAgrees' | 'limits'
> {
  limiter: CallerLimiter;
  refusals: RefusalBook;
}

/** Finds who handles a valid request; undefined where nobody does. */
export type Handlers = (
  kind: RawRequest['kind'],
  name: string,
) => ((request: CommandRequest | QueryRequest) => Promise<Outcome>) | undefined;

const MESSAGE_ID = /^[\x21-\x7e]{0,128}$/;

const isCommand = (name: string): name is CommandName => Object.hasOwn(COMMANDS, name);
const isQuery = (name: string): name is QueryName => Object.hasOwn(QUERIES, name);

const metaOf = (runtime: Answering, raw: RawRequest, now: string): ((correlation: string) => Meta) => {
  const causation = commandCausation(raw.caller, raw.messageId || runtime.newId());
  const traceparent = childOf(raw.traceparent);
  return (correlation) => ({
    source: runtime.service,
    actor: raw.caller,
    correlation,
    causation,
    traceparent,
    time: now,
  });
};

const unknownName = ({ kind, name }: RawRequest): { refusal: Refusal } =>
  refuse('NOT_FOUND', `There is no ${kind} ${name}.`);

const clockSkew = (): { refusal: Refusal } =>
  refuse(
    'CLOCK_SKEW',
    "The service's clock differs from the broker's by more than 2 s, so it decides nothing.",
  );

const overloaded = ({ limits }: Answering, kind: RawRequest['kind']): { refusal: Refusal } => {
  const { commandsPerMinute, burst } = limits();
  const [times, what] = kind === 'command' ? [1, 'commands'] : [QUERIES_FOR_ONE, 'queries'];
  const many = burst * times > 1 ? `, and ${burst * times} at once` : '';
  return refuse(
    'OVERLOADED',
    `A service takes ${commandsPerMinute * times} ${what} a minute of one caller${many}.`,
  );
};

const typeOf = ({ kind, name }: RawRequest): (new () => object) | undefined => {
  if (kind === 'command') return isCommand(name) ? COMMANDS[name] : undefined;
  return isQuery(name) ? QUERIES[name] : undefined;
};

const parsed = (raw: RawRequest): { payload: unknown } | { refusal: Refusal } => {
  if (!MESSAGE_ID.test(raw.messageId)) {
    return refuse('VALIDATION_FAILED', 'Nats-Msg-Id has to be at most 128 visible ASCII characters.');
  }
  const input = parseInput(raw.body);
  if ('refusal' in input) return input;
  const type = typeOf(raw);
  if (!type) return unknownName(raw);
  const message = parseMessage(type, input.value);
  return 'refusal' in message ? message : { payload: message.value };
};

const failed = (runtime: Answering, cause: unknown): { refusal: Refusal } => {
  runtime.report({ kind: 'reaction-failed', cause });
  if (cause instanceof StoreError && cause.kind === 'unavailable')
    return refuse('LOG_UNAVAILABLE', 'The event log cannot be reached.');
  if (cause instanceof StoreError && cause.kind === 'conflict')
    return refuse('CONFLICT', 'Somebody else changed the same thing.');
  return refuse('INTERNAL', 'The service failed; its log names the cause.');
};

/** An outcome as it is sent. The contract has details in every refusal (6.5), none where there is no more to say. */
export const asReply = (outcome: Outcome): Reply =>
  'refusal' in outcome
    ? { ok: false, error: { ...outcome.refusal, details: outcome.refusal.details ?? [] } }
    : { ok: true, result: outcome.result, position: outcome.position };

const admits = (limiter: Answering['limiter'], { kind, caller, name }: RawRequest, now: number): boolean =>
  kind === 'command' ? limiter.admits(caller, now, name) : limiter.admitsQuery(caller, now);

/**
 * The reply to any bytes on any subject: never rejects, and what is refused on grounds of right or rule is on record. A
 * request beyond the caller's limit is not looked at: also what is not valid, or was sent before, costs its place.
 */
export const answer = async (runtime: Answering, handlers: Handlers, raw: RawRequest): Promise<Reply> => {
  const now = runtime.now();
  if (!admits(runtime.limiter, raw, Date.parse(now))) return asReply(overloaded(runtime, raw.kind));
  const input = parsed(raw);
  if ('refusal' in input) return asReply(input);
  if (raw.kind === 'command' && !runtime.clockAgrees()) return asReply(clockSkew());
  const handler = handlers(raw.kind, raw.name);
  if (!handler) return asReply(unknownName(raw));
  const meta = metaOf(runtime, raw, now);
  try {
    // The name and the class of the payload go together: `parsed` has just looked the one up by the other.
    const request = {
      name: raw.name,
      caller: raw.caller,
      payload: input.payload,
      meta,
      now,
    } as CommandRequest & QueryRequest;
    const outcome = await handler(request);
    if ('refusal' in outcome) {
      const about = subjectOf(input.payload);
      const { name: command, caller } = raw;
      await runtime.refusals.enter(
        { command, caller, about, refusal: outcome.refusal, meta: meta(about ?? caller) },
        now,
      );
    }
    return asReply(outcome);
  } catch (cause) {
    return asReply(failed(runtime, cause));
  }
};
