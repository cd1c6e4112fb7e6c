export { compilePolicy, parsePolicy } from './policy/parse.js';
export { MAX_POLICY_FILE_BYTES, readPolicy, readPolicyDocument } from './policy/read.js';
export type { ReadDocument } from './policy/read.js';
export type { Policy } from './policy/policy.js';
export { meets } from './policy/meets.js';
export { assess } from './assessment/assess.js';
export type { Assessed } from './assessment/assess.js';
export { explain } from './explanation/explain.js';
export type { Explanation } from './explanation/explain.js';
export type { Reasoning } from './explanation/reasoning.js';
export { compareTask } from './comparison/compare.js';
export type { Compared } from './comparison/compare.js';
export { CHANGE_KINDS } from './comparison/kinds.js';
export type { ChangeKind } from './comparison/kinds.js';
export { changeIn } from './comparison/change.js';
export type { Change, Stand } from './comparison/change.js';
export type { Term, TermChange } from './comparison/terms.js';
export { startTally } from './comparison/tally.js';
export type { Comparison, Move, Tally } from './comparison/tally.js';
export { changed } from './comparison/counts.js';
export type { Counts } from './comparison/counts.js';
export { kindsOfTask } from './comparison/kinds-of-task.js';
export type { KindsOfTask } from './comparison/kinds-of-task.js';
export { documentDifferences } from './comparison/documents.js';
export type { Difference } from './comparison/documents.js';
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
export type { PolicyCommand } from './publication/decider.js';
export { otherThanInForce } from './publication/bootstrap.js';
export type { PublishAtBootstrap } from './publication/bootstrap.js';
export type { ProposePolicyCommand } from './publication/propose.js';
export type { EndorsePolicyCommand } from './publication/endorse.js';
export { policyIssues } from './publication/issues.js';
export type { PolicyIssues } from './publication/issues.js';
export { policyStanding } from './publication/standing.js';
export type {
  Endorsement,
  PolicyEvent,
  PolicyState,
  ProposedPolicy,
  PublishedPolicy,
  RecordedPolicyEvent,
  SignedOff,
} from './publication/state.js';
