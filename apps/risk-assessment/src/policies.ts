import { POLICY_ACTOR, POLICY_ENTITY, policyCausation } from '@guildhall/contracts';
import { handle } from '@guildhall/event-store';
import { RUNTIME, SettingsError, childOf } from '@guildhall/messaging';
import type { Runtime } from '@guildhall/messaging';
import { compilePolicy, policyDecider } from '@guildhall/risk';
import type { Policy } from '@guildhall/risk';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { FACTS } from './facts.js';
import type { Facts } from './facts.js';
import { readPolicyFile } from './policy-file.js';

/** The published policies, compiled; the first start publishes the named file, or the default one (2.5). */
@Injectable()
export class Policies implements OnModuleInit {
  readonly #compiled = new Map<string, Policy>();

  constructor(
    @Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'now' | 'service' | 'settings' | 'store'>,
    @Inject(FACTS) private readonly facts: Pick<Facts, 'reached' | 'state'>,
  ) {}

  async onModuleInit(): Promise<void> {
    const { policyFile } = this.runtime.settings;
    const policy = readPolicyFile(policyFile);
    const time = this.runtime.now();
    const published = await handle(this.runtime.store, {
      decider: policyDecider,
      context: 'policy',
      entity: POLICY_ENTITY,
      meta: {
        source: this.runtime.service,
        actor: POLICY_ACTOR,
        correlation: POLICY_ENTITY,
        causation: policyCausation(this.runtime.service, policy.reference.sha256),
        traceparent: childOf(undefined),
        time,
      },
      command: () => ({ type: 'publish-at-bootstrap' as const, policy, named: policyFile !== undefined }),
    });
    if ('refusal' in published) throw new SettingsError(`GUILDHALL_POLICY: ${published.refusal.message}`);
    await this.facts.reached(published.position);
  }

  /** The one that new tasks are assessed with. */
  get inForce(): Policy {
    return this.of(this.facts.state.inForce ?? '');
  }

  /** The published policy with this hash. Every assessment names one. */
  of(sha256: string): Policy {
    const known = this.#compiled.get(sha256);
    if (known) return known;
    const document = this.facts.state.policies.get(sha256);
    if (!document) throw new Error(`policy ${sha256} was never published`);
    const policy = compilePolicy(document, sha256);
    this.#compiled.set(sha256, policy);
    return policy;
  }
}
