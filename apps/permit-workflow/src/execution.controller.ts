import type { PermitAnswer, StartAnswer } from '@guildhall/contracts';
import { KeyedQueue } from '@guildhall/event-store';
import { OnCommand, POLICIES, RUNTIME } from '@guildhall/messaging';
import type { CommandRequest, Outcome, PolicyFold, Runtime } from '@guildhall/messaging';
import { dutyNow, isWorked } from '@guildhall/permit';
import type { MasterNow, Permit, PermitCommand } from '@guildhall/permit';
import { Controller, Inject } from '@nestjs/common';
import { durationsOf } from './durations.js';
import { Emergencies } from './emergencies.js';
import { executingBeside } from './executions.js';
import { LIVE_PERMITS } from './live-permits.js';
import type { LiveFold } from './live-permits.js';
import { LogFacts } from './log-facts.js';
import { Permits } from './permits.js';
import { Tokens } from './tokens/tokens.js';

const toBeDone = (
  permit: Permit,
  duty: StartAnswer['duty'],
): Pick<StartAnswer, 'duty' | 'heartbeatWithin'> => {
  if (duty === undefined) return {};
  return duty === 'work' && isWorked(permit)
    ? { duty, heartbeatWithin: permit.work.heartbeatWithin }
    : { duty };
};

/** How a worker begins and ends the work under a permit. */
@Controller()
export class ExecutionController {
  readonly #starts = new KeyedQueue();

  constructor(
    @Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'now'>,
    @Inject(Permits) private readonly permits: Permits,
    @Inject(LogFacts) private readonly facts: LogFacts,
    @Inject(LIVE_PERMITS) private readonly live: LiveFold,
    @Inject(Emergencies) private readonly emergencies: Pick<Emergencies, 'behind'>,
    @Inject(Tokens) private readonly tokens: Pick<Tokens, 'give'>,
    @Inject(POLICIES) private readonly policies: Pick<PolicyFold, 'state'>,
  ) {}

  /** One start of a worker after the other, each in view of the one before: so its concurrency holds (4.1). */
  @OnCommand('permit.start')
  async start(request: CommandRequest<'permit.start'>): Promise<Outcome<StartAnswer>> {
    const { caller, payload } = request;
    const started = await this.#starts.run(caller, () =>
      this.#inView(this.permits.answer(request, (permit) => this.#start(request, permit))),
    );
    if ('refusal' in started) return started;
    // Not what was started, but what is there now: a repetition gets its answer of then, and no token for what is over.
    const { permit } = await this.permits.read(payload.taskId);
    const now = this.runtime.now();
    const undoer = await this.permits.undoer(permit, now);
    const duty = dutyNow(permit, caller, now, undoer);
    const token = await this.tokens.give(permit, caller, undoer);
    return { ...started, result: { ...started.result, ...toBeDone(permit, duty), ...token } };
  }

  @OnCommand('permit.complete')
  complete(request: CommandRequest<'permit.complete'>): Promise<Outcome<PermitAnswer>> {
    const { caller, now, payload: input } = request;
    return this.#inView(this.permits.answer(request, () => ({ type: 'complete', caller, now, input })));
  }

  // The next start of the worker counts what this command has changed.
  async #inView(answer: Promise<Outcome<PermitAnswer>>): Promise<Outcome<PermitAnswer>> {
    const outcome = await answer;
    if (!('refusal' in outcome)) await this.live.reached(outcome.position);
    return outcome;
  }

  async #start(
    { caller, payload: input }: CommandRequest<'permit.start'>,
    permit: Permit,
  ): Promise<PermitCommand> {
    // Not when the command came: it may have waited for its turn, and a window ends meanwhile.
    const now = this.runtime.now();
    return {
      type: 'start',
      caller,
      now,
      input,
      durations: durationsOf(this.policies.state, permit),
      worker: await this.facts.worker(caller, now),
      executing: executingBeside(this.live.state.executions, caller, input.taskId),
      master: await this.#master(permit, now),
      ...(await this.emergencies.behind(permit)),
    };
  }

  #master(permit: Permit, now: string): Promise<MasterNow> | MasterNow {
    return 'terms' in permit ? this.facts.master(permit.terms.requestedBy, now) : { status: 'unknown' };
  }
}
