import type { AlertKind } from './alert.js';
import type { Context, EventType } from './events.js';
import { ID_PATTERN } from './ids.js';
import type { Service } from './ids.js';
import { timerFilters } from './timers.js';

/** Names of the streams (6.2). */
export const STREAMS = {
  intake: 'INTAKE',
  events: 'EVENTS',
  timers: 'TIMERS',
  alerts: 'ALERTS',
  deadLetters: 'DEAD_LETTERS',
} as const;
/** The key-value bucket of the keys that seal personal fields, by the id of the person (6.2). */
export const PERSON_KEYS = 'person-keys';
/** Where the values of the bucket are published and stored. */
export const PERSON_KEY_VALUES = `$KV.${PERSON_KEYS}.>`;

/** Which contexts a service owns: it alone appends their events and hears their commands (6.4). */
export const CONTEXTS = {
  'risk-assessment': ['task', 'policy'],
  'worker-registry': ['assignment', 'worker', 'master', 'readiness'],
  'permit-workflow': ['permit', 'execution', 'emergency', 'directory'],
  'audit-projection': ['audit'],
} as const satisfies Record<Service, readonly string[]>;

/** What every service hears and writes, of its own messages: the named one answers (6.4). */
export const DEAD_LETTER_CONTEXT = 'dead-letter';

/** What makes the subject of an event: an id as `entity`, and which of the entity's events it is, from 1. */
export interface EventKey {
  type: EventType;
  entity: string;
  version: number;
}

/**
 * Where an event is stored, replayed, filtered and heard: `evt.permit.revoked.t1.7`. Throws a RangeError for an entity
 * that is no id or a version below 1: as a subject it would be another event's, or everybody's.
 */
export const eventSubject = ({ type, entity, version }: EventKey): string => {
  if (!ID_PATTERN.test(entity)) throw new RangeError(`not an id: ${entity}`);
  if (!Number.isSafeInteger(version) || version < 1) throw new RangeError(`not a version: ${version}`);
  return `evt.${type}.${entity}.${version}`;
};

/** Where a service publishes an event; the stream stores it under `evt.`. Nobody else may. */
export const logSubject = (key: EventKey): string => `log.${eventSubject(key).slice('evt.'.length)}`;

// Context, event and entity are one token each; a version is decimal from 1 and exact as a number.
const EVENT_SUBJECT = /^evt\.([a-z0-9-]{1,64}\.[a-z0-9-]{1,64})\.([A-Za-z0-9_-]{1,64})\.([1-9]\d{0,14})$/;

/** The parts of a stored subject, or undefined where it has another form; the type may be unknown to this version. */
export const parseEventSubject = (
  subject: string,
): { type: string; entity: string; version: number } | undefined => {
  const [, type, entity, version] = EVENT_SUBJECT.exec(subject) ?? [];
  return type && entity && version ? { type, entity, version: Number(version) } : undefined;
};

/** Filters over stored events. */
export const eventFilters = {
  all: (): string => 'evt.>',
  type: (type: string): string => `evt.${type}.>`,
  context: (context: string): string => `evt.${context}.>`,
  entity: (context: Context, entity: string): string => `evt.${context}.*.${entity}.*`,
  typeOf: (type: EventType, entity: string): string => `evt.${type}.${entity}.*`,
  version: (context: Context, entity: string, version: number): string =>
    `evt.${context}.*.${entity}.${version}`,
} as const;

/** Where a master asks for a task: `task.requested.cicd-master`. */
export const taskRequested = (master: string): string => `task.requested.${master}`;
/** Where the intake hears all masters. */
export const TASK_REQUESTED = 'task.requested.*';
/** What each stream takes in, by its name. EVENTS stores `log.permit.issued.t1.1` as `evt.permit.issued.t1.1`. */
export const STREAM_SUBJECTS = {
  INTAKE: TASK_REQUESTED,
  EVENTS: 'log.>',
  TIMERS: 'timer.>',
  ALERTS: 'alert.>',
  DEAD_LETTERS: 'dead.>',
} as const;
/** The master who published on `subject`. */
export const requesterOf = (subject: string): string => subject.slice('task.requested.'.length);

