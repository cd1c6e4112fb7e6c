import { digestOf } from '@guildhall/contracts';
import type { CommandName, TypesOf, WorkerAnswer } from '@guildhall/contracts';
import { handle, sha256 } from '@guildhall/event-store';
import type { Write } from '@guildhall/event-store';
import { OnCommand, RUNTIME, durationsInForce } from '@guildhall/messaging';
import type { CommandRequest, Outcome, Runtime } from '@guildhall/messaging';
import { workerDecider, workerFacts } from '@guildhall/worker';
import type { Asker, WorkerCommand, WorkerState } from '@guildhall/worker';
import { Controller, Inject } from '@nestjs/common';
import { claimOn, claimed } from './claims.js';
import { Directory } from './directory.js';

type WorkerCommandName = Exclude<Extract<CommandName, `worker.${string}`>, 'worker.import'>;

/** What each command writes, whatever else: by it a repetition is told from an id used for another command. */
const MARK: Record<WorkerCommandName, TypesOf<'worker'>> = {
  'worker.register': 'worker.registered',
  'worker.redefine': 'worker.redefined',
  'worker.suspend': 'worker.certification-suspended',
  'worker.retire': 'worker.retired',
  'worker.revoke': 'worker.certification-revoked',
  'worker.report-incident': 'worker.incident-reported',
  'worker.reset-trust': 'worker.trust-reset',
};

const answerOf = (workerId: string, state: WorkerState, now: string): WorkerAnswer => {
  const facts = workerFacts(state, now);
  // Every command that is not refused leaves a known worker behind.
  if (facts.status === 'unknown') throw new Error(`there is no worker ${workerId}`);
  const { definition, level, status, trust } = facts;
  return { workerId, definition, level, status, trust };
};

const digest = (value: unknown): string => digestOf(value, sha256);

/** Who is registered as a worker, what it is, and whether it may be given work. */
@Controller()
export class WorkerController {
  constructor(
    @Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'store'>,
    @Inject(Directory) private readonly directory: Directory,
  ) {}

  @OnCommand('worker.register')
  register(request: CommandRequest<'worker.register'>): Promise<Outcome<WorkerAnswer>> {
    const { definition } = request.payload;
    const { workerId, owners } = definition;
    return this.#answer(
      request,
      workerId,
      async (asker) => ({
        type: 'register',
        asker,
        definition,
        strangers: await this.directory.strangers(owners),
        digest,
        ...(await claimOn(this.runtime.store, workerId)),
      }),
      () => [claimed(workerId, 'worker')],
    );
  }

  @OnCommand('worker.redefine')
  redefine(request: CommandRequest<'worker.redefine'>): Promise<Outcome<WorkerAnswer>> {
    const { definition } = request.payload;
    return this.#answer(request, definition.workerId, async (asker) => ({
      type: 'redefine',
      asker,
      definition,
      strangers: await this.directory.strangers(definition.owners),
      digest,
      now: request.now,
    }));
  }

  @OnCommand('worker.suspend')
  suspend(request: CommandRequest<'worker.suspend'>): Promise<Outcome<WorkerAnswer>> {
    const { workerId, reason } = request.payload;
    return this.#answer(request, workerId, (asker) => ({ type: 'suspend', asker, workerId, reason }));
  }

  @OnCommand('worker.retire')
  retire(request: CommandRequest<'worker.retire'>): Promise<Outcome<WorkerAnswer>> {
    const { workerId, reason } = request.payload;
    return this.#answer(request, workerId, (asker) => ({ type: 'retire', asker, workerId, reason }));
  }

  @OnCommand('worker.revoke')
  revoke(request: CommandRequest<'worker.revoke'>): Promise<Outcome<WorkerAnswer>> {
    const { workerId, kind, reason } = request.payload;
    const { now } = request;
    return this.#answer(request, workerId, async (asker) => ({
      type: 'revoke',
      asker,
      workerId,
      kind,
      reason,
      formerOwners: (await durationsInForce(this.runtime.store)).formerOwners,
      now,
    }));
  }

  @OnCommand('worker.report-incident')
  reportIncident(request: CommandRequest<'worker.report-incident'>): Promise<Outcome<WorkerAnswer>> {
    const { workerId, kind, text, taskId } = request.payload;
    return this.#answer(request, workerId, (asker) => ({
      type: 'report-incident',
      asker,
      workerId,
      kind,
      text,
      ...(taskId === undefined ? {} : { taskId }),
    }));
  }

  @OnCommand('worker.reset-trust')
  resetTrust(request: CommandRequest<'worker.reset-trust'>): Promise<Outcome<WorkerAnswer>> {
    const { workerId, reason } = request.payload;
    return this.#answer(request, workerId, (asker) => ({ type: 'reset-trust', asker, workerId, reason }));
  }

  async #answer(
    { name, caller, meta, now }: CommandRequest<WorkerCommandName>,
    workerId: string,
    command: (asker: Asker) => Promise<WorkerCommand> | WorkerCommand,
    also?: () => Write[],
  ): Promise<Outcome<WorkerAnswer>> {
    const handled = await handle(this.runtime.store, {
      decider: workerDecider,
      context: 'worker',
      entity: workerId,
      meta: meta(workerId),
      marks: [MARK[name]],
      command: async () => command(await this.directory.asker(caller)),
      ...(also ? { also } : {}),
    });
    return 'refusal' in handled
      ? handled
      : { result: answerOf(workerId, handled.state, now), position: handled.position };
  }
}
