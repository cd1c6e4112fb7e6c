import type { Timer } from '@guildhall/event-store';
import { decided } from '@guildhall/event-store';
import { OnReaction, OnTimer, RUNTIME } from '@guildhall/messaging';
import type { ReactionRequest, Runtime, TimerRequest } from '@guildhall/messaging';
import { deadlineOf, nextRollbackDue } from '@guildhall/permit';
import type { Permit } from '@guildhall/permit';
import { Controller, Inject } from '@nestjs/common';
import { Heartbeats } from './heartbeats.js';
import { Permits } from './permits.js';

const ROLLBACK = 'rollback';
/** As `DeadlineController` hears it. */
const DURATION = 'duration';

type Trace = Pick<Timer, 'traceparent'>;

/** Misses workers that say nothing, and work that nobody undoes in time (3.4, 3.5). */
@Controller()
export class WorkTimersController {
  constructor(
    @Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'timers'>,
    @Inject(Permits) private readonly permits: Permits,
    @Inject(Heartbeats) private readonly heartbeats: Pick<Heartbeats, 'heard' | 'isLost'>,
  ) {}

  @OnReaction('permit-workflow-work')
  async follow({ event, meta, now }: ReactionRequest): Promise<void> {
    const { type, entity, time, data } = event;
    // What went well is not undone: nobody has to read the log for it.
    if (type === 'permit.completed' && data.outcome === 'success') return;
    // By the later of both clocks: looked at too early, it would have only just begun.
    const at = time > now ? time : now;
    if (type === 'permit.execution-started') await this.#begin(entity, at, meta);
    else await this.#await((await this.permits.read(entity)).permit, entity, meta);
  }

  // The window has had its timer since the permit was issued, or will; only now is it known when a limit of the duration
  // ends. After the end of the work that timer goes off in vain.
  async #begin(entity: string, at: string, { traceparent }: Trace): Promise<void> {
    const { permit } = await this.permits.read(entity);
    if (permit.status !== 'EXECUTING') return;
    const { heartbeatWithin } = permit.work;
    await this.heartbeats.heard({ taskId: entity, heartbeatWithin }, at, traceparent);
    const deadline = deadlineOf(permit);
    if (!deadline || deadline.due === permit.window.notAfter) return;
    await this.runtime.timers.set({
      context: 'permit',
      entity,
      kind: DURATION,
      due: deadline.due,
      traceparent,
    });
  }

  @OnTimer('execution')
  async hear(request: TimerRequest): Promise<void> {
    const { timer, now } = request;
    const { entity, kind, traceparent } = timer;
    if (kind === ROLLBACK) return this.#giveUp(request);
    const { permit } = await this.permits.read(entity);
    if (permit.status !== 'EXECUTING') return;
    const executed = { taskId: entity, heartbeatWithin: permit.work.heartbeatWithin };
    if (!(await this.heartbeats.isLost(executed, now, traceparent))) return;
    const { events, state } = await this.#decide(request, 'heartbeat-lost');
    if (events.length === 0 && state.status === 'EXECUTING')
      await this.heartbeats.heard(executed, now, traceparent);
  }

  async #giveUp(request: TimerRequest): Promise<void> {
    const { state } = await this.#decide(request, 'rollback-timeout');
    // Whoever has the grant by now has it for longer, or somebody else has to be found for the rest of the time.
    await this.#await(state, request.timer.entity, request.timer);
  }

  async #decide({ timer: { entity }, meta, now }: TimerRequest, type: 'heartbeat-lost' | 'rollback-timeout') {
    return decided(await this.permits.decide(entity, meta(entity), () => ({ type, now })));
  }

  /** Sets the timer of a rollback that somebody still has to do; nothing where there is none. */
  async #await(permit: Permit, entity: string, { traceparent }: Trace): Promise<void> {
    const due = nextRollbackDue(permit);
    if (due === undefined) return;
    await this.runtime.timers.set({ context: 'execution', entity, kind: ROLLBACK, due, traceparent });
  }
}
