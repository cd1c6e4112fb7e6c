import { causedEntity } from '@guildhall/contracts';
import { decided, handle, sha256 } from '@guildhall/event-store';
import type { Write } from '@guildhall/event-store';
import { OnReaction, POLICIES, RUNTIME, durationsFor } from '@guildhall/messaging';
import type { PolicyFold, ReactionRequest, Runtime } from '@guildhall/messaging';
import { assignmentDecider, match } from '@guildhall/worker';
import type { Match } from '@guildhall/worker';
import { Controller, Inject } from '@nestjs/common';
import { REGISTRY } from './registry.js';
import type { RegistryFold } from './registry.js';

/** Finds a worker for every assessed task, or says why there is none. */
@Controller()
export class MatchingController {
  constructor(
    @Inject(RUNTIME) private readonly runtime: Runtime,
    @Inject(REGISTRY) private readonly registry: RegistryFold,
    @Inject(POLICIES) private readonly policies: Pick<PolicyFold, 'state'>,
  ) {}

  @OnReaction('worker-registry-tasks')
  async assign({ event, redelivered, meta, now }: ReactionRequest): Promise<void> {
    if (event.type !== 'task.assessed') return;
    await this.registry.reached(event.position);
    const { request: task, assessment, requestedBy } = event.data;
    const { state: registry, position: asOf } = this.registry;
    const { formerOwners } = durationsFor(this.policies.state, assessment.policy);
    const found = match({ task, assessment, requestedBy, registry, now, formerOwners, asOf });
    const handled = await handle(this.runtime.store, {
      decider: assignmentDecider,
      context: 'assignment',
      entity: event.entity,
      meta,
      assumeNew: !redelivered,
      command: () => ({ type: 'settle' as const, match: found }),
      also: () => refusalOf(found, meta.causation),
    });
    decided(handled);
  }
}

/** A worker barred by a hard block is on record as such in the same append as the denial (6.4). */
const refusalOf = (found: Match, causation: string): Write[] =>
  'denied' in found && found.refusal
    ? [
        {
          context: 'refusal',
          entity: causedEntity('f', causation, sha256),
          expected: 0,
          events: [{ type: 'refusal.refused', data: found.refusal }],
        },
      ]
    : [];
