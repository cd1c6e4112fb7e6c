export { termsOf } from './terms.js';
export type { TermsSource } from './terms.js';
export { overriddenTerms, redefinedTerms } from './amended-terms.js';
export type { Redefined } from './amended-terms.js';
export { mayOverlap, spanOf, spansMeet } from './overlap/claim.js';
export type { Claim, Span } from './overlap/claim.js';
export { ifAsked, ifIssued, meetsStill } from './overlap/query.js';
export type { OverlapQuery } from './overlap/query.js';
export { OVERLAP_EVENTS, emptyOverlaps, evolveOverlaps, overlapping } from './overlap/overlap-index.js';
export type { Overlap, OverlapEvent, OverlapIndex } from './overlap/overlap-index.js';
export { STANDING_EVENTS, evolveStanding, hasToGo } from './standing/evolve.js';
export type { StandingEvent } from './standing/evolve.js';
export { expiredAt, nextExpiry } from './standing/expiry.js';
export { emptyStanding } from './standing/state.js';
export type {
  Cause,
  Footing,
  Loss,
  Standing,
  StandingMaster,
  StandingPermit,
  StandingWorker,
  Verdict,
} from './standing/state.js';
export { MOST_OVERLAPS, uncoordinated } from './overlap/plan.js';
export type { Trie } from './overlap/trie.js';
export { permitDecider } from './permit/decide.js';
export type {
  Amend,
  Approve,
  Archive,
  Disqualification,
  Disqualify,
  EmergencyNow,
  Lapse,
  MasterNow,
  Open,
  PermitCommand,
  PutAway,
  Recheck,
  Reject,
  Review,
  Revoke,
  Sponsor,
  Start,
  Withdraw,
  WorkerNow,
} from './permit/commands.js';
export { deadlineOf, missedDeadline, remindersOf } from './permit/deadlines.js';
export type { Deadline, Reminder } from './permit/deadlines.js';
export { emergencyFor } from './permit/emergency.js';
export { awaitsSponsor } from './permit/haste.js';
export { statusOf } from './permit/state.js';
export type { Permit, PermitEvent, RecordedPermitEvent, Sponsorship } from './permit/state.js';
export type {
  AssignUndoing,
  Beat,
  Complete,
  ConfirmWork,
  HeartbeatLost,
  ProposeWork,
  RecordWork,
  ReportUndoing,
  RollbackTimeout,
  Undoer,
  WorkCommand,
} from './work/commands.js';
export type { Action, Announced, Done, Missing, Rollback, Violation, Work } from './work/work.js';
export { isWorked } from './work/worked.js';
export type { Worked } from './work/worked.js';
export { lastSeqOf } from './work/work.js';
export { actionDecision } from './work/decision.js';
export type { Decided } from './work/decision.js';
export { dutyNow, mayContinue } from './work/duty.js';
export type { Purpose } from './work/judge.js';
export { couldConfirm } from './work/could-confirm.js';
export { leftUndone } from './work/left-undone.js';
export { needsConfirmation } from './work/leave.js';
export { BYPASSES, isUndoable, isUndoing, nextRollbackDue, rollbackDue, undoerOf } from './work/undo.js';
export type { Undoing } from './work/undo.js';
export { countedIn } from './permit/rights.js';
export type { Others } from './permit/rights.js';
export { archiveDue } from './permit/archive.js';
export { rolesOf } from './permit/plan.js';
export { allowedCommands } from './permit/refusals.js';
export { approversOf } from './permit/summary.js';
export { allowedAt, openStages, whoCouldApprove, whoCouldSponsor } from './permit/views.js';
export type { FreePlace, Substitute } from './permit/views.js';
export { PEOPLE_EVENTS, delegationTo, evolvePeople, holdsRole, rolesHeld } from './directory/people.js';
export type { Delegation, People, PeopleEvent, Person, RolesSince } from './directory/people.js';
export { entryDecider } from './directory/enrol.js';
export { isOperator, personIn } from './directory/person-in.js';
export type { Entry, ImportPerson } from './directory/enrol.js';
export { directoryDecider } from './directory/decide.js';
export type { DirectoryCommand } from './directory/decide.js';
export type { Listing } from './directory/listing.js';
export { proposalOf } from './directory/proposal.js';
export type { Change } from './directory/proposal.js';
export type { Propose } from './directory/propose.js';
export type { Confirm } from './directory/confirm.js';
export type { Delegate, EndDelegation } from './directory/delegate.js';
export { bootstrapDecider } from './directory/bootstrap.js';
export type { Bootstrap, EndBootstrap } from './directory/bootstrap.js';
export { emergencyDecider } from './emergency/decide.js';
export type { EmergencyCommand, EmergencyWorker, Requester } from './emergency/commands.js';
export { emergencyState } from './emergency/state.js';
export type { Emergency, EmergencyEvent, RecordedEmergencyEvent } from './emergency/state.js';
export { ownersOf } from './emergency/request.js';
export { emergencyDeadlines } from './emergency/deadlines.js';
export type { EmergencyDeadline } from './emergency/deadlines.js';
export { DEBT_EVENTS, evolveDebts, noDebts, reviewOwedBy } from './emergency/debts.js';
export type { DebtEvent, Parties, ReviewDebts } from './emergency/debts.js';
export { credentialDecider } from './directory/credential.js';
export type {
  CredentialCommand,
  CredentialIssue,
  CredentialRevocation,
  Credentials,
  Holder,
} from './directory/credential.js';
export {
  LONGEST_TOKEN,
  PERMIT_DETAIL,
  PROOF_TYPE,
  TOKEN_ALGORITHM,
  TOKEN_ISSUER,
  TOKEN_TYPE,
  claimsOf,
} from './token/claims.js';
export type { Grant, PermitClaims, PermitDetail, TokenSource } from './token/claims.js';
export { grantOf } from './token/grant.js';
export { jwkOf, proofKeyOf } from './token/jwk.js';
export type { ProofKey } from './token/jwk.js';
export {
  PUBLISHED_AFTERWARDS,
  SIGNING_ENTITY,
  SIGNING_KEY_EVENTS,
  evolveSigningKeys,
  jwksOf,
  noSigningKeys,
  signingKeyDecider,
} from './token/signing-keys.js';
export type { SigningKeys, UseSigningKey } from './token/signing-keys.js';
