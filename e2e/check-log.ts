import { createHash } from 'node:crypto';
import type { LogEvent } from './support/log-event.js';

// What must hold of every log, whatever happened to the processes that wrote it; written without the code under test.

type Check = (log: readonly LogEvent[]) => string[];

/** The service that owns each context (6.4); claims, refusals and dead letters have several. */
const OWNER: Record<string, string | undefined> = {
  task: 'risk-assessment',
  policy: 'risk-assessment',
  assignment: 'worker-registry',
  worker: 'worker-registry',
  master: 'worker-registry',
  readiness: 'worker-registry',
  permit: 'permit-workflow',
  execution: 'permit-workflow',
  emergency: 'permit-workflow',
  directory: 'permit-workflow',
  audit: 'audit-projection',
};

/** The headers of 6.3 that have one right value, and it. */
const exactHeaders = ({ type, context, entity, headers }: LogEvent): Record<string, string | undefined> => {
  const owner = OWNER[context];
  return {
    'ce-specversion': '1.0',
    'ce-datacontenttype': 'application/json',
    'ce-type': `guildhall.${type}.v1`,
    'ce-subject': entity,
    'Nats-Msg-Id': headers['ce-id'],
    ...(owner === undefined ? {} : { 'ce-source': `/guildhall/${owner}` }),
  };
};

const PATTERNS: Record<string, RegExp> = {
  'ce-id': /^[A-Za-z0-9_-]{22}$/,
  'ce-source': /^\/guildhall\/(risk-assessment|worker-registry|permit-workflow|audit-projection)$/,
  'ce-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  'ce-actor': /^[A-Za-z0-9_-]{1,64}$/,
  'ce-correlationid': /^[A-Za-z0-9_-]{1,64}$/,
  'ce-causationid': /./,
  traceparent: /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/,
};

const NAMES = [
  'ce-actor',
  'ce-causationid',
  'ce-correlationid',
  'ce-datacontenttype',
  'ce-id',
  'ce-source',
  'ce-specversion',
  'ce-subject',
  'ce-time',
  'ce-type',
];

const wrongValues = (event: LogEvent): string[] =>
  Object.entries(exactHeaders(event))
    .filter(([name, value]) => event.headers[name] !== value)
    .map(([name]) => `${name} is ${String(event.headers[name])}`);

const malformedValues = (event: LogEvent): string[] =>
  Object.entries(PATTERNS)
    .filter(([name, pattern]) => !pattern.test(event.headers[name] ?? ''))
    .map(([name]) => `${name} is ${String(event.headers[name])}`);

const otherNames = ({ headers }: LogEvent): string[] => {
  const names = Object.keys(headers).filter((name) => name.startsWith('ce-'));
  return names.sort().join() === NAMES.join() ? [] : [`has the headers ${names.join()}`];
};

// Commands wait that long for their turn, appends for a broker that hangs; a wrong clock is further off.
const CLOCKS_DIFFER_MS = 60_000;

const wrongTime = ({ headers, storedAt }: LogEvent): string[] =>
  storedAt === undefined || Math.abs(Date.parse(headers['ce-time'] ?? '') - storedAt) < CLOCKS_DIFFER_MS
    ? []
    : [`says ${String(headers['ce-time'])}, stored at ${new Date(storedAt).toISOString()}`];

/** What is wrong with the headers of one event (6.3). */
export const headerProblems = (event: LogEvent): string[] =>
  [wrongValues, malformedValues, otherNames, wrongTime].flatMap((check) =>
    check(event).map((problem) => `${event.subject}: ${problem}`),
  );

/** `ce-id` of the `n`-th event that a cause has on an entity. */
export const eventIdOf = (causation: string, context: string, entity: string, n: number): string =>
  createHash('sha256').update([causation, context, entity, n].join('\n')).digest('base64url').slice(0, 22);

type Groups = ReadonlyMap<string, readonly LogEvent[]>;

// Logs of hundreds of thousands of events are checked, too: one pass, not one for each event.
const grouped = (log: readonly LogEvent[], keyOf: (event: LogEvent) => string): Groups => {
  const groups = new Map<string, LogEvent[]>();
  for (const event of log) {
    const key = keyOf(event);
    const group = groups.get(key);
    if (group) group.push(event);
    else groups.set(key, [event]);
  }
  return groups;
};

const groupsOf = (
  log: readonly LogEvent[],
  keyOf: (event: LogEvent) => string,
): [string, readonly LogEvent[]][] => [...grouped(log, keyOf)];

const positionsWithoutGaps: Check = (log) =>
  log
    .filter((event, index) => event.position !== index + 1)
    .slice(0, 1)
    .map(({ subject, position }) => `${subject}: position ${position} does not follow the one before`);

const idsOnce: Check = (log) =>
  groupsOf(log, ({ headers }) => String(headers['ce-id']))
    .filter(([, events]) => events.length > 1)
    .map(([id, events]) => `ce-id ${id} is that of ${events.map(({ subject }) => subject).join(' and ')}`);

const idsFromCauses: Check = (log) =>
  groupsOf(log, ({ headers, context, entity }) =>
    [headers['ce-causationid'], context, entity].join('\n'),
  ).flatMap(([, events]) =>
    events
      .filter(
        ({ headers, context, entity }, index) =>
          headers['ce-id'] !== eventIdOf(String(headers['ce-causationid']), context, entity, index + 1),
      )
      .map(
        ({ subject, headers }) => `${subject}: ce-id ${String(headers['ce-id'])} is not that of its cause`,
      ),
  );

