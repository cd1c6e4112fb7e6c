import { TIMER_ACTOR } from '@guildhall/contracts';
import type { Recorded } from '@guildhall/contracts';
import { decided } from '@guildhall/event-store';
import { OnReaction, OnTimer, RUNTIME } from '@guildhall/messaging';
import type { ReactionRequest, Runtime, TimerRequest } from '@guildhall/messaging';
import { deadlineOf, permitDecider } from '@guildhall/permit';
import type { Deadline, Permit } from '@guildhall/permit';
import { Controller, Inject } from '@nestjs/common';
import { Permits } from './permits.js';

// What a permit is right after this event, as far as its deadline is concerned: nobody has to read the log for it.
const begun = (event: Recorded<'permit.requested' | 'permit.issued'>): Permit =>
  permitDecider.evolve(permitDecider.initialState, event);

/** Deadlines that the permit had before this event, and has no more. */
const settledBy = ({ type, data, actor }: ReactionRequest['event']): Deadline['kind'][] => {
  switch (type) {
    case 'permit.issued':
      return data.approvedBy === 'policy' ? [] : ['review'];
    case 'permit.rejected':
      // By a timer: the one there was has gone off.
      return actor === TIMER_ACTOR ? [] : ['review', 'window'];
    case 'permit.closed':
      return actor === TIMER_ACTOR ? [] : ['window'];
    default:
      return [];
  }
};

/** Ends permits whose time is over (3.1, 3.5): each deadline that an event names has a timer, set because of the event. */
@Controller()
export class DeadlineController {
  constructor(
    @Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'timers'>,
    @Inject(Permits) private readonly permits: Permits,
  ) {}

  @OnReaction('permit-workflow-deadlines')
  async follow({ event, meta }: ReactionRequest): Promise<void> {
    const { entity } = event;
    if (event.type === 'permit.requested' || event.type === 'permit.issued')
      await this.#set(entity, begun(event), meta.traceparent);
    for (const kind of settledBy(event)) await this.runtime.timers.clear({ context: 'permit', entity, kind });
  }

  @OnTimer('permit')
  async lapse({ timer, meta, now }: TimerRequest): Promise<void> {
    const { entity, traceparent } = timer;
    const handled = await this.permits.decide(entity, meta(entity), () => ({ type: 'lapse', now }));
    const { events, state } = decided(handled);
    // Early: set because of an event that another one has overtaken since, so that the deadline is a later one.
    if (events.length === 0) await this.#set(entity, state, traceparent);
  }

  async #set(entity: string, permit: Permit, traceparent: string | undefined): Promise<void> {
    const deadline = deadlineOf(permit);
    if (!deadline) return;
    const trace = traceparent === undefined ? {} : { traceparent };
    await this.runtime.timers.set({ context: 'permit', entity, ...deadline, ...trace });
  }
}
