import type { CallerLimits, Service } from '@guildhall/contracts';
import type { Alerts, DeadLetters, EventStore, Incident, Taking, Timers } from '@guildhall/event-store';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Settings } from './settings.js';

/** Nest token of the runtime. */
export const RUNTIME = Symbol('runtime');

/** What the process gives a service: the only place where clock, environment and connections come from. */
export interface Runtime {
  service: Service;
  settings: Settings;
  nc: NatsConnection;
  store: EventStore;
  deadLetters: DeadLetters;
  /** Sets what a method with `OnTimer` is called for. */
  timers: Timers;
  /** The alerts that were raised, by whatever service. */
  alerts: Alerts;
  /** Now, RFC 3339 UTC with milliseconds. */
  now: () => string;
  /** Whether the clock agrees with the broker's; commands are refused while it does not. */
  clockAgrees: () => boolean;
  /** How much is taken of one caller, by the policy in force. */
  limits: () => CallerLimits;
  /** A new random id. */
  newId: () => string;
  /** How it takes from its durable consumers. */
  taking: Taking;
  /** Told what goes wrong in the background; operators read it in the log. */
  report: (incident: Incident) => void;
  /** Whether the broker keeps what it acknowledges. */
  safeBroker: boolean;
  /** Ends the process: for what must not go on, such as a view that can no longer follow the log. */
  fatal: (cause: unknown) => void;
  /** Aborted when the service is asked to stop: whatever takes long is cut short, and done by whoever comes next. */
  stopping: AbortSignal;
  /** Called when the service stops, last registered first, after the transport has drained. */
  onStop: (stop: () => Promise<void>) => void;
}
