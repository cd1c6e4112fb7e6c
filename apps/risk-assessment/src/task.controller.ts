import { handle } from '@guildhall/event-store';
import { OnCommand, RUNTIME } from '@guildhall/messaging';
import type { CommandRequest, Outcome, Runtime } from '@guildhall/messaging';
import { taskDecider } from '@guildhall/risk';
import type { TaskCommand, TaskState } from '@guildhall/risk';
import { Controller, Inject } from '@nestjs/common';
import { FACTS } from './facts.js';
import type { Facts } from './facts.js';
import { Policies } from './policies.js';

/** What a master may still say about its task. */
@Controller()
export class TaskController {
  constructor(
    @Inject(RUNTIME) private readonly runtime: Runtime,
    @Inject(FACTS) private readonly facts: Facts,
    @Inject(Policies) private readonly policies: Policies,
  ) {}

  @OnCommand('task.withdraw')
  withdraw(request: CommandRequest<'task.withdraw'>): Promise<Outcome> {
    const { caller, payload } = request;
    return this.#handle(request, async () => ({
      type: 'withdraw',
      caller,
      taskId: payload.taskId,
      reason: payload.reason,
      denied: await this.#isDenied(payload.taskId),
    }));
  }

  @OnCommand('task.override')
  override(request: CommandRequest<'task.override'>): Promise<Outcome> {
    const { caller, payload, now } = request;
    return this.#handle(request, async (state) => ({
      type: 'override',
      caller,
      taskId: payload.taskId,
      denied: await this.#isDenied(payload.taskId),
      overrides: payload.overrides,
      facts: this.facts.state,
      // The plan and the policy are those of the request (3.1).
      policy:
        state.status === 'unknown' ? this.policies.inForce : this.policies.of(state.assessment.policy.sha256),
      now,
      unsafeBroker: !this.runtime.safeBroker,
    }));
  }

  async #isDenied(taskId: string): Promise<boolean> {
    const { events } = await this.runtime.store.read('assignment', taskId, { fresh: true });
    return events.some(({ type }) => type === 'assignment.denied');
  }

  async #handle(
    request: CommandRequest<'task.withdraw' | 'task.override'>,
    command: (state: TaskState) => Promise<TaskCommand>,
  ): Promise<Outcome> {
    const { taskId } = request.payload;
    const handled = await handle(this.runtime.store, {
      decider: taskDecider,
      context: 'task',
      entity: taskId,
      meta: request.meta(taskId),
      marks: [request.name === 'task.withdraw' ? 'task.withdrawn' : 'task.overridden'],
      command,
    });
    return 'refusal' in handled
      ? handled
      : { result: { taskId, status: handled.state.status }, position: handled.position };
  }
}
