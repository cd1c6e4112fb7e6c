export { runService } from './run.js';
export type { ServiceDefinition } from './run.js';
export type { IsOperator } from './dead-letter-desk.js';
export { RUNTIME } from './runtime.js';
export type { Runtime } from './runtime.js';
export { SettingsError, required, requiredFile } from './settings.js';
export type { Settings } from './settings.js';
export { OnAlert, OnCommand, OnIntake, OnQuery, OnReaction, OnTimer } from './decorators.js';
export type {
  AlertRequest,
  CommandRequest,
  IntakeRequest,
  MetaFor,
  Outcome,
  QueryRequest,
  ReactionRequest,
  TimerRequest,
} from './request.js';
export { ClockWatch } from './clock.js';
export { LogFold } from './fold.js';
export type { Folding } from './fold.js';
export { SnapshotFile } from './snapshot.js';
export type { Snapshot, SnapshotOf } from './snapshot.js';
export { foldProvider } from './service-module.js';
export { GuildhallTransport } from './transport.js';
export { publishAlert, raise } from './alert.js';
export type { NewAlert } from './alert.js';
export { wasRaised } from './raised.js';
export { PersonKeys } from './person-keys.js';
export { durationsInForce, policyInForce } from './policy-in-force.js';
export { POLICIES, durationsFor, policiesProvider } from './policies.js';
export type { Policies, PolicyFold } from './policies.js';
export { recordRefusal } from './refusals.js';
export { childOf } from './trace.js';
