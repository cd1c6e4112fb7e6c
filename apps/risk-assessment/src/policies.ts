import { POLICY_ACTOR, POLICY_ENTITY, policyCausation } from '@guildhall/contracts';
import type { Refusal } from '@guildhall/contracts';
import { handle, stateNow } from '@guildhall/event-store';
import type { Meta, Where } from '@guildhall/event-store';
import { RUNTIME, SettingsError, childOf } from '@guildhall/messaging';
import type { Runtime } from '@guildhall/messaging';
import { compilePolicy, otherThanInForce, policyDecider } from '@guildhall/risk';
import type { Policy, PolicyState, PublishAtBootstrap } from '@guildhall/risk';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { FACTS } from './facts.js';
import type { Facts } from './facts.js';
import { readPolicyFile } from './policy-file.js';

/** The one entity of its context. */
export const THE_POLICY: Where = { context: 'policy', entity: POLICY_ENTITY };

/**
 * Resolves once this process goes by the policy that is in force in `state`. Other processes of the service follow the log
 * themselves, some milliseconds later.
 */
export const reflects = async (facts: Pick<Facts, 'reached'>, state: PolicyState): Promise<void> => {
  if (state.status === 'published') await facts.reached(state.position);
};

const otherFile = ({ message }: Refusal): never => {
  throw new SettingsError(`GUILDHALL_POLICY: ${message}`);
};

/** The published policies, compiled; the first start publishes the named file, or the default one (2.5). */
@Injectable()
export class Policies implements OnModuleInit {
  readonly #compiled = new Map<string, Policy>();

  constructor(
    @Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'now' | 'service' | 'settings' | 'store'>,
    @Inject(FACTS) private readonly facts: Pick<Facts, 'reached' | 'state'>,
  ) {}

  async onModuleInit(): Promise<void> {
    const { state } = await stateNow(this.runtime.store, policyDecider, THE_POLICY);
    await reflects(this.facts, await this.#started(state));
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

  /** The policy that this start goes by. */
  async #started(state: PolicyState): Promise<PolicyState> {
    const { policyFile } = this.runtime.settings;
    const named = policyFile !== undefined;
    // A file that nobody named is for a log without a policy: it is not even looked at.
    if (state.status === 'published' && !named) return state;
    const file = readPolicyFile(policyFile);
    if (state.status === 'none')
      return this.#published({ type: 'publish-at-bootstrap', policy: file.policy(), named });
    // Not by the cause of a publication: the file of the first start may have been replaced since.
    const other = otherThanInForce(file.reference, state);
    return other ? otherFile(other.refusal) : state;
  }

  async #published(command: PublishAtBootstrap): Promise<PolicyState> {
    const handled = await handle(this.runtime.store, {
      decider: policyDecider,
      ...THE_POLICY,
      meta: this.#meta(command.policy),
      command: () => command,
    });
    return 'refusal' in handled ? otherFile(handled.refusal) : handled.state;
  }

  #meta({ reference }: Policy): Meta {
    const { service } = this.runtime;
    return {
      source: service,
      actor: POLICY_ACTOR,
      correlation: POLICY_ENTITY,
      causation: policyCausation(service, reference.sha256),
      traceparent: childOf(undefined),
      time: this.runtime.now(),
    };
  }
}
