import { TIMER_ACTOR, hasCome } from '@guildhall/contracts';
import type { Recorded } from '@guildhall/contracts';
import { decided } from '@guildhall/event-store';
import { OnReaction, OnTimer, POLICIES, RUNTIME, publishAlert } from '@guildhall/messaging';
import type { PolicyFold, ReactionRequest, Runtime, TimerRequest } from '@guildhall/messaging';
import { archiveDue, deadlineOf, permitDecider, remindersOf } from '@guildhall/permit';
import type { Permit } from '@guildhall/permit';
import { Controller, Inject } from '@nestjs/common';
import { durationsOf } from './durations.js';
import { Permits } from './permits.js';
import { reminderOf, reminding } from './reminder.js';

// What a permit is right after this event, as far as its deadline is concerned: nobody has to read the log for it.
const begun = (event: Recorded<'permit.requested' | 'permit.issued'>): Permit =>
  permitDecider.evolve(permitDecider.initialState, event);

const REMINDERS = ['reminder-50', 'reminder-80'];
const OF_REVIEW = ['review', ...REMINDERS];

/** Timers that the permit had before this event, and needs no more. */
const settledBy = ({ type, data, actor }: ReactionRequest['event']): string[] => {
  switch (type) {
    case 'permit.issued':
      return data.approvedBy === 'policy' ? [] : OF_REVIEW;
    // Those that are still to come are set anew.
    case 'permit.amended':
      return REMINDERS;
    case 'permit.rejected':
      // By a timer: the last one there was has gone off.
      return actor === TIMER_ACTOR ? [] : [...OF_REVIEW, 'window'];
    case 'permit.closed':
      return actor === TIMER_ACTOR ? [] : ['window'];
    default:
      return [];
  }
};

interface Due {
  kind: string;
  due: string;
}

const duesOf = (permit: Permit): Due[] => {
  const deadline = deadlineOf(permit);
  return [...(deadline ? [deadline] : []), ...remindersOf(permit)];
};

// The time is counted from the request, as before: of what is over of it people were reminded when it was.
const duesAfterAmendment = (permit: Permit, now: string): Due[] =>
  duesOf(permit).filter(({ kind, due }) => !REMINDERS.includes(kind) || !hasCome(due, now));

/**
 * Ends permits whose time is over, reminds people of those that wait for them, and puts away what ended long ago (3.1,
 * 3.2, 3.5): each moment that an event names has a timer, set because of the event.
 */
@Controller()
export class DeadlineController {
  constructor(
    @Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'timers' | 'nc'>,
    @Inject(Permits) private readonly permits: Permits,
    @Inject(POLICIES) private readonly policies: Pick<PolicyFold, 'state'>,
  ) {}

  @OnReaction('permit-workflow-deadlines')
  async follow(request: ReactionRequest): Promise<void> {
    const { event, meta } = request;
    const { entity } = event;
    for (const kind of settledBy(event)) await this.runtime.timers.clear({ context: 'permit', entity, kind });
    for (const due of await this.#dues(request)) await this.#set(entity, due, meta.traceparent);
  }

  @OnTimer('permit')
  async hear(request: TimerRequest): Promise<void> {
    switch (request.timer.kind) {
      case 'review':
      case 'window':
      case 'duration':
        return this.#lapse(request);
      case 'reminder-50':
      case 'reminder-80':
        return this.#remind(request);
      case 'archive':
        return this.#putAway(request);
      default:
        // Somebody else's.
        return undefined;
    }
  }

  async #lapse({ timer, meta, now }: TimerRequest): Promise<void> {
    const { entity, traceparent } = timer;
    const handled = await this.permits.decide(entity, meta(entity), () => ({ type: 'lapse', now }));
    const deadline = deadlineOf(decided(handled).state);
    // Early: another event has overtaken the one that it was set for; or the limit that was broken lets the work stand.
    if (deadline) await this.#set(entity, deadline, traceparent);
  }

  // Approvals that no longer count are voided first, so that everybody is asked whose turn it is.
  async #remind({ timer, meta, now }: TimerRequest): Promise<void> {
    const { entity, traceparent } = timer;
    const { state, position } = decided(
      await this.permits.decide(entity, meta(entity), async (permit) => ({
        type: 'recheck',
        now,
        ...(await this.permits.approvers(permit, now)),
      })),
    );
    const reminder = reminderOf(state, timer.kind);
    if (!reminder) return;
    const alert = reminding({ permit: state, position }, reminder, { timer, now });
    if (alert) await publishAlert(this.runtime.nc, alert);
    else if (!hasCome(reminder.due, now)) await this.#set(entity, reminder, traceparent);
  }

  async #putAway({ timer, meta, now }: TimerRequest): Promise<void> {
    const { entity, traceparent } = timer;
    const handled = await this.permits.decide(entity, meta(entity), (permit) => ({
      type: 'put-away',
      now,
      archiveAfter: durationsOf(this.policies.state, permit).archiveAfter,
    }));
    for (const due of this.#archiveDues(decided(handled).state)) await this.#set(entity, due, traceparent);
  }

  /** What the permit has to be looked at for, because of the event. */
  async #dues({ event, redelivered, now }: ReactionRequest): Promise<Due[]> {
    switch (event.type) {
      case 'permit.requested':
      case 'permit.issued':
        // Delivered for the first time, it comes before all that happens to the permit later: events of one permit are
        // reacted to in order. Delivered again, it may come after what has set the timers to another time.
        return duesOf(redelivered ? await this.#permit(event) : begun(event));
      case 'permit.sponsored':
        return duesOf(await this.#permit(event));
      case 'permit.amended':
        return duesAfterAmendment(await this.#permit(event), now);
      case 'permit.rejected':
      case 'permit.expired':
      case 'permit.closed':
        return this.#archiveDues(await this.#permit(event));
      default:
        return [];
    }
  }

  async #permit({ entity }: Pick<Recorded, 'entity'>): Promise<Permit> {
    return (await this.permits.read(entity)).permit;
  }

  #archiveDues(permit: Permit): Due[] {
    const due = archiveDue(permit, durationsOf(this.policies.state, permit).archiveAfter);
    return due === undefined ? [] : [{ kind: 'archive', due }];
  }

  async #set(entity: string, { kind, due }: Due, traceparent: string | undefined): Promise<void> {
    await this.runtime.timers.set({ context: 'permit', entity, kind, due, traceparent });
  }
}
