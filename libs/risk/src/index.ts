export { compilePolicy, parsePolicy } from './policy/parse.js';
export type { Policy } from './policy/policy.js';
export { meets } from './policy/meets.js';
export { assess } from './assessment/assess.js';
export type { Assessed } from './assessment/assess.js';
export { matchesVector, vectorMismatches } from './vectors.js';
export { taskDecider } from './intake/decider.js';
export type { TaskCommand } from './intake/decider.js';
export type { Circumstances } from './intake/checks.js';
export type { RequestTask } from './intake/request.js';
export type { OverrideTaskCommand } from './intake/override.js';
export type { WithdrawTaskCommand } from './intake/withdraw.js';
export type {
  AssessedTask,
  HeldTask,
  TaskEvent,
  TaskEventType,
  TaskState,
  WithdrawnTask,
} from './intake/state.js';
export { refusedRequest } from './intake/refused.js';
export type { Receipt, RefusedRequest } from './intake/refused.js';
export { isApproved, lacksEmergencyAlone } from './intake/emergency.js';
export { INTAKE_FACT_TYPES, evolveIntakeFacts, initialIntakeFacts } from './intake/facts.js';
export type { IntakeFactEvent, IntakeFacts, Master } from './intake/facts.js';
export { policyDecider } from './publication/decider.js';
export type { PolicyCommand, PolicyState, PublishAtBootstrap } from './publication/decider.js';
