import type { EventData, Recorded, WaitingAction, WorkResult } from '@guildhall/contracts';

/** What changes what is known of the work under a permit. */
export type WorkEvent = Recorded<
  | 'permit.execution-started'
  | 'permit.violation-detected'
  | 'permit.revoked'
  | 'permit.completed'
  | 'permit.closed'
  | 'execution.action-proposed'
  | 'execution.action-confirmed'
  | 'execution.action-recorded'
  | 'execution.rollback-granted'
  | 'execution.rollback-withdrawn'
  | 'execution.rolled-back'
  | 'execution.rollback-failed'
>;

/** The story has all of them: whoever tries the same thing again and again must not make the permit unreadable. */
const MOST_VIOLATIONS = 100;

const withoutWaiting = ({ waiting: _settled, ...work }: WorkResult): WorkResult => work;

const proposed = (work: WorkResult, { time, data }: Recorded<'execution.action-proposed'>): WorkResult => {
  const { seq, action, target, needsConfirmation } = data;
  const waiting: WaitingAction = { seq, action, target, at: time };
  return needsConfirmation ? { ...work, waiting } : withoutWaiting(work);
};

const settled = (work: WorkResult, seqs: readonly number[]): WorkResult =>
  work.waiting && seqs.includes(work.waiting.seq) ? withoutWaiting(work) : work;

const recorded = (work: WorkResult, { actions }: EventData<'execution.action-recorded'>): WorkResult => {
  const seqs = actions.map(({ seq }) => seq);
  return { ...settled(work, seqs), lastSeq: Math.max(work.lastSeq, ...seqs) };
};

const violated = (work: WorkResult, { time, data }: Recorded<'permit.violation-detected'>): WorkResult => {
  const { rule, onViolation, text, seq } = data;
  const violation = { at: time, rule, onViolation, text, ...(seq === undefined ? {} : { seq }) };
  return { ...work, violations: [...work.violations, violation].slice(-MOST_VIOLATIONS) };
};

const withRollback = (work: WorkResult, change: NonNullable<WorkResult['rollback']>): WorkResult => ({
  ...work,
  rollback: { ...work.rollback, ...change },
});

const evolveBegun = (
  work: WorkResult,
  event: Exclude<WorkEvent, Recorded<'permit.execution-started'>>,
): WorkResult => {
  switch (event.type) {
    case 'permit.violation-detected':
      return violated(work, event);
    // Nobody confirms anything for what has stopped.
    case 'permit.revoked':
    case 'permit.completed':
    case 'permit.closed':
      return withoutWaiting(work);
    case 'execution.action-proposed':
      return proposed(work, event);
    case 'execution.action-confirmed':
      return settled(work, [event.data.seq]);
    case 'execution.action-recorded':
      return recorded(work, event.data);
    case 'execution.rollback-granted': {
      const { workerId, until } = event.data;
      // What another worker has announced waits for nobody any more.
      const others = work.rollback?.workerId === workerId ? work : withoutWaiting(work);
      return withRollback(others, { state: 'granted', workerId, until });
    }
    case 'execution.rollback-withdrawn': {
      const { rollback: _lost, ...others } = withoutWaiting(work);
      return { ...others, rollback: { state: 'needed' } };
    }
    case 'execution.rolled-back':
      return withRollback(withoutWaiting(work), { state: 'done', workerId: event.data.workerId });
    case 'execution.rollback-failed': {
      const { workerId } = event.data;
      return withRollback(withoutWaiting(work), {
        state: 'failed',
        ...(workerId === undefined ? {} : { workerId }),
      });
    }
  }
};

/** What was done under a permit, after `event`; undefined until it is started. */
export const evolveWork = (work: WorkResult | undefined, event: WorkEvent): WorkResult | undefined =>
  event.type === 'permit.execution-started'
    ? { startedAt: event.time, lastSeq: 0, violations: [] }
    : work && evolveBegun(work, event);
