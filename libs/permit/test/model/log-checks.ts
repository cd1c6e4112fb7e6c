import type { PermitApprovalRecorded, Terms } from '@guildhall/contracts';
import type { RecordedPermitEvent } from '../../src/index.js';
import { digest } from './digest.js';
import type { Facts } from './facts.js';
import { ofAction } from './judging.js';
import { same } from './same.js';
import type { Act, Sheet } from './sheet.js';

// Promises that a reader of the log can check, with no decider and hardly a model.

type Log = readonly RecordedPermitEvent[];
type EventOf<T extends RecordedPermitEvent['type']> = Extract<RecordedPermitEvent, { type: T }>;

const lastOf = <T extends RecordedPermitEvent['type']>(log: Log, type: T): EventOf<T> | undefined =>
  log.findLast((event): event is EventOf<T> => event.type === type);

/** The approvals that count, from the log alone. */
const countingIn = (log: Log): PermitApprovalRecorded[] => {
  let approvals: PermitApprovalRecorded[] = [];
  for (const { type, data } of log) {
    if (type === 'permit.requested' || type === 'permit.amended') approvals = [];
    if (type === 'permit.approval-recorded') approvals.push(data);
    if (type === 'permit.approval-voided')
      approvals = approvals.filter(({ approver }) => approver !== data.approver);
  }
  return approvals;
};

const placesOf = ({ plan }: Terms): string[] =>
  plan.flatMap(({ stage, roles }) =>
    Object.entries(roles).flatMap(([role, count]) => Array.from({ length: count }, () => `${stage} ${role}`)),
  );

const FEWEST = [0, 0, 1, 2, 6];

const UNDOING = [
  'execution.rollback-granted',
  'execution.rollback-withdrawn',
  'execution.rolled-back',
  'execution.rollback-failed',
] as const;

/** HB4: every approval of the plan, by distinct people, none excluded, each in the role since the request. */
export const checkIssued = (log: Log, { holders }: Sheet, { people, owners }: Facts): void => {
  const issued = lastOf(log, 'permit.issued')?.data;
  if (issued === undefined) throw new Error('nothing is issued');
  const { terms, permitDigest, approvedBy } = issued;
  const approvals = countingIn(log);
  const acting = approvals.flatMap(({ approver, onBehalfOf }) =>
    onBehalfOf === undefined ? [approver] : [approver, onBehalfOf],
  );
  same(permitDigest, digest(terms));
  same(approvals.map(({ stage, role }) => `${stage} ${role}`).sort(), placesOf(terms).sort());
  same(new Set(acting).size, acting.length);
  const fewest = terms.assessment.path === 'emergency' ? 1 : (FEWEST[terms.level] ?? 0);
  same(approvals.length >= fewest, true);
  const excluded = [...terms.mayNotApprove, ...owners];
  same(
    acting.filter((id) => excluded.includes(id)),
    [],
  );
  for (const { approver, onBehalfOf, role, permitDigest: read } of approvals) {
    same(holders.has(`${onBehalfOf ?? approver} ${role}`), true);
    same(people.has(approver), true);
    same(read, permitDigest);
  }
  same(
    approvedBy,
    approvals.length === 0 ? 'policy' : approvals.map(({ approver, role }) => ({ approver, role })),
  );
};

const windowIn = (log: Log): { from: number; to: number } => {
  const issued = lastOf(log, 'permit.issued');
  return {
    from: Date.parse(issued?.data.window.notBefore ?? ''),
    to: Date.parse(issued?.data.window.notAfter ?? ''),
  };
};

/** When the time for the work is over: the window, and all that the terms say of time. */
const workEndIn = (log: Log): number => {
  const started = Date.parse(log.find(({ type }) => type === 'permit.execution-started')?.time ?? '');
  const terms = lastOf(log, 'permit.issued')?.data.terms;
  const ends = (terms?.constraints ?? []).map(({ id, value }) => {
    if (id === 'time_window') return Date.parse(String(value).split('/')[1] ?? '');
    return id === 'max_duration_s' ? started + Number(value) * 1000 : Infinity;
  });
  return Math.min(windowIn(log).to, ...ends);
};

/** Started inside the window, and not after it was taken back. */
export const checkStarted = (log: Log, now: number): void => {
  const { from, to } = windowIn(log);
  same(from <= now && now < to, true);
  same(lastOf(log, 'permit.revoked'), undefined);
};

/** Completed inside the window, never after it was taken back. */
export const checkCompleted = (log: Log, now: number): void => {
  same(now < windowIn(log).to, true);
  same(lastOf(log, 'permit.revoked'), undefined);
};

const isEnd = ({ type }: RecordedPermitEvent): boolean =>
  type === 'permit.rejected' || type === 'permit.expired' || type === 'permit.closed';

const actionsIn = (log: Log): number =>
  log.reduce(
    (sum, event) => sum + (event.type === 'execution.action-recorded' ? event.data.actions.length : 0),
    0,
  );

