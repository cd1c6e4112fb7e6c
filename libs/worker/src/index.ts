export { workerDecider } from './worker/decider.js';
export type { WorkerCommand } from './worker/decider.js';
export type { ImportWorker } from './worker/import.js';
export type {
  Certification,
  EmergencyCertification,
  KnownWorker,
  RecordedWorkerEvent,
  RegisteredWorker,
  RetiredWorker,
  WorkerEvent,
  WorkerState,
} from './worker/state.js';
export { isCounting } from './worker/trust.js';
export type { Earned, Trusted } from './worker/trust.js';
export { levelAt, ownersWithin, workerFacts } from './worker/standing.js';
export type { WorkerFacts } from './worker/standing.js';
export { masterDecider } from './master/decider.js';
export type { MasterCommand } from './master/decider.js';
export type { ImportMaster } from './master/import.js';
export type {
  KnownMaster,
  MasterEvent,
  MasterState,
  RecordedMasterEvent,
  RegisteredMaster,
  RetiredMaster,
} from './master/state.js';
export { masterFacts } from './master/standing.js';
export type { MasterFacts } from './master/standing.js';
export type { Bootstrap } from './bootstrap.js';
export type { Asker } from './asker.js';
export type { Claim } from './registration.js';
export { definitionIssues } from './definition.js';
export type { Tenure } from './owners.js';
export { barrierTo, hasAccess, situationOf } from './access.js';
export type { Barrier, Situation } from './access.js';
export { REGISTRY_EVENTS, emptyRegistry, evolveRegistry, masterOf, workerOf } from './registry/registry.js';
export type { Registry, RegistryEvent } from './registry/registry.js';
export { liveAssignments } from './registry/load.js';
export { match } from './matching/match.js';
export type { Match, MatchRequest } from './matching/request.js';
export { byPreference } from './matching/preference.js';
export type { Bid, Contender } from './matching/preference.js';
export { assignmentDecider } from './assignment/decider.js';
export type {
  AssignmentCommand,
  AssignmentEvent,
  AssignmentState,
  RecordedAssignmentEvent,
  Settle,
} from './assignment/decider.js';
