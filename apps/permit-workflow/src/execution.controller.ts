import { KeyedQueue } from '@guildhall/event-store';
import { OnCommand, RUNTIME } from '@guildhall/messaging';
import type { CommandRequest, Outcome, Runtime } from '@guildhall/messaging';
import type { PermitCommand, Permit } from '@guildhall/permit';
import { Controller, Inject } from '@nestjs/common';
import { EXECUTIONS, executingBeside } from './executions.js';
import type { ExecutionFold } from './executions.js';
import { LogFacts } from './log-facts.js';
import { Permits } from './permits.js';
import type { PermitAnswer } from './permits.js';

/** What a worker says about the permit it works under. */
@Controller()
export class ExecutionController {
  readonly #starts = new KeyedQueue();

  constructor(
    @Inject(RUNTIME) private readonly runtime: Runtime,
    @Inject(Permits) private readonly permits: Permits,
    @Inject(LogFacts) private readonly facts: LogFacts,
    @Inject(EXECUTIONS) private readonly executions: ExecutionFold,
  ) {}

  /** One start of a worker after the other, each in view of the one before: so its concurrency holds (4.1). */
  @OnCommand('permit.start')
  start(request: CommandRequest<'permit.start'>): Promise<Outcome<PermitAnswer>> {
    return this.#starts.run(request.caller, () =>
      this.#inView(this.permits.answer(request, (permit) => this.#start(request, permit))),
    );
  }

  @OnCommand('permit.complete')
  complete(request: CommandRequest<'permit.complete'>): Promise<Outcome<PermitAnswer>> {
    const { caller, now, payload: input } = request;
    return this.#inView(this.permits.answer(request, () => ({ type: 'complete', caller, now, input })));
  }

  // The next start of the worker counts what this command has changed.
  async #inView(answer: Promise<Outcome<PermitAnswer>>): Promise<Outcome<PermitAnswer>> {
    const outcome = await answer;
    if (!('refusal' in outcome)) await this.executions.reached(outcome.position);
    return outcome;
  }

  async #start(
    { caller, payload: input }: CommandRequest<'permit.start'>,
    permit: Permit,
  ): Promise<PermitCommand> {
    // Not when the command came: it may have waited for its turn, and a window ends meanwhile.
    const now = this.runtime.now();
    const requestedBy = 'terms' in permit ? permit.terms.requestedBy : undefined;
    return {
      type: 'start',
      caller,
      now,
      input,
      worker: await this.facts.worker(caller, now),
      executing: executingBeside(this.executions.state, caller, input.taskId),
      master: requestedBy === undefined ? { status: 'unknown' } : await this.facts.master(requestedBy, now),
    };
  }
}
