import { isInstant } from './formats.js';
import { meetOfGlobs } from './globs.js';
import type { Issue } from './issue.js';
import type { Constraint, ConstraintValue } from './task.js';
import { ON_VIOLATION } from './values.js';
import type { OnViolation } from './values.js';

/** What a constraint's value is, and so how two of them are joined: the least, the intersection, or true. */
export type ConstraintKind = 'number' | 'list' | 'globs' | 'boolean' | 'window';

/** The built-in constraints (4.4); there are no others, because a limit that nobody checks is none. */
export const CONSTRAINT_KINDS = {
  max_file_size: 'number',
  max_files_written: 'number',
  max_actions: 'number',
  max_tokens: 'number',
  max_duration_s: 'number',
  max_error_rate: 'number',
  max_failed_actions: 'number',
  max_latency_p95_ms: 'number',
  max_web_searches: 'number',
  allowed_actions: 'list',
  /** As in a scope: what both a glob of the one and a glob of the other match. */
  allowed_resources: 'globs',
  allowed_hosts: 'list',
  allowed_commands: 'list',
  /** `<notBefore>/<notAfter>`, an ISO 8601 interval of two instants in UTC, half-open. */
  time_window: 'window',
  read_only: 'boolean',
} as const satisfies Record<string, ConstraintKind>;

export type ConstraintId = keyof typeof CONSTRAINT_KINDS;

/** What a breach of a constraint leads to where it says nothing itself: "error rate high -> revoke permit" [001]. */
export const DEFAULT_ON_VIOLATION: OnViolation = 'revoke';

/** Whether `id` is a built-in constraint. */
export const isConstraintId = (id: string): id is ConstraintId => Object.hasOwn(CONSTRAINT_KINDS, id);

type Joined = { value: ConstraintValue } | { wrong: string };

const isList = (value: ConstraintValue): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

const parseWindow = (value: ConstraintValue): { from: string; to: string } | undefined => {
  const [from = '', to = '', ...rest] = typeof value === 'string' ? value.split('/') : [];
  return rest.length === 0 && [from, to].every(isInstant) ? { from, to } : undefined;
};

const later = (a: string, b: string): string => (Date.parse(a) >= Date.parse(b) ? a : b);
const earlier = (a: string, b: string): string => (Date.parse(a) <= Date.parse(b) ? a : b);

const joinNumbers = (a: ConstraintValue, b: ConstraintValue): Joined =>
  typeof a === 'number' && typeof b === 'number' && a >= 0 && b >= 0
    ? { value: Math.min(a, b) }
    : { wrong: 'must be a number of at least 0' };

// As many as the value of a constraint can hold.
const MAX_ITEMS = 64;

type Common = (a: string, b: string) => string | undefined;

const same: Common = (a, b) => (a === b ? a : undefined);

const joinItems =
  (common: Common) =>
  (a: ConstraintValue, b: ConstraintValue): Joined => {
    if (!isList(a) || !isList(b)) return { wrong: 'must be a list of texts' };
    const pairs = a.flatMap((one) => b.map((other) => common(one, other)));
    const both = [...new Set(pairs.filter((item) => item !== undefined))];
    if (both.length === 0) return { wrong: 'leaves nothing that is allowed' };
    return both.length > MAX_ITEMS ? { wrong: 'leaves more pieces than a limit can list' } : { value: both };
  };

const joinWindows = (a: ConstraintValue, b: ConstraintValue): Joined => {
  const [one, other] = [parseWindow(a), parseWindow(b)];
  if (!one || !other) return { wrong: 'must be two instants in UTC with a slash between them' };
  const [from, to] = [later(one.from, other.from), earlier(one.to, other.to)];
  return Date.parse(from) < Date.parse(to)
    ? { value: `${from}/${to}` }
    : { wrong: 'leaves no time that is allowed' };
};

const joinBooleans = (a: ConstraintValue, b: ConstraintValue): Joined =>
  typeof a === 'boolean' && typeof b === 'boolean' ? { value: a || b } : { wrong: 'must be true or false' };

const JOIN = {
  number: joinNumbers,
  list: joinItems(same),
  globs: joinItems(meetOfGlobs),
  window: joinWindows,
  boolean: joinBooleans,
} as const satisfies Record<ConstraintKind, (a: ConstraintValue, b: ConstraintValue) => Joined>;

const stricterReaction = (standing: Constraint, added: Constraint): OnViolation | undefined => {
  if (added.onViolation === undefined) return standing.onViolation;
  const rank = (reaction: OnViolation): number => ON_VIOLATION.indexOf(reaction);
  const before = standing.onViolation ?? DEFAULT_ON_VIOLATION;
  return rank(added.onViolation) > rank(before) ? added.onViolation : before;
};

// The check that stands is kept: who tightens a limit must not be able to change who verifies it.
const withValue = (standing: Constraint, added: Constraint, value: ConstraintValue): Constraint => {
  const witness = standing.witness ?? added.witness;
  const onViolation = stricterReaction(standing, added);
  return {
    id: standing.id,
    value,
    ...(witness === undefined ? {} : { witness }),
    ...(onViolation === undefined ? {} : { onViolation }),
  };
};

const join = (
  standing: Constraint | undefined,
  added: Constraint,
): { constraint: Constraint } | { at: string; wrong: string } => {
  if (!isConstraintId(added.id)) return { at: 'id', wrong: 'is not a known constraint' };
  const before = standing ?? added;
  const joined = JOIN[CONSTRAINT_KINDS[added.id]](before.value, added.value);
  return 'wrong' in joined
    ? { at: 'value', wrong: `${joined.wrong} (${added.id})` }
    : { constraint: withValue(before, added, joined.value) };
};

const byId = (a: Constraint, b: Constraint): number => (a.id < b.id ? -1 : 1);

/**
 * What holds where both hold (4.4): numbers the least, lists the intersection, booleans true where one is, time
 * windows the intersection, the severest reaction; sorted by id. `added` can only tighten what is `standing`, and what
 * it leaves out stays as it is. Where nothing would be left, an id is unknown or a value is of another kind: the issues,
 * with pointers into `added`. What is standing has been checked before.
 */
export const strictest = (
  standing: readonly Constraint[],
  added: readonly Constraint[],
): { constraints: Constraint[] } | { issues: Issue[] } => {
  const effective = new Map(standing.map((constraint) => [constraint.id, constraint]));
  const issues: Issue[] = [];
  added.forEach((constraint, index) => {
    const joined = join(effective.get(constraint.id), constraint);
    if ('constraint' in joined) effective.set(constraint.id, joined.constraint);
    else issues.push({ pointer: `/${index}/${joined.at}`, message: joined.wrong });
  });
  return issues.length > 0 ? { issues } : { constraints: [...effective.values()].sort(byId) };
};