/** Where `caller` sends a command, a request with a reply: `cmd.bob.permit.approve`. The broker lets nobody else (6.1). */
export const commandSubject = (caller: string, command: string): string => `cmd.${caller}.${command}`;
/** Where `caller` sends a query, likewise: `qry.bob.permit.get`. */
export const querySubject = (caller: string, query: string): string => `qry.${caller}.${query}`;
/** What a service hears of a context. */
export const commandsOf = (context: string): string => `cmd.*.${context}.*`;
/** Where the queries of everybody are heard, by the one service that answers them. */
export const ALL_QUERIES = 'qry.*.*.*';

/** Caller and name (`<context>.<verb>`) of a command or query, from its subject. */
export const parseRequestSubject = (subject: string): { caller: string; name: string } => {
  const [, caller = '', context = '', verb = ''] = subject.split('.');
  return { caller, name: `${context}.${verb}` };
};

const INBOX = '_INBOX';
/** Prefix of the subjects on which a participant or service gets its replies. */
export const inboxPrefix = (id: string): string => `${INBOX}_${id}`;

const CROSSED_REPLY = '_R_.';
/** Where a service answers requests from the other account: stands for the caller's inbox there. */
export const CROSSED_REPLIES = `${CROSSED_REPLY}>`;

/**
 * Whether a reply goes to a caller of another account or to an inbox, never to a subject that somebody could have chosen
 * to speak on.
 */
export const isReplySubject = (subject: string): boolean =>
  subject.startsWith(CROSSED_REPLY) || subject.startsWith(INBOX);

/** Requests to servers, in the system account, to tell about themselves; all of them, and one on their JetStream. */
export const SERVER_PINGS = '$SYS.REQ.SERVER.PING.>';
export const JETSTREAM_PING = '$SYS.REQ.SERVER.PING.JSZ';

/** Where servers, in the system account, are given a newer token of an account. */
export const CLAIMS_UPDATE = '$SYS.REQ.CLAIMS.UPDATE';

/** What operators should know at once; `alertSubject` is one of them. */
export const ALERTS = 'alert.>';
/** `alert.permit-revoked.t1`. Throws a RangeError for what is no id: as a subject it would be about something else. */
export const alertSubject = (kind: AlertKind, id: string): string => {
  if (!ID_PATTERN.test(id)) throw new RangeError(`not an id: ${id}`);
  return `alert.${kind}.${id}`;
};

/** What an alert on `subject` is of and about; undefined where the subject has another form. */
export const parseAlertSubject = (subject: string): { kind: string; id: string } | undefined => {
  const [, kind, id] = /^alert\.([a-z-]{1,64})\.([A-Za-z0-9_-]{1,64})$/.exec(subject) ?? [];
  return kind && id ? { kind, id } : undefined;
};

/** The same request as the gateway makes it for somebody: `via.cmd.bob.permit.approve`. */
export const throughGateway = (subject: string): string => `via.${subject}`;

interface Durable {
  service: Service;
  stream: (typeof STREAMS)[keyof typeof STREAMS];
  /** What it is given, of the stream's stored subjects. */
  filters: readonly string[];
  /** Left out: it begins with the first message of the stream. Otherwise with the first after it was made. */
  begins?: 'when-made';
}

/** Events that make an alert, always or sometimes. */
export const ALERTING_TYPES = [
  'permit.requested',
  'permit.approval-recorded',
  'permit.approval-voided',
  'permit.rejected',
  'permit.expired',
  'permit.violation-detected',
  'permit.revoked',
  'permit.completed',
  'permit.closed',
  'permit.amended',
  'permit.sponsored',
  'execution.action-proposed',
  'execution.rollback-granted',
  'execution.rollback-withdrawn',
  'execution.rollback-failed',
  'emergency.requested',
  'emergency.approved',
  'emergency.ended',
  'worker.certification-suspended',
  'worker.certification-revoked',
  'refusal.refused',
] as const satisfies EventType[];
/** The type of an event that makes alerts. */
export type AlertingType = (typeof ALERTING_TYPES)[number];

