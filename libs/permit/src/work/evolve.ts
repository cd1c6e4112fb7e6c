import type { EventData, EventOf, TypesOf } from '@guildhall/contracts';
import type { Permit } from '../permit/state.js';
import { takenOverBy, withRecords } from './work.js';
import type { Announced, Violation, Work } from './work.js';
import type { Worked } from './worked.js';

/** What happens to the work itself. */
export type WorkEvent = EventOf<TypesOf<'execution'> | 'permit.violation-detected'>;

// What follows on an end in the log was announced in vain, unless it is about undoing.
const purposeOf = ({ status, work }: Worked, workerId: string): Announced['purpose'] => {
  if (status === 'EXECUTING') return 'work';
  return work.rollback?.state === 'granted' && work.rollback.workerId === workerId ? 'rollback' : 'nothing';
};

const announced = (permit: Worked, data: EventData<'execution.action-proposed'>, at: string): Work => ({
  ...permit.work,
  announced: { ...data, at, purpose: purposeOf(permit, data.workerId) },
});

const confirmed = (work: Work, { seq, by }: EventData<'execution.action-confirmed'>): Work =>
  work.announced?.seq === seq ? { ...work, announced: { ...work.announced, confirmedBy: by } } : work;

const recorded = (
  { status, work }: Worked,
  { workerId, actions, late }: EventData<'execution.action-recorded'>,
): Work => {
  const { announced, ...others } = work;
  // After the end whatever is no late evidence undoes the work.
  const undoes = status !== 'EXECUTING' && late !== true;
  const isOnRecord = actions.some(({ seq }) => seq === announced?.seq);
  return {
    ...others,
    ...(announced === undefined || isOnRecord ? {} : { announced }),
    done: withRecords(work, actions, { workerId, ...(undoes ? { undoes } : {}) }),
  };
};

const violated = (work: Work, data: EventData<'permit.violation-detected'>, at: string): Work => {
  const violation: Violation = { ...data, at };
  return { ...work, violations: [...work.violations, violation] };
};

const granted = (work: Work, data: EventData<'execution.rollback-granted'>): Work => ({
  ...takenOverBy(data.workerId, work),
  rollback: { ...data, state: 'granted' },
});

const withdrawn = (
  work: Work,
  { workerId, kind }: EventData<'execution.rollback-withdrawn'>,
  at: string,
): Work => {
  const until = work.rollback?.state === 'granted' ? work.rollback.until : at;
  return {
    ...work,
    rollback: { state: 'withdrawn', at, workerId, kind, until },
    withdrawn: [...(work.withdrawn ?? []), workerId],
  };
};

const failed = (
  work: Work,
  { kind, workerId }: EventData<'execution.rollback-failed'>,
  at: string,
): Work => ({
  ...work,
  rollback: { state: 'failed', at, kind, ...(workerId === undefined ? {} : { workerId }) },
});

const unknownEvent = (event: never): never => {
  throw new TypeError(`not an event of the work under a permit: ${JSON.stringify(event)}`);
};

const workAfter = (permit: Worked, event: WorkEvent, at: string): Work => {
  const { work } = permit;
  switch (event.type) {
    case 'execution.action-proposed':
      return announced(permit, event.data, at);
    case 'execution.action-confirmed':
      return confirmed(work, event.data);
    case 'execution.action-recorded':
      return recorded(permit, event.data);
    case 'permit.violation-detected':
      return violated(work, event.data, at);
    case 'execution.rollback-granted':
      return granted(work, event.data);
    case 'execution.rollback-withdrawn':
      return withdrawn(work, event.data, at);
    case 'execution.rolled-back':
      return { ...work, rollback: { state: 'done', at, workerId: event.data.workerId } };
    case 'execution.rollback-failed':
      return failed(work, event.data, at);
    default:
      return unknownEvent(event);
  }
};

/**
 * The permit after an event of its work. It may come after the permit's end: both have versions of their own, and
 * evidence is taken whenever it arrives.
 */
export const applyToWork = (permit: Worked, event: WorkEvent, at: string): Permit => ({
  ...permit,
  work: workAfter(permit, event, at),
});
