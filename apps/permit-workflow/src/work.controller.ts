import type {
  CommandName,
  ExecutionAnswer,
  HeartbeatAnswer,
  ProposeAnswer,
  RecordAnswer,
} from '@guildhall/contracts';
import { isExcused } from '@guildhall/event-store';
import { OnCommand, POLICIES, RUNTIME } from '@guildhall/messaging';
import type { CommandRequest, Outcome, PolicyFold, Runtime } from '@guildhall/messaging';
import { actionDecision, dutyNow, isWorked, lastSeqOf, mayContinue, statusOf } from '@guildhall/permit';
import type {
  AssignUndoing,
  Permit,
  PermitCommand,
  Purpose,
  RecordedPermitEvent,
  Undoer,
} from '@guildhall/permit';
import { Controller, Inject } from '@nestjs/common';
import { durationsOf } from './durations.js';
import { Hearing } from './hearing.js';
import { Heartbeats } from './heartbeats.js';
import { LogFacts } from './log-facts.js';
import { Permits } from './permits.js';
import { Tokens } from './tokens/tokens.js';

type WorkCommandName = Extract<CommandName, `execution.${string}`>;

/** What each command may write: by it a repetition is told from an id used for another command. */
const MARKS: Record<WorkCommandName, RecordedPermitEvent['type'][]> = {
  'execution.propose': ['execution.action-proposed', 'permit.violation-detected'],
  'execution.confirm': ['execution.action-confirmed'],
  'execution.record': ['execution.action-recorded', 'permit.violation-detected'],
  'execution.heartbeat': ['permit.violation-detected'],
  'execution.report-rollback': ['execution.rolled-back', 'execution.rollback-failed'],
  'execution.assign-rollback': ['execution.rollback-granted'],
};

const asAnswer = (duty: Purpose | undefined): { duty?: Purpose } => (duty === undefined ? {} : { duty });

interface Answered {
  permit: Permit;
  position: number;
}

/** What a worker says while it works, and what others decide about its work (3.4). */
@Controller()
export class WorkController {
  constructor(
    @Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'now'>,
    @Inject(Permits) private readonly permits: Permits,
    @Inject(LogFacts) private readonly facts: LogFacts,
    @Inject(POLICIES) private readonly policies: Pick<PolicyFold, 'state'>,
    @Inject(Hearing) private readonly hearing: Pick<Hearing, 'missed'>,
    @Inject(Heartbeats) private readonly heartbeats: Pick<Heartbeats, 'heard'>,
    @Inject(Tokens) private readonly tokens: Pick<Tokens, 'give'>,
  ) {}

