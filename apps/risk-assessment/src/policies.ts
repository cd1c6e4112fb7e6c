import { POLICY_ACTOR, POLICY_ENTITY } from '@guildhall/contracts';
import { handle } from '@guildhall/event-store';
import { RUNTIME, SettingsError, childOf } from '@guildhall/messaging';
import type { Runtime } from '@guildhall/messaging';
import { parsePolicy, policyDecider } from '@guildhall/risk';
import type { Policy } from '@guildhall/risk';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { FACTS } from './facts.js';
import type { Facts } from './facts.js';
import { readPolicyFile } from './policy-file.js';

/** The published policies, compiled; the first start publishes the file (2.5). */
@Injectable()
export class Policies implements OnModuleInit {
  readonly #compiled = new Map<string, Policy>();

  constructor(
    @Inject(RUNTIME) private readonly runtime: Runtime,
    @Inject(FACTS) private readonly facts: Facts,
  ) {}

  async onModuleInit(): Promise<void> {
    const policy = readPolicyFile(this.runtime.settings.policyFile);
    const time = this.runtime.now();
    const published = await handle(this.runtime.store, {
      decider: policyDecider,
      context: 'policy',
      entity: POLICY_ENTITY,
      meta: {
        source: this.runtime.service,
        actor: POLICY_ACTOR,
        correlation: POLICY_ENTITY,
        causation: `${this.runtime.service}:policy-${policy.reference.sha256}`,
        traceparent: childOf(undefined),
        time,
      },
      command: () => ({ type: 'publish-at-bootstrap' as const, policy }),
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
    const made = parsePolicy(document, sha256);
    if ('issues' in made) throw new Error(`policy ${sha256} of the log is not valid`);
    this.#compiled.set(sha256, made.policy);
    return made.policy;
  }
}
