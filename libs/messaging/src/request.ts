import type {
  CommandName,
  CommandPayload,
  QueryName,
  QueryPayload,
  Recorded,
  Refusal,
} from '@guildhall/contracts';
import type { AlertDelivery, Meta, RaisedAlert, TaskRequest, Timer } from '@guildhall/event-store';

/** What a handler needs to write events: everything but the id of the chain they belong to. */
export type MetaFor = (correlation: string) => Meta;

/** A command that is valid by its schema; who sent it is proven by the broker. */
export interface CommandRequest<N extends CommandName = CommandName> {
  name: N;
  caller: string;
  payload: CommandPayload<N>;
  meta: MetaFor;
  /** When the service took it up, RFC 3339 UTC. */
  now: string;
}

/** A query that is valid by its schema; who asks is proven by the broker. It writes nothing, so it has no cause. */
export interface QueryRequest<N extends QueryName = QueryName> {
  name: N;
  caller: string;
  payload: QueryPayload<N>;
}

/** An event that a service reacts to. */
export interface ReactionRequest {
  event: Recorded;
  /** Whether it was delivered before, so that its effect may be in the log already. */
  redelivered: boolean;
  /** Of what follows: caused by the event, in its chain, with its actor. */
  meta: Meta;
  now: string;
}

/** A task request taken from the intake. */
export interface IntakeRequest extends TaskRequest {
  meta: MetaFor;
  now: string;
}

/** A timer that is due. */
export interface TimerRequest {
  timer: Timer;
  /** Of what follows: caused by the timer, with nobody behind it. */
  meta: MetaFor;
  now: string;
}

/** An alert to hand on, to one recipient alone where it names one. It is no event, so nothing follows from it in the log. */
export interface AlertRequest extends AlertDelivery {
  alert: RaisedAlert;
  now: string;
}

/** What a handler of a command or query returns. */
export type Outcome<R = unknown> = { result: R; position: number } | { refusal: Refusal };
