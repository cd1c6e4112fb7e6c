export { termsOf } from './terms.js';
export type { TermsSource } from './terms.js';
export { permitDecider } from './permit/decide.js';
export type {
  Approve,
  Complete,
  Lapse,
  MasterNow,
  Open,
  PermitCommand,
  Reject,
  Review,
  Revoke,
  Start,
  Withdraw,
  WorkerNow,
} from './permit/commands.js';
export { deadlineOf, missedDeadline } from './permit/deadlines.js';
export type { Deadline } from './permit/deadlines.js';
export { statusOf } from './permit/state.js';
export type { Permit, PermitEvent, RecordedPermitEvent } from './permit/state.js';
export type { Others } from './permit/rights.js';
export { rolesOf } from './permit/plan.js';
export { allowedCommands } from './permit/refusals.js';
export { approversOf } from './permit/summary.js';
export { allowedAt, openStages, whoCouldApprove } from './permit/views.js';
export type { FreePlace } from './permit/views.js';
export { PEOPLE_EVENTS, evolvePeople, holdsRole } from './directory/people.js';
export type { People, Person, RolesSince } from './directory/people.js';
export { entryDecider } from './directory/enrol.js';
export { isOperator, personIn } from './directory/person-in.js';
export type { Entry, ImportPerson } from './directory/enrol.js';
export { bootstrapDecider } from './directory/bootstrap.js';
export type { Bootstrap, EndBootstrap } from './directory/bootstrap.js';
export { credentialDecider } from './directory/credential.js';
export type {
  CredentialCommand,
  CredentialIssue,
  CredentialRevocation,
  Credentials,
  Holder,
} from './directory/credential.js';