/** One end, and its summary counts what the log holds before it. */
export const checkEnd = (log: Log): void => {
  const ends = log.filter(isEnd);
  same(ends.length, 1);
  const [end] = ends;
  if (end === undefined || !('summary' in end.data) || typeof end.data.summary === 'string') return;
  const before = log.slice(0, log.indexOf(end));
  const { actions, violations } = end.data.summary;
  same(actions, actionsIn(before));
  same(violations, before.filter(({ type }) => type === 'permit.violation-detected').length);
};

const isStop = ({ type }: RecordedPermitEvent): boolean =>
  type === 'permit.revoked' || type === 'permit.completed';

/** What is said after the stop is marked as late, unless it is what undid the work, under a grant that still ran. */
export const checkRecorded = (log: Log, event: EventOf<'execution.action-recorded'>, now: number): void => {
  const stop = log.find(isStop);
  if (stop === undefined) {
    same(event.data.late, undefined);
    return;
  }
  const granted = lastOf(log, 'execution.rollback-granted')?.data;
  const isUndoing = granted !== undefined && now < Date.parse(granted.until) && !log.some(isEnd);
  if (event.data.late === true) return;
  same(isUndoing && granted.workerId === event.data.workerId, true);
};

const isAboutUndoing = (event: RecordedPermitEvent): event is EventOf<(typeof UNDOING)[number]> =>
  UNDOING.some((type) => type === event.type);

/** When the worker had to stop undoing it; the beginning of time where it never had the grant. */
const undoneAt = (log: Log, workerId: string): number => {
  const last = log.findLast(isAboutUndoing);
  if (last?.data.workerId !== workerId) return 0;
  return Date.parse(last.type === 'execution.rollback-granted' ? last.data.until : last.time);
};

/** Late evidence is taken for 15 minutes after its worker had to stop. */
export const checkLate = (log: Log, { data }: EventOf<'execution.action-recorded'>, now: number): void => {
  if (data.late !== true) return;
  const stop = Date.parse(log.find(isStop)?.time ?? '');
  same(now - Math.max(stop, undoneAt(log, data.workerId)) < 15 * 60_000, true);
};

const proposalOf = (log: Log, seq: number): EventOf<'execution.action-proposed'> | undefined =>
  log.findLast(
    (event): event is EventOf<'execution.action-proposed'> =>
      event.type === 'execution.action-proposed' && event.data.seq === seq,
  );

/** Something was announced or said under each number before, and nothing yet under this one. */
const checkNext = (log: Log, next: number): void => {
  const onRecord = log.flatMap((event) =>
    event.type === 'execution.action-recorded' ? event.data.actions.map(({ seq }) => seq) : [],
  );
  const before = Array.from({ length: next - 1 }, (_, at) => at + 1);
  same(onRecord.includes(next), false);
  same(
    before.filter((seq) => !onRecord.includes(seq) && proposalOf(log, seq) === undefined),
    [],
  );
};

/** What is permitted and not on record was announced in its turn, in scope, confirmed where needed, and in time. */
export const checkPermitted = (log: Log, caller: string, act: Act & { seq: number }, now: number): void => {
  const proposal = proposalOf(log, act.seq);
  if (proposal === undefined) throw new Error('permitted without having been announced');
  const { action, target, inputDigest, needsConfirmation } = proposal.data;
  same({ seq: act.seq, action, target, inputDigest }, act);
  checkNext(log, act.seq);
  const isConfirmed = log.some(
    (event) =>
      event.type === 'execution.action-confirmed' &&
      event.data.seq === act.seq &&
      event.position > proposal.position,
  );
  same(!needsConfirmation || isConfirmed, true);
  const stop = log.find(isStop);
  const terms = lastOf(log, 'permit.issued')?.data.terms;
  if (terms === undefined) throw new Error('permitted under no permit');
  const isOut = ofAction(act, terms, [], stop !== undefined).some(({ rule }) => rule === 'scope');
  same(isOut, false);
  if (stop === undefined) {
    same(now < workEndIn(log), true);
    same([caller, proposal.data.workerId], [terms.workerId, terms.workerId]);
    return;
  }
  const earliest = log.find(({ type }) => type === 'execution.rollback-granted');
  same(earliest !== undefined && earliest.position < proposal.position, true);
  const granted = lastOf(log, 'execution.rollback-granted');
  same(now < Date.parse(granted?.data.until ?? ''), true);
  same([granted?.data.workerId, proposal.data.workerId], [caller, caller]);
  const withdrawn = lastOf(log, 'execution.rollback-withdrawn');
  same((withdrawn?.position ?? 0) < (granted?.position ?? 0), true);
  same(log.some(isEnd), false);
};

/** Versions of each entity: from 1, without gaps; positions that grow. */
export const checkVersions = (log: Log): void => {
  for (const context of ['permit', 'execution']) {
    const own = log.filter((event) => event.context === context);
    same(
      own.map(({ version }) => version),
      own.map((_, at) => at + 1),
    );
  }
  const positions = log.map(({ position }) => position);
  same(
    positions,
    [...new Set(positions)].sort((a, b) => a - b),
  );
};
