import type { ParticipantKind, Service } from './ids.js';
import {
  ALERTS,
  ALL_QUERIES,
  CLAIMS_UPDATE,
  CONTEXTS,
  CROSSED_REPLIES,
  DEAD_LETTER_CONTEXT,
  DURABLES,
  PERSON_KEYS,
  PERSON_KEY_VALUES,
  SERVER_PINGS,
  STREAMS,
  TASK_REQUESTED,
  commandsOf,
  eventFilters,
  followConsumers,
  inboxPrefix,
  taskRequested,
  throughGateway,
} from './subjects.js';
import { timerFilters } from './timers.js';

/** Allow-lists of one NATS user: what is not listed is denied. */
export interface Permissions {
  publish: string[];
  subscribe: string[];
}

/** Subjects that EDGE imports from CORE: services to ask, streams to hear (6.1). */
export const CROSSINGS = {
  services: ['cmd.>', 'qry.>', 'via.>', TASK_REQUESTED],
  /** Answered with more than one message. */
  streamedServices: [`$JS.API.DIRECT.GET.${STREAMS.events}`],
  streams: [eventFilters.all(), ALERTS],
} as const;

const inbox = (id: string): string => `${inboxPrefix(id)}.>`;
const asks = (id: string): string[] => [`cmd.${id}.>`, `qry.${id}.>`];
const hears = (...contexts: string[]): string[] => contexts.map((context) => eventFilters.context(context));

const KINDS: Record<ParticipantKind, (id: string) => Permissions> = {
  person: (id) => ({
    publish: asks(id),
    subscribe: [inbox(id), ...hears('permit', 'task', 'assignment', 'execution')],
  }),
  operator: (id) => ({
    publish: asks(id),
    subscribe: [inbox(id), ...hears('permit', 'task', 'assignment', 'execution'), ALERTS],
  }),
  auditor: (id) => ({
    publish: [...asks(id), ...CROSSINGS.streamedServices],
    subscribe: [inbox(id), eventFilters.all(), ALERTS],
  }),
  master: (id) => ({
    publish: [taskRequested(id), ...asks(id)],
    subscribe: [inbox(id), ...hears('permit', 'task', 'assignment', 'execution')],
  }),
  worker: (id) => ({
    publish: asks(id),
    subscribe: [inbox(id), ...hears('permit', 'assignment', 'execution')],
  }),
  gateway: (id) => ({
    publish: ['via.cmd.*.>', 'via.qry.*.>'],
    subscribe: [inbox(id), eventFilters.all(), ALERTS],
  }),
  system: (id) => ({ publish: asks(id), subscribe: [inbox(id), eventFilters.all()] }),
};

/** What a participant outside the services may publish and hear: the table of 6.1, and its inbox for every kind. */
export const participantPermissions = (kind: ParticipantKind, id: string): Permissions => KINDS[kind](id);

const api = (request: string): string => `$JS.API.${request}`;

/** To pull from the consumer and acknowledge; not to create, change or delete it. */
const consumes = (stream: string, consumer: string): string[] => [
  api(`CONSUMER.INFO.${stream}.${consumer}`),
  api(`CONSUMER.MSG.NEXT.${stream}.${consumer}`),
  `$JS.ACK.${stream}.${consumer}.>`,
];

/** A consumer that a service makes for itself, to fold the log from a position of its choice. */
const follows = (consumer: string): string[] => [
  api(`CONSUMER.CREATE.${STREAMS.events}.${consumer}`),
  api(`CONSUMER.DELETE.${STREAMS.events}.${consumer}`),
  api(`CONSUMER.INFO.${STREAMS.events}.${consumer}`),
  // To say that more may come.
  `$JS.FC.${STREAMS.events}.${consumer}.>`,
];

/** From any replica, and from the leader. */
const reads = (stream: string): string[] => [
  api(`DIRECT.GET.${stream}`),
  api(`DIRECT.GET.${stream}.>`),
  api(`STREAM.MSG.GET.${stream}`),
];

const keyStream = `KV_${PERSON_KEYS}`;
const readsKeys = [api(`STREAM.INFO.${keyStream}`), ...reads(keyStream)];

/** What only some services may publish. Erasing a key is deleting its message, which overwrites it on the disk. */
const OWN: Record<Service, string[]> = {
  'risk-assessment': [],
  'worker-registry': ['log.claim.>'],
  'permit-workflow': ['log.claim.>', PERSON_KEY_VALUES, ...readsKeys],
  'audit-projection': [
    api(`STREAM.MSG.DELETE.${keyStream}`),
    ...readsKeys,
    // To see whether an alert was raised before.
    api(`STREAM.MSG.GET.${STREAMS.alerts}`),
  ],
};

const durablesOf = (service: Service): string[] =>
  Object.entries(DURABLES)
    .filter(([, durable]) => durable.service === service)
    .flatMap(([name, durable]) => consumes(durable.stream, name));

/** Requests that a service hears: commands of its contexts and on dead letters; audit-projection also every query. */
export const requestsHeardBy = (service: Service): string[] => {
  const own = [...CONTEXTS[service], DEAD_LETTER_CONTEXT].map((context) => commandsOf(context));
  return service === 'audit-projection' ? [...own, ALL_QUERIES] : own;
};

/**
 * What a service may publish and hear (6.1). It answers on `_R_.`, which stands for the caller's inbox in the other
 * account; it has no right to answer anywhere else in its own account but its own inbox.
 *
 * The lists keep services from each other's mistakes, not from one that somebody has taken over: services share an
 * account, and no permission covers where a request wants its reply (6.1).
 */
export const servicePermissions = (service: Service): Permissions => {
  const heard = requestsHeardBy(service);
  return {
    publish: [
      ...CONTEXTS[service].flatMap((context) => [`log.${context}.>`, timerFilters.set(context)]),
      'log.refusal.>',
      `log.${DEAD_LETTER_CONTEXT}.>`,
      'alert.*.>',
      `dead.${service}.>`,
      CROSSED_REPLIES,
      inbox(service),
      ...Object.values(STREAMS).map((stream) => api(`STREAM.INFO.${stream}`)),
      ...reads(STREAMS.events),
      api(`STREAM.MSG.GET.${STREAMS.deadLetters}`),
      ...followConsumers(service).flatMap(follows),
      ...durablesOf(service),
      ...OWN[service],
    ],
    subscribe: [inbox(service), ...heard, ...heard.map(throughGateway)],
  };
};

/** To provision: all of JetStream's API in CORE. Replies come to `_INBOX_admin`. */
export const adminPermissions = (): Permissions => ({ publish: [api('>')], subscribe: [inbox('admin')] });

/** To ask servers, in the system account, about themselves. Replies come to `_INBOX_probe`. */
export const probePermissions = (): Permissions => ({
  publish: [SERVER_PINGS],
  subscribe: [inbox('probe')],
});

/** To give servers, in the system account, a newer token of an account. Replies come to `_INBOX_claims`. */
export const claimsPermissions = (): Permissions => ({
  publish: [CLAIMS_UPDATE],
  subscribe: [inbox('claims')],
});