const versionsWithoutGaps: Check = (log) =>
  groupsOf(log, ({ context, entity }) => `${context} ${entity}`).flatMap(([entity, events]) =>
    events
      .filter(({ version }, index) => version !== index + 1)
      .slice(0, 1)
      .map(({ version }) => `${entity}: version ${version} does not follow the one before`),
  );

const effectsOnce: Check = (log) =>
  groupsOf(log, ({ headers, type, entity }) => [headers['ce-causationid'], type, entity].join(' '))
    .filter(([, events]) => events.length > 1)
    .map(([effect, events]) => `${effect} happened ${events.length} times`);

// Several events of one decision on one entity are one append, so nothing comes between them.
const appendsWhole: Check = (log) =>
  groupsOf(log, ({ headers, context, entity }) =>
    [headers['ce-causationid'], context, entity].join(' '),
  ).flatMap(([decision, events]) =>
    events.some(({ position }, index) => position !== (events[0]?.position ?? 0) + index)
      ? [`${decision}: its events are not one append`]
      : [],
  );

/** What is wrong with a log (6.3, 6.4), one sentence each; empty where all is well. */
export const problemsOf: Check = (log) => [
  ...log.flatMap(headerProblems),
  ...[positionsWithoutGaps, idsOnce, idsFromCauses, versionsWithoutGaps, effectsOnce, appendsWhole].flatMap(
    (check) => check(log),
  ),
];

const ANSWERS: Record<string, readonly string[]> = {
  'task.assessed': ['assignment.made', 'assignment.denied'],
  'assignment.made': ['permit.requested', 'permit.issued'],
};

const entitiesIn = (log: readonly LogEvent[]): Groups => grouped(log, ({ entity }) => entity);

// Withdrawn before there was a permit: nothing more has to follow.
const isGivenUp = (own: readonly LogEvent[]): boolean =>
  own.some(({ type }) => type === 'task.withdrawn') && !own.some(({ context }) => context === 'permit');

const answeredOnce: Check = (log) => {
  const entities = entitiesIn(log);
  const effects = grouped(log, ({ headers }) => headers['ce-causationid'] ?? '');
  return log.flatMap((event) => {
    const answers = ANSWERS[event.type];
    if (!answers) return [];
    const caused = effects.get(event.headers['ce-id'] ?? '') ?? [];
    const count = caused.filter(({ type }) => answers.includes(type)).length;
    const fine = count === 1 || (count === 0 && isGivenUp(entities.get(event.entity) ?? []));
    return fine ? [] : [`${event.subject} was answered ${count} times`];
  });
};

const ENDS = ['assignment.denied', 'permit.rejected', 'permit.expired', 'permit.closed'];

/** Tasks that were accepted, in the log's order. */
export const tasksIn = (log: readonly LogEvent[]): string[] => [
  ...new Set(
    log.filter(({ type }) => ['task.assessed', 'task.held'].includes(type)).map(({ entity }) => entity),
  ),
];

const endedOnce: Check = (log) => {
  const entities = entitiesIn(log);
  return tasksIn(log).flatMap((taskId) => {
    const own = entities.get(taskId) ?? [];
    const ends = own.filter(({ type }) => ENDS.includes(type)).length;
    return ends === 1 || (ends === 0 && isGivenUp(own)) ? [] : [`${taskId} has ${ends} ends`];
  });
};

/** What is wrong with a log in which everything that was begun has ended: each task once, each cause answered once. */
export const endProblems: Check = (log) => [...answeredOnce(log), ...endedOnce(log)];

const PERMIT_STATES: Record<string, string> = {
  'permit.requested': 'REQUESTED',
  'permit.amended': 'REQUESTED',
  'permit.review-started': 'UNDER_REVIEW',
  'permit.approved': 'APPROVED',
  'permit.issued': 'ACTIVE',
  'permit.rejected': 'REJECTED',
  'permit.execution-started': 'EXECUTING',
  'permit.revoked': 'REVOKED',
  'permit.completed': 'COMPLETED',
  'permit.closed': 'CLOSED',
  'permit.expired': 'CLOSED',
  'permit.archived': 'ARCHIVED',
};

const TASK_STATES: Record<string, string> = {
  'task.held': 'held',
  'task.assessed': 'assessed',
  'task.withdrawn': 'withdrawn',
  'assignment.made': 'assigned',
  'assignment.denied': 'denied',
};

const lastState = (
  log: readonly LogEvent[],
  taskId: string,
  states: Record<string, string>,
): string | undefined =>
  log
    .filter(({ entity }) => entity === taskId)
    .reduce<string | undefined>(
      (state, { type }) => (state === 'withdrawn' ? state : (states[type] ?? state)),
      undefined,
    );

/** Where a task and its permit stand, from the log alone. */
export const standingOf = (
  log: readonly LogEvent[],
  taskId: string,
): { status: string | undefined; permit: string | undefined } => ({
  status: lastState(log, taskId, TASK_STATES),
  permit: lastState(log, taskId, PERMIT_STATES),
});
