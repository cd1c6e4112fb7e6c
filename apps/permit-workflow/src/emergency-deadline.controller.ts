import { hasCome, timerCausation } from '@guildhall/contracts';
import { decided, handle, stateNow } from '@guildhall/event-store';
import { OnReaction, OnTimer, RUNTIME, publishAlert } from '@guildhall/messaging';
import type { NewAlert, ReactionRequest, Runtime, TimerRequest } from '@guildhall/messaging';
import { emergencyDeadlines, emergencyDecider } from '@guildhall/permit';
import type { Emergency, EmergencyDeadline } from '@guildhall/permit';
import { Controller, Inject } from '@nestjs/common';

const KINDS: readonly EmergencyDeadline['kind'][] = ['approval', 'end', 'review'];

/** The alert about a review that nobody has recorded in time. */
const overdueReview = (
  { timer }: TimerRequest,
  emergency: Exclude<Emergency, { status: 'NONE' }>,
  position: number,
): NewAlert => ({
  kind: 'review-debt',
  id: timer.entity,
  severity: 'warning',
  at: timer.due,
  summary:
    `The emergency ${timer.entity} (${emergency.incident}) has not been reviewed in time: until it is, ` +
    `${emergency.requestedBy}, ${emergency.workerId} and their owners can start no other.`,
  position,
  links: [{ rel: 'emergency', href: 'emergency.list' }],
  to: ['security-lead'],
  cause: timerCausation(timer, timer.due),
});

/** Ends emergencies whose time is over, and says whose review is overdue (1.8, 3.5). */
@Controller()
export class EmergencyDeadlineController {
  constructor(@Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'store' | 'timers' | 'nc'>) {}

  @OnReaction('permit-workflow-deadlines')
  async follow({ event, meta }: ReactionRequest): Promise<void> {
    if (event.context !== 'emergency') return;
    const { store } = this.runtime;
    const { state } = await stateNow(store, emergencyDecider, { context: 'emergency', entity: event.entity });
    await this.#setAll(event.entity, state, meta.traceparent);
  }

  @OnTimer('emergency')
  async pass(request: TimerRequest): Promise<void> {
    const { timer, meta, now } = request;
    const handled = await handle(this.runtime.store, {
      decider: emergencyDecider,
      context: 'emergency',
      entity: timer.entity,
      meta: meta(timer.entity),
      command: () => ({ type: 'pass' as const, now }),
    });
    const { events, state, position } = decided(handled);
    // What it wrote has its timers set.
    if (events.length === 0) await this.#stillTo(request, state, position);
  }

  /** The timer changed nothing: what it was for is overdue, or it came early, or is no concern any more. */
  async #stillTo(request: TimerRequest, emergency: Emergency, position: number): Promise<void> {
    const { timer, now } = request;
    const deadline = emergencyDeadlines(emergency).find(({ kind }) => kind === timer.kind);
    if (deadline === undefined || emergency.status === 'NONE') return;
    if (!hasCome(deadline.due, now)) await this.#set(timer.entity, deadline, timer.traceparent);
    else if (deadline.kind === 'review')
      await publishAlert(this.runtime.nc, overdueReview(request, emergency, position));
  }

  /** Sets the timers that the emergency needs as it is by now, and takes away those it does not. */
  async #setAll(entity: string, emergency: Emergency, traceparent: string | undefined): Promise<void> {
    const deadlines = emergencyDeadlines(emergency);
    for (const kind of KINDS) {
      const deadline = deadlines.find((each) => each.kind === kind);
      if (deadline) await this.#set(entity, deadline, traceparent);
      else await this.runtime.timers.clear({ context: 'emergency', entity, kind });
    }
  }

  async #set(
    entity: string,
    { kind, due }: EmergencyDeadline,
    traceparent: string | undefined,
  ): Promise<void> {
    await this.runtime.timers.set({ context: 'emergency', entity, kind, due, traceparent });
  }
}
