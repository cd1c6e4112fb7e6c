import { headers } from '@nats-io/transport-node';
import type { MsgHdrs, NatsConnection } from '@nats-io/transport-node';
import { checkReply } from '../../libs/contracts/test/published.js';
import type { JsonObject } from './log-event.js';

/** A reply as the contract spells it (6.5), unchecked. */
export type Answer = { ok: true; result: JsonObject; position: number } | { ok: false; error: Refusal };

export interface Refusal {
  code: string;
  message: string;
  rule?: string;
  details: { pointer: string; message: string }[];
}

export interface SayOptions {
  /** `Nats-Msg-Id` */
  id?: string;
  traceparent?: string;
  timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;

const headersOf = ({ id, traceparent }: SayOptions): MsgHdrs => {
  const made = headers();
  if (id !== undefined) made.set('Nats-Msg-Id', id);
  if (traceparent !== undefined) made.set('traceparent', traceparent);
  return made;
};

/** Somebody with nothing but a NATS client and `.creds`: subjects and bodies are spelled out, as an outsider would. */
export class Participant {
  constructor(
    readonly id: string,
    readonly nc: NatsConnection,
  ) {}

  command(name: string, payload: unknown, options: SayOptions = {}): Promise<Answer> {
    return this.ask(`cmd.${this.id}.${name}`, JSON.stringify(payload), options);
  }

  query(name: string, payload: unknown = {}): Promise<Answer> {
    return this.ask(`qry.${this.id}.${name}`, JSON.stringify(payload));
  }

  /** Any bytes on any subject; rejects where the answer is not as published. */
  async ask(subject: string, body: string | Uint8Array, options: SayOptions = {}): Promise<Answer> {
    const timeout = options.timeoutMs ?? TIMEOUT_MS;
    const reply = await this.nc.request(subject, body, { headers: headersOf(options), timeout });
    const answer = reply.json<Answer>();
    checkReply(subject, answer);
    return answer;
  }

  /** Publishes on `task.requested.<id>`; the broker's acknowledgement. */
  async publishTask(
    body: object | string | Uint8Array,
    options: SayOptions = {},
  ): Promise<{ seq?: number; error?: { err_code: number } }> {
    const bytes = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
    const reply = await this.nc.request(`task.requested.${this.id}`, bytes, {
      headers: headersOf(options),
      timeout: options.timeoutMs ?? TIMEOUT_MS,
    });
    return reply.json();
  }
}

/** What was done, where it must have been. */
export const granted = (answer: Answer): { result: JsonObject; position: number } => {
  if (!answer.ok) throw new Error(`refused: ${JSON.stringify(answer.error)}`);
  return { result: answer.result, position: answer.position };
};

/** What does not change where a command is sent again: a token is another one each time, and what is over gives neither it nor a duty, nor heartbeats to wait for. */
export const withoutToken = (answer: Answer): Answer => {
  if (!answer.ok) return answer;
  const {
    token: _token,
    tokenExpiresAt: _until,
    duty: _duty,
    heartbeatWithin: _silence,
    ...result
  } = answer.result;
  return { ...answer, result };
};

/** Why it was refused, where it must have been. */
export const refused = (answer: Answer): Refusal => {
  if (answer.ok) throw new Error(`not refused: ${JSON.stringify(answer)}`);
  return answer.error;
};