  /** Announced first, then looked at: a revocation that is before the announcement in the log always wins. */
  @OnCommand('execution.propose')
  async propose(request: CommandRequest<'execution.propose'>): Promise<Outcome<ProposeAnswer>> {
    const { caller, now, payload: input } = request;
    const announced = await this.#decide(request, async (permit) => ({
      type: 'propose',
      caller,
      now,
      input,
      ...(await this.permits.undoer(permit, now)),
    }));
    if ('refusal' in announced) return announced;
    const { taskId, ...action } = input;
    const { permit, at, undoer } = await this.#look(taskId);
    const decided = actionDecision(permit, { caller, ...action }, at, undoer);
    return { result: { taskId, seq: action.seq, ...decided }, position: announced.position };
  }

  @OnCommand('execution.confirm')
  confirm(request: CommandRequest<'execution.confirm'>): Promise<Outcome<ExecutionAnswer>> {
    const { caller, now, payload: input } = request;
    return this.#answer(request, async (permit) => ({
      type: 'confirm',
      caller,
      now,
      input,
      ...(await this.permits.confirming(permit, caller, now)),
    }));
  }

  @OnCommand('execution.record')
  async record(request: CommandRequest<'execution.record'>): Promise<Outcome<RecordAnswer>> {
    const { caller, now, payload: input } = request;
    const recorded = await this.#decide(request, (permit) => ({
      type: 'record',
      caller,
      now,
      input,
      lateRecords: durationsOf(this.policies.state, permit).lateRecords,
    }));
    if ('refusal' in recorded) return recorded;
    const { taskId } = input;
    const { permit, at, undoer } = await this.#look(taskId);
    const lastSeq = isWorked(permit) ? lastSeqOf(permit.work) : 0;
    const duty = dutyNow(permit, caller, at, undoer);
    const numbers = input.actions.map(({ seq }) => seq);
    return {
      result: { taskId, lastSeq, continue: mayContinue(permit, duty, numbers), ...asAnswer(duty) },
      position: recorded.position,
    };
  }

  @OnCommand('execution.heartbeat')
  async heartbeat(request: CommandRequest<'execution.heartbeat'>): Promise<Outcome<HeartbeatAnswer>> {
    const { caller, now, payload: input } = request;
    try {
      const judged = await this.#decide(request, () => ({ type: 'heartbeat', caller, now, input }));
      if ('refusal' in judged) return judged;
      return { result: await this.#heard(request), position: judged.position };
    } catch (cause) {
      // What one permit fails at says nothing of other workers: they are heard, or lost.
      if (isExcused(cause)) this.hearing.missed();
      throw cause;
    }
  }

  @OnCommand('execution.report-rollback')
  reportRollback(request: CommandRequest<'execution.report-rollback'>): Promise<Outcome<ExecutionAnswer>> {
    const { caller, now, payload: input } = request;
    return this.#answer(request, () => ({ type: 'report-rollback', caller, now, input }));
  }

  @OnCommand('execution.assign-rollback')
  assignRollback(request: CommandRequest<'execution.assign-rollback'>): Promise<Outcome<ExecutionAnswer>> {
    const { caller, now, payload: input } = request;
    return this.#answer(request, async () => ({
      type: 'assign-rollback',
      caller,
      now,
      input,
      people: await this.facts.people([caller]),
      ...(await this.#named(input.workerId, now)),
    }));
  }

  // A heartbeat writes nothing that a conflict would tell of: whether the worker may go on is for the leader to say.
  async #heard({
    caller,
    payload: { taskId },
    meta,
  }: CommandRequest<'execution.heartbeat'>): Promise<HeartbeatAnswer> {
    const { permit, at, undoer } = await this.#look(taskId);
    // Also where it has nothing to do any more: that it is alive is true all the same.
    if (permit.status === 'EXECUTING') {
      const { heartbeatWithin } = permit.work;
      await this.heartbeats.heard({ taskId, heartbeatWithin }, at, meta(taskId).traceparent);
    }
    const duty = dutyNow(permit, caller, at, undoer);
    if (duty === undefined) return { taskId, continue: false };
    const token = await this.tokens.give(permit, caller, undoer);
    return { taskId, continue: mayContinue(permit, duty), ...asAnswer(duty), ...token };
  }

  /** The permit and who undoes what was done under it, as the log says at this moment. */
  async #look(taskId: string): Promise<{ permit: Permit; at: string; undoer: Undoer }> {
    const { permit } = await this.permits.read(taskId);
    const at = this.runtime.now();
    return { permit, at, undoer: await this.permits.undoer(permit, at) };
  }

  /** The worker that is named to undo it. */
  async #named(id: string, now: string): Promise<Pick<AssignUndoing, 'worker' | 'trust' | 'capabilities'>> {
    const worker = await this.facts.worker(id, now);
    const { capabilities = [] } = (await this.facts.definition(id)) ?? {};
    return { worker, trust: worker.status === 'unknown' ? 'supervised' : worker.trust, capabilities };
  }

  async #answer(
    request: CommandRequest<WorkCommandName>,
    command: (permit: Permit) => Promise<PermitCommand> | PermitCommand,
  ): Promise<Outcome<ExecutionAnswer>> {
    const decided = await this.#decide(request, command);
    if ('refusal' in decided) return decided;
    const state = statusOf(decided.permit);
    return {
      result: { taskId: request.payload.taskId, ...(state === undefined ? {} : { state }) },
      position: decided.position,
    };
  }

  async #decide(
    { name, payload: { taskId }, meta }: CommandRequest<WorkCommandName>,
    command: (permit: Permit) => Promise<PermitCommand> | PermitCommand,
  ): Promise<Answered | Extract<Outcome, { refusal: unknown }>> {
    const handled = await this.permits.decide(taskId, meta(taskId), command, { marks: MARKS[name] });
    return 'refusal' in handled ? handled : { permit: handled.state, position: handled.position };
  }
}
