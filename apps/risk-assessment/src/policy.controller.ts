import { POLICY_ENTITY, digestOf } from '@guildhall/contracts';
import type { CommandName, PolicyAnswer, TypesOf } from '@guildhall/contracts';
import { handle, sha256 } from '@guildhall/event-store';
import { OnCommand, RUNTIME } from '@guildhall/messaging';
import type { CommandRequest, Outcome, Runtime } from '@guildhall/messaging';
import { policyDecider, policyIssues, policyStanding } from '@guildhall/risk';
import type { PolicyCommand, PolicyState } from '@guildhall/risk';
import { Controller, Inject } from '@nestjs/common';
import { Directory } from './directory.js';
import { FACTS } from './facts.js';
import type { Facts } from './facts.js';
import { THE_POLICY, reflects } from './policies.js';

type PolicyCommandName = Extract<CommandName, `policy.${string}`>;

/** What each command writes, whatever else: by it a repetition is told from an id used for another command. */
const MARK: Record<PolicyCommandName, TypesOf<'policy'>> = {
  'policy.propose': 'policy.proposed',
  'policy.endorse': 'policy.endorsed',
};

const answerOf = (state: PolicyState, hash: string): PolicyAnswer => {
  const standing = policyStanding(state, hash);
  // Every command that is not refused leaves its policy open or in force.
  if (!standing) throw new Error(`the policy ${hash} is neither proposed nor in force`);
  return standing;
};

/** Who has endorsed the policy so far, if it is open. */
const endorsersOf = (state: PolicyState, hash: string): string[] =>
  policyStanding(state, hash)?.endorsedBy ?? [];

/** Another policy: proposed by one person, put in force by two others (2.5). */
@Controller()
export class PolicyController {
  constructor(
    @Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'store'>,
    @Inject(Directory) private readonly directory: Directory,
    @Inject(FACTS) private readonly facts: Pick<Facts, 'reached'>,
  ) {}

  @OnCommand('policy.propose')
  propose(request: CommandRequest<'policy.propose'>): Promise<Outcome<PolicyAnswer>> {
    const { caller, payload } = request;
    const hash = digestOf(payload.document, sha256);
    return this.#answer(request, hash, async () => ({
      type: 'propose',
      caller,
      roles: await this.directory.roles(caller),
      sha256: hash,
      issuesOf: policyIssues,
      ...payload,
    }));
  }

  @OnCommand('policy.endorse')
  endorse(request: CommandRequest<'policy.endorse'>): Promise<Outcome<PolicyAnswer>> {
    const { caller, payload } = request;
    return this.#answer(request, payload.sha256, async (state) => ({
      type: 'endorse',
      caller,
      sha256: payload.sha256,
      board: await this.directory.holders('governance-board', [
        caller,
        ...endorsersOf(state, payload.sha256),
      ]),
      issuesOf: policyIssues,
    }));
  }

  async #answer(
    { name, meta }: CommandRequest<PolicyCommandName>,
    hash: string,
    command: (state: PolicyState) => Promise<PolicyCommand>,
  ): Promise<Outcome<PolicyAnswer>> {
    const handled = await handle(this.runtime.store, {
      decider: policyDecider,
      ...THE_POLICY,
      meta: meta(POLICY_ENTITY),
      marks: [MARK[name]],
      command,
    });
    if ('refusal' in handled) return handled;
    // Whoever is told what is in force may ask for a task at once, which this process then assesses by it.
    await reflects(this.facts, handled.state);
    // What was written under this id, where it was sent before: it may have named another policy then.
    const written = handled.events.at(-1)?.data.sha256;
    return { result: answerOf(handled.state, written ?? hash), position: handled.position };
  }
}
