import type { ActionRecord, Constraint, OnViolation, Terms } from '@guildhall/contracts';
import type { Act, Sheet } from './sheet.js';

// 3.4 and 4.4, from the spec: which limits something breaks.

/** A broken limit. `what` tells findings of one rule and one action apart; in the place of a text. */
export interface Finding {
  rule: string;
  onViolation: OnViolation;
  text: string;
  seq?: number;
  refused?: Act;
}

type Numbered = Act & { seq: number };

/** Whether the approved scope says how a machine undoes it. */
export const isUndoable = ({ request, scope }: Terms): boolean =>
  request.reversibility === 'automated' && (scope.rollbackActions?.length ?? 0) > 0;

/** A finding about what no constraint says: what was done is undone where it can be. */
export const finding = (terms: Terms, rule: string, what: string, seq?: number): Finding => ({
  rule,
  onViolation: isUndoable(terms) ? 'rollback-and-revoke' : 'revoke',
  text: what,
  ...(seq === undefined ? {} : { seq }),
});

const ofConstraint = ({ id, onViolation = 'revoke' }: Constraint, what: string, seq?: number): Finding => ({
  rule: id,
  onViolation,
  text: what,
  ...(seq === undefined ? {} : { seq }),
});

/** 1.1: everything but what is known to read. */
export const isChanging = ({ action, target }: Act): boolean =>
  action === 'http'
    ? !/^(GET|HEAD) /.test(target)
    : !['read_file', 'list_files', 'note', 'read', 'list', 'get', 'observe'].includes(action);

const OWN_FILES = ['read_file', 'write_file', 'list_files', 'delete_file', 'note'];
const isOwn = (target: string): boolean => /^workspace:[a-z]+(\/[a-z]+)*$/.test(target);

const isMatch = (glob: string, target: string): boolean => {
  const pattern = glob.replace(/\*\*|\*/g, (star) => (star === '*' ? '[^/.]+' : '[^.]+'));
  return new RegExp(`^${pattern}$`).test(target);
};
const isIn = (globs: readonly string[], target: string): boolean =>
  globs.some((glob) => isMatch(glob, target));

const NAMED_BY: Readonly<Record<string, string>> = { exec: 'allowed_commands', http: 'allowed_hosts' };

/** What of an action is out of scope. */
export const outOfScope = (
  { action, target }: Act,
  terms: Terms,
  allowed: readonly string[],
): string | undefined => {
  if (OWN_FILES.includes(action) && isOwn(target)) return undefined;
  if (!allowed.includes(action)) return `no ${action}`;
  const by = NAMED_BY[action];
  if (by !== undefined) return terms.constraints.some(({ id }) => id === by) ? undefined : `no ${by}`;
  return isOwn(target) || isIn(terms.scope.resources, target) ? undefined : `not on ${target}`;
};

const texts = ({ value }: Constraint): string[] => (Array.isArray(value) ? value : []);
const hostOf = (target: string): string => new URL(target.replace(/^[A-Z]+ /, '')).hostname;
const isCommand = (command: string, line: string): boolean =>
  line === command || (line.startsWith(`${command} `) && /^[\w ]*$/.test(line.slice(command.length)));

type Done = Sheet['done'];

/** What a constraint has against an action that would come after `done`. */
const objection = (constraint: Constraint, act: Act, done: Done): string | undefined => {
  const { action, target } = act;
  const limit = Number(constraint.value);
  const written = done.filter((each) => each.action === 'write_file' && each.status === 'done');
  const searches = done.filter((each) => each.action === 'web_search' && each.status !== 'rejected');
  const isBroken: Record<string, boolean> = {
    allowed_actions: !texts(constraint).includes(action),
    allowed_resources: NAMED_BY[action] === undefined && !isOwn(target) && !isIn(texts(constraint), target),
    allowed_commands: action === 'exec' && !texts(constraint).some((command) => isCommand(command, target)),
    allowed_hosts: action === 'http' && !texts(constraint).includes(hostOf(target)),
    read_only: constraint.value === true && isChanging(act),
    max_actions: done.length + 1 > limit,
    max_files_written:
      action === 'write_file' && new Set([...written.map((each) => each.target), target]).size > limit,
    max_web_searches: action === 'web_search' && searches.length + 1 > limit,
  };
  return isBroken[constraint.id] === true ? whatOf(constraint.id, act) : undefined;
};

