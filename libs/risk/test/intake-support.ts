import type { EventOf, EventType, Recorded, Task } from '@guildhall/contracts';
import { initialIntakeFacts, taskDecider } from '../src/index.js';
import type { IntakeFacts, RequestTask, TaskEvent, TaskState } from '../src/index.js';
import { DEFAULT_POLICY, digest, task } from './support.js';

/** An event as the log would hold it. */
export const recorded = <T extends EventType>(event: EventOf<T>, entity = 't1', version = 1): Recorded<T> =>
  ({
    ...event,
    id: `event-${version}`,
    context: event.type.split('.')[0],
    entity,
    version,
    position: version,
    time: '2026-11-03T10:00:00.000Z',
    actor: 'development-master',
    correlation: entity,
    causation: 'cause',
  }) as Recorded<T>;

/** The state after these events. */
export const given = (...events: TaskEvent[]): TaskState =>
  events.reduce(
    (state, event, index) => taskDecider.evolve(state, recorded(event, 't1', index + 1)),
    taskDecider.initialState,
  );

export const FACTS: IntakeFacts = {
  ...initialIntakeFacts,
  bootstrapped: true,
  masters: new Map([
    ['development-master', { status: 'active', level: 3 }],
    ['cicd-master', { status: 'active', level: 3 }],
  ]),
};

export const NOW = '2026-11-03T10:00:01.000Z';
export const RECEIVED_AT = '2026-11-03T10:00:00.000Z';

/** `task.requested.development-master` with this task. */
export const request = (asked: Task = task(), changes: Partial<RequestTask> = {}): RequestTask => ({
  type: 'request',
  from: 'development-master',
  receivedAt: RECEIVED_AT,
  now: NOW,
  read: { value: asked },
  facts: FACTS,
  policy: DEFAULT_POLICY,
  digest,
  ...changes,
});
