export type {
  Delivery,
  Entity,
  EventStore,
  Following,
  Incident,
  Meta,
  Reacting,
  Running,
  Write,
} from './port.js';
export { claimed, isClaimed } from './claims.js';
export { KeyedQueue } from './keyed-queue.js';
export { StoreError } from './errors.js';
export type { StoreErrorKind } from './errors.js';
export { decided, handle } from './handle.js';
export type { Decider, Handled, Handling } from './handle.js';
export { stateNow } from './folded.js';
export type { Fold, Where } from './load.js';
export { jetStreamStore } from './jetstream/store.js';
export type { JetStreamStoreOptions } from './jetstream/store.js';
export type { DeadLetters, FiledLetter } from './dead-letters.js';
export { LAST_ATTEMPT, isExcused, reasonOf } from './giving-up.js';
export { jetStreamDeadLetters } from './jetstream/dead-letters.js';
export { exponential } from './jetstream/taking.js';
export type { Taking } from './jetstream/taking.js';
export { consumeIntake } from './jetstream/intake.js';
export type { TaskRequest } from './jetstream/intake.js';
export { waitingTasks } from './jetstream/waiting.js';
export type { WaitingTasks } from './jetstream/waiting.js';
export type { Timer, Timers } from './timers.js';
export { jetStreamTimers } from './jetstream/timers.js';
export type { AlertDelivery, Alerts, RaisedAlert, Undelivered } from './alerts.js';
export { jetStreamAlerts } from './jetstream/alerts.js';
export { readsDirectly, storedEvents } from './jetstream/stored-events.js';
export type { StoredEvents } from './jetstream/stored-events.js';
export { sha256 } from './jetstream/codec.js';
export { asked } from './jetstream/failures.js';
