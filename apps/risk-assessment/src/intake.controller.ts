import {
  BOOTSTRAP_ENTITY,
  ID_PATTERN,
  Task,
  causedEntity,
  digestOf,
  hex,
  parseInput,
  parseMessage,
} from '@guildhall/contracts';
import type { Recorded, Refusal, TypesOf } from '@guildhall/contracts';
import { StoreError, handle, sha256 } from '@guildhall/event-store';
import type { Write } from '@guildhall/event-store';
import { OnIntake, RUNTIME } from '@guildhall/messaging';
import type { IntakeRequest, Runtime } from '@guildhall/messaging';
import { isApproved, lacksEmergencyAlone, refusedRequest, taskDecider } from '@guildhall/risk';
import type { RequestTask } from '@guildhall/risk';
import { Controller, Inject } from '@nestjs/common';
import { FACTS } from './facts.js';
import type { Facts } from './facts.js';
import { Policies } from './policies.js';

type Read = RequestTask['read'] & { taskId?: string };

const ownId = (value: unknown): string | undefined => {
  const id: unknown =
    typeof value === 'object' && value !== null
      ? Object.getOwnPropertyDescriptor(value, 'taskId')?.value
      : undefined;
  return typeof id === 'string' && ID_PATTERN.test(id) ? id : undefined;
};

/** The body as a task, and its id where there is a well-formed one even so. */
const read = (body: Uint8Array): Read => {
  const input = parseInput(body);
  if ('refusal' in input) return input;
  const taskId = ownId(input.value);
  return { ...parseMessage(Task, input.value), ...(taskId === undefined ? {} : { taskId }) };
};

/** Takes task requests: each becomes an assessed, a held or a refused task, once. */
@Controller()
export class IntakeController {
  constructor(
    @Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'safeBroker' | 'store'>,
    @Inject(FACTS) private readonly facts: Facts,
    @Inject(Policies) private readonly policies: Policies,
  ) {}

  @OnIntake('risk-assessment-intake')
  async take(request: IntakeRequest): Promise<void> {
    if (request.redelivered && (await this.#wasRefused(request))) return;
    const body = read(request.body);
    const asOf = this.facts.position;
    const refusal = 'value' in body ? await this.#decide(request, body) : this.#refusalOf(request, body);
    if (!refusal) return;
    if ((await this.#behind(refusal, request.master)) > asOf)
      throw new StoreError('unavailable', 'the view of masters and first boot lags behind the log');
    if ('value' in body && (await this.#awaitsCertification(refusal, body.value, request.now)))
      throw new StoreError('unavailable', 'the worker of the emergency is not certified yet');
    await this.#refuse(request, body.taskId, refusal);
  }

  #command(request: IntakeRequest, body: RequestTask['read']): RequestTask {
    return {
      type: 'request',
      from: request.master,
      receivedAt: request.receivedAt,
      read: body,
      digest: (value) => digestOf(value, sha256),
      facts: this.facts.state,
      policy: this.policies.inForce,
      now: request.now,
      unsafeBroker: !this.runtime.safeBroker,
    };
  }

  async #decide(request: IntakeRequest, body: { value: Task }): Promise<Refusal | undefined> {
    const { taskId } = body.value;
    const handled = await handle(this.runtime.store, {
      decider: taskDecider,
      context: 'task',
      entity: taskId,
      meta: request.meta(taskId),
      assumeNew: !request.redelivered,
      command: () => this.#command(request, body),
    });
    return 'refusal' in handled ? handled.refusal : undefined;
  }

  // What is no task has no entity of its own, so there is nothing to load.
  #refusalOf(request: IntakeRequest, body: { refusal: Refusal }): Refusal {
    const decision = taskDecider.decide(this.#command(request, body), taskDecider.initialState);
    return 'refusal' in decision ? decision.refusal : body.refusal;
  }

  // Position of what a refusal is based on. It is final, so it must not come from a view that has not seen that yet.
  async #behind({ code }: Refusal, master: string): Promise<number> {
    const { store } = this.runtime;
    if (code !== 'NOT_BOOTSTRAPPED' && code !== 'FORBIDDEN') return 0;
    const { events } =
      code === 'FORBIDDEN'
        ? await store.read('master', master, { fresh: true })
        : await store.read('directory', BOOTSTRAP_ENTITY, { fresh: true });
    return events.at(-1)?.position ?? 0;
  }

  // Between the approval and the certification that follows from it: what is refused then is refused for good.
  async #awaitsCertification(refusal: Refusal, { emergencyId }: Task, now: string): Promise<boolean> {
    if (emergencyId === undefined || !lacksEmergencyAlone(refusal)) return false;
    const { events } = await this.runtime.store.read('emergency', emergencyId, { fresh: true });
    return isApproved(events as Recorded<TypesOf<'emergency'>>[], now);
  }

  #entity(request: IntakeRequest, prefix: 'r' | 'f'): string {
    return causedEntity(prefix, request.meta('').causation, sha256);
  }

  async #wasRefused(request: IntakeRequest): Promise<boolean> {
    return (await this.runtime.store.read('task', this.#entity(request, 'r'))).version > 0;
  }

  async #refuse(request: IntakeRequest, taskId: string | undefined, refusal: Refusal): Promise<void> {
    const entity = this.#entity(request, 'r');
    const made = refusedRequest(refusal, {
      requestedBy: request.master,
      ...(taskId === undefined ? {} : { taskId }),
      bytes: request.body.length,
      sha256: hex(sha256(request.body)),
    });
    const writes: Write[] = [{ context: 'task', entity, expected: 0, events: [made.refused] }];
    if (made.refusal) {
      writes.push({
        context: 'refusal',
        entity: this.#entity(request, 'f'),
        expected: 0,
        events: [made.refusal],
      });
    }
    await this.runtime.store.append(writes, request.meta(taskId ?? entity));
  }
}