// Some objections name the action, some its target, some neither.
const whatOf = (id: string, { action, target }: Act): string => {
  if (id === 'allowed_actions') return action;
  return id === 'max_actions' || id === 'max_web_searches' ? id : `${action} on ${target}`;
};

const WHERE = ['allowed_resources', 'allowed_commands', 'allowed_hosts'];

/** What an action breaks, done for the work or to undo it. */
export const ofAction = (act: Numbered, terms: Terms, done: Done, isUndoing: boolean): Finding[] => {
  const { actions, rollbackActions = [] } = terms.scope;
  const out = outOfScope(act, terms, isUndoing ? rollbackActions : actions);
  if (out !== undefined) return [finding(terms, 'scope', out, act.seq)];
  return terms.constraints
    .filter(({ id }) => !isUndoing || WHERE.includes(id))
    .flatMap((constraint) => {
      const what = objection(constraint, act, done);
      return what === undefined ? [] : [ofConstraint(constraint, what, act.seq)];
    });
};

const endOf = ({ value }: Constraint): number => Date.parse(String(value).split('/')[1] ?? '');

/** 4.4: when the windows end that constraints leave, whatever was asked for. */
export const windowEnds = ({ constraints }: Terms): number[] =>
  constraints.filter(({ id }) => id === 'time_window').map(endOf);

/** Half-open, like all intervals: when a limit of the time is over. */
const limitOf = (constraint: Constraint, startedAt: number): number => {
  if (constraint.id === 'time_window') return endOf(constraint);
  return constraint.id === 'max_duration_s' ? startedAt + Number(constraint.value) * 1000 : Infinity;
};

/** When the time for work that goes on is over, whatever follows from that. */
export const workEnd = ({ terms, window, startedAt = 0 }: Sheet): number =>
  Math.min(window.to, ...terms.constraints.map((constraint) => limitOf(constraint, startedAt)));

/** What the clock says about work that goes on. */
export const ofTime = ({ terms, window, startedAt = 0 }: Sheet, now: number): Finding[] => {
  if (now >= window.to) return [finding(terms, 'time_window', 'over')];
  return terms.constraints
    .filter((constraint) => now >= limitOf(constraint, startedAt))
    .map((constraint) => ofConstraint(constraint, 'time'));
};

interface Report {
  tokens: number;
  errorRate?: number;
  requests?: number;
  latencyP95Ms?: number;
}

/** What a heartbeat says about the work. */
export const ofReport = ({ terms }: Sheet, report: Report): Finding[] => {
  const { tokens, errorRate = 0, requests = 0, latencyP95Ms = 0 } = report;
  const of: Readonly<Record<string, number>> = {
    max_tokens: tokens,
    max_error_rate: requests >= 20 ? errorRate : 0,
    max_latency_p95_ms: latencyP95Ms,
  };
  return [
    ...(tokens > terms.tokenBudget ? [finding(terms, 'budget', 'tokens')] : []),
    ...terms.constraints
      .filter(({ id, value }) => (of[id] ?? 0) > Number(value))
      .map((constraint) => ofConstraint(constraint, 'report')),
  ];
};

/** That one action more than allowed has failed. */
export const ofFailure = ({ seq, status }: ActionRecord, { constraints }: Terms, done: Done): Finding[] => {
  const failed = done.filter((each) => each.status === 'failed').length + 1;
  return constraints
    .filter(({ id, value }) => id === 'max_failed_actions' && status === 'failed' && failed > Number(value))
    .map((constraint) => ofConstraint(constraint, 'failed', seq));
};

const CHECKED_BY: Readonly<Record<string, string>> = { verify_file_size_within_limit: 'max_file_size' };

/** What the runtime's own checks say, each about its constraint, or about itself where the permit has none. */
export const ofWitnesses = ({ seq, witnesses = [] }: ActionRecord, { constraints }: Terms): Finding[] =>
  witnesses
    .filter(({ passed }) => !passed)
    .map(({ witness }) => {
      const own = constraints.find(({ id }) => id === CHECKED_BY[witness]);
      return ofConstraint(own ?? { id: witness, value: true }, witness, seq);
    });
