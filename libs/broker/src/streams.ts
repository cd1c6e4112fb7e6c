import { PERSON_KEYS, PERSON_KEY_VALUES, STREAMS, STREAM_SUBJECTS, eventFilters } from '@guildhall/contracts';
import type { StreamConfig } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';

/** What is asked for when a stream is made; anything else has to be off. */
export type StreamSettings = Partial<StreamConfig> & Pick<StreamConfig, 'name'>;

const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;
const KIB = 1024;

/** Tasks that one master may have waiting; beyond that its publish is refused with 10077. */
export const WAITING_TASKS = 1000;
/** A task may have 64 KiB, and JetStream counts its headers too. */
export const INTAKE_MESSAGE_BYTES = (64 + 4) * KIB;

const COMMON = {
  storage: 'file',
  retention: 'limits',
  discard: 'old',
  max_age: 0,
  duplicate_window: nanos(2 * 60 * SECOND),
} as const;

const intake: StreamSettings = {
  ...COMMON,
  name: STREAMS.intake,
  subjects: [STREAM_SUBJECTS.INTAKE],
  retention: 'workqueue',
  max_msgs_per_subject: WAITING_TASKS,
  discard: 'new',
  discard_new_per_subject: true,
  max_msg_size: INTAKE_MESSAGE_BYTES,
  // A longer one lets a master swallow another's task by its message id; a task is recognised by its taskId.
  duplicate_window: nanos(100),
};

/**
 * The log. Services publish on `log.`, what is stored, replayed and heard is `evt.`: only committed events are heard.
 * Each subject is written once; nothing lets a publisher or a client erase: no roll-up, no time to live, no schedule.
 */
const events: StreamSettings = {
  ...COMMON,
  name: STREAMS.events,
  subjects: [STREAM_SUBJECTS.EVENTS],
  subject_transform: { src: STREAM_SUBJECTS.EVENTS, dest: eventFilters.all() },
  republish: { src: eventFilters.all(), dest: eventFilters.all() },
  max_msgs_per_subject: 1,
  discard: 'new',
  discard_new_per_subject: true,
  deny_delete: true,
  deny_purge: true,
  allow_direct: true,
  allow_atomic: true,
  duplicate_window: nanos(60 * 60 * SECOND),
};

// Apart from the log, because schedules make a stream erasable: nats-server switches roll-up on for them. What takes the
// place of a timer that is cleared goes by itself.
const timers: StreamSettings = {
  ...COMMON,
  name: STREAMS.timers,
  subjects: [STREAM_SUBJECTS.TIMERS],
  retention: 'workqueue',
  allow_msg_schedules: true,
  allow_msg_ttl: true,
  allow_rollup_hdrs: true,
};

const kept30Days = (name: keyof typeof STREAM_SUBJECTS): StreamSettings => ({
  ...COMMON,
  name,
  subjects: [STREAM_SUBJECTS[name]],
  max_age: nanos(30 * DAY),
  duplicate_window: nanos(60 * 60 * SECOND),
});

/** A key-value bucket as its clients expect it, with one value per key; what is erased is gone. */
const personKeys: StreamSettings = {
  ...COMMON,
  name: `KV_${PERSON_KEYS}`,
  subjects: [PERSON_KEY_VALUES],
  max_msgs_per_subject: 1,
  discard: 'new',
  allow_rollup_hdrs: true,
  allow_direct: true,
};

/** The streams that every service may ask about. */
export const logStreamSettings = (): StreamSettings[] => [
  intake,
  events,
  timers,
  kept30Days(STREAMS.alerts),
  kept30Days(STREAMS.deadLetters),
];

const KEPT_30_DAYS: readonly string[] = [STREAMS.alerts, STREAMS.deadLetters];

/** What an earlier version made this stream with, where that was something else. */
export const earlierSettings = (stream: StreamSettings): StreamSettings | undefined => {
  if (stream.name === STREAMS.timers) return { ...stream, allow_msg_ttl: false };
  return KEPT_30_DAYS.includes(stream.name)
    ? { ...stream, duplicate_window: COMMON.duplicate_window }
    : undefined;
};

/** The streams of 6.2 on `replicas` servers: 1, or 3 in a cluster. */
export const streamSettings = (replicas: 1 | 3): StreamSettings[] =>
  [...logStreamSettings(), personKeys].map((stream) => ({ ...stream, num_replicas: replicas }));