/** The durable consumers by name, and the service that each belongs to. Replicas of a service share them. */
export const DURABLES = {
  'risk-assessment-intake': {
    service: 'risk-assessment',
    stream: STREAMS.intake,
    filters: [TASK_REQUESTED],
  },
  'worker-registry-tasks': {
    service: 'worker-registry',
    stream: STREAMS.events,
    filters: [eventFilters.type('task.assessed')],
  },
  // One consumer for both, so that what happens to a task is taken in the order of the log.
  'permit-workflow-tasks': {
    service: 'permit-workflow',
    stream: STREAMS.events,
    filters: [
      eventFilters.type('assignment.made'),
      eventFilters.type('task.overridden'),
      eventFilters.type('task.withdrawn'),
    ],
  },
  'worker-registry-emergencies': {
    service: 'worker-registry',
    stream: STREAMS.events,
    filters: [eventFilters.type('emergency.approved'), eventFilters.type('emergency.ended')],
  },
  // What adds to the trust in a worker, or takes it, and what is an incident of a worker.
  'worker-registry-trust': {
    service: 'worker-registry',
    stream: STREAMS.events,
    filters: [
      eventFilters.type('permit.completed'),
      eventFilters.type('permit.violation-detected'),
      eventFilters.type('execution.rollback-failed'),
      eventFilters.type('refusal.refused'),
    ],
  },
  // What gives a permit or an emergency a deadline, or takes it; a log that is older than its timers has them set.
  'permit-workflow-deadlines': {
    service: 'permit-workflow',
    stream: STREAMS.events,
    filters: [
      eventFilters.type('permit.requested'),
      eventFilters.type('permit.amended'),
      eventFilters.type('permit.sponsored'),
      eventFilters.type('permit.issued'),
      eventFilters.type('permit.rejected'),
      eventFilters.type('permit.expired'),
      eventFilters.type('permit.closed'),
      eventFilters.type('emergency.requested'),
      eventFilters.type('emergency.approved'),
      eventFilters.type('emergency.lapsed'),
      eventFilters.type('emergency.ended'),
      eventFilters.type('emergency.reviewed'),
    ],
  },
  // What begins the wait for the signs of life of a worker, or for the end of undoing what it did.
  'permit-workflow-work': {
    service: 'permit-workflow',
    stream: STREAMS.events,
    filters: [
      eventFilters.type('permit.execution-started'),
      eventFilters.type('permit.revoked'),
      eventFilters.type('permit.completed'),
      eventFilters.type('execution.rollback-granted'),
    ],
  },
  'permit-workflow-timers': {
    service: 'permit-workflow',
    stream: STREAMS.timers,
    filters: CONTEXTS['permit-workflow'].map(timerFilters.due),
  },
  // What happened before there were alerts is no news: a log that is older than its consumer sends no flood of them.
  'audit-projection-alerts': {
    service: 'audit-projection',
    stream: STREAMS.events,
    filters: ALERTING_TYPES.map(eventFilters.type),
    begins: 'when-made',
  },
  // Every alert goes to the addresses that were given for it, each at its own pace.
  'audit-projection-webhooks': {
    service: 'audit-projection',
    stream: STREAMS.alerts,
    filters: [ALERTS],
    begins: 'when-made',
  },
  // When what did not reach an address is tried again.
  'audit-projection-timers': {
    service: 'audit-projection',
    stream: STREAMS.timers,
    filters: CONTEXTS['audit-projection'].map(timerFilters.due),
  },
} as const satisfies Record<string, Durable>;
/** The name of a durable consumer: `<service>-<what it is given>`. */
export type DurableName = keyof typeof DURABLES;

/** How many views of the log all instances of a service may fold at the same time; each process has four at the most. */
const FOLLOWERS = 16;

/**
 * The consumers with which a service folds the log. It makes and deletes them itself, and of its instances each uses
 * names that no other does at the time: a list, because permissions cannot name a part of a consumer's name.
 */
export const followConsumers = (service: Service): string[] =>
  Array.from({ length: FOLLOWERS }, (_, index) => `${service}-follow-${index + 1}`);
