import { EVENTS, issuesOf } from '@guildhall/contracts';
import type { Decision } from '@guildhall/contracts';
import { actionDecision, permitDecider, statusOf } from '../../src/index.js';
import type { Permit, PermitCommand, PermitEvent, RecordedPermitEvent, WorkerNow } from '../../src/index.js';
import { around } from './around.js';
import { commandIn } from './asked.js';
import { see, seeDecision } from './coverage.js';
import type { Seen } from './coverage.js';
import { holdersIn } from './facts.js';
import { frozen } from './frozen.js';
import { judge } from './judge.js';
import {
  checkCompleted,
  checkEnd,
  checkIssued,
  checkLate,
  checkPermitted,
  checkRecorded,
  checkStarted,
  checkVersions,
} from './log-checks.js';
import { decisionOf } from './proposing.js';
import { same } from './same.js';
import type { Scene } from './scene.js';
import { BLANK, write } from './sheet.js';
import type { Act, Sheet } from './sheet.js';
import type { Asking, Race, Step } from './step.js';
import type { Verdict } from './verdict.js';
import { answerOf, demandOf } from './words.js';
import { workerWith } from './work-asked.js';

/** What the test knows: the world around, and the model's sheet. */
export interface Model {
  scene: Scene;
  /** Of the tasks so far. */
  tasks: number;
}

/** What is tested: the decider's state, and the log that it adds up to. */
export interface Real {
  permit: Permit;
  log: RecordedPermitEvent[];
  /** Something decided on what had changed meanwhile is in the log: its counts and marks are those of then. */
  raced: boolean;
}

const ENDED: readonly Sheet['stand'][] = ['REJECTED', 'CLOSED', 'ARCHIVED'];

const contextsOf = (events: readonly PermitEvent[]): string[] => [
  ...new Set(events.map(({ type }) => type.split('.', 1)[0] ?? '')),
];

// Asked once more of what has come of it, these change nothing: 3.4, 3.5, and what comes more than once anyway.
const REPEATABLE: readonly PermitCommand['type'][] = [
  'open',
  'review',
  'sponsor',
  'recheck',
  'amend',
  'disqualify',
  'withdraw',
  'lapse',
  'put-away',
  'propose',
  'confirm',
  'record',
  'heartbeat',
  'heartbeat-lost',
  'rollback-timeout',
  'assign-rollback',
];

/** One play: a model and the real thing side by side, compared at every step. */
export class Stage {
  constructor(
    private readonly model: Model,
    private readonly real: Real,
    private readonly seen: Seen,
  ) {}

  take(step: Step): void {
    see(this.seen, 'step');
    switch (step.does) {
      case 'restart':
        this.#restart();
        return;
      case 'race':
        this.#race(step);
        break;
      case 'wait':
      case 'wait-for':
      case 'gain':
      case 'lose':
      case 'leave':
      case 'own':
      case 'disown':
      case 'delegate':
      case 'emergency':
        this.model.scene = around(step, this.model.scene);
        break;
      default:
        this.#ask(step);
    }
    this.#probe();
  }

  get #scene(): Scene {
    return this.model.scene;
  }

  #ask(step: Asking): void {
    if (step.does === 'open' && ENDED.includes(this.#scene.sheet.stand)) this.#next();
    const command = frozen(commandIn(step, this.#scene));
    const written = this.#carryOut(command);
    if (step.does === 'propose') this.#decisions(command);
    if (written) this.#repeat(command);
  }

  /** The decider's answer, compared with the model's. */
  #answer(command: PermitCommand): { decision: Decision<PermitEvent>; verdict: Verdict } {
    const decision = frozen(permitDecider.decide(command, this.real.permit));
    const verdict = judge(this.#scene.sheet, command);
    same(answerOf(decision), demandOf(verdict));
    return { decision, verdict };
  }

  /** Decides and writes; whether something was written. */
  #carryOut(command: PermitCommand): boolean {
    const { decision, verdict } = this.#answer(command);
    seeDecision(this.seen, command, decision);
    return this.#write(decision, verdict);
  }

  #write(decision: Decision<PermitEvent>, verdict: Verdict, isStale = false): boolean {
    if (!('events' in decision) || !('events' in verdict)) return false;
    decision.events.forEach((event, at) => {
      const demanded = verdict.events[at];
      if (demanded) this.#append(event, demanded, isStale);
    });
    this.#settled();
    return decision.events.length > 0;
  }

  #append(event: PermitEvent, demanded: PermitEvent, isStale: boolean): void {
    const { facts, sheet, taskId } = this.#scene;
    const position = facts.position + 1;
    const context = event.type.startsWith('permit.') ? 'permit' : 'execution';
    const recorded: RecordedPermitEvent = {
      ...event,
      id: `id-${position}`,
      context,
      entity: taskId,
      version: this.real.log.filter((other) => other.context === context).length + 1,
      position,
      time: new Date(facts.now).toISOString(),
      actor: 'somebody',
      correlation: taskId,
      causation: 'a cause',
    };
    this.real.log.push(frozen(recorded));
    this.real.permit = frozen(permitDecider.evolve(this.real.permit, recorded));
    const next = write(sheet, demanded, facts.now, () => holdersIn(facts));
    this.model.scene = { taskId, facts: { ...facts, position }, sheet: next };
    same(statusOf(this.real.permit), next.stand);
    this.#checkEvent(recorded, isStale);
  }

  #checkEvent(event: RecordedPermitEvent, isStale: boolean): void {
    const { log } = this.real;
    const { facts, sheet } = this.#scene;
    // A sample: all of them would take as long as everything else.
    if (event.position % ('terms' in event.data ? 10 : 3) === 0)
      same(
        { type: event.type, issues: issuesOf(EVENTS[event.type], event.data) },
        { type: event.type, issues: [] },
      );
    if (event.type === 'permit.issued') checkIssued(log, sheet, facts);
    if (event.type === 'permit.execution-started') checkStarted(log, facts.now);
    if (event.type === 'permit.completed') checkCompleted(log, facts.now);
    if (event.type === 'execution.action-recorded' && !isStale) {
      checkRecorded(log, event, facts.now);
      checkLate(log, event, facts.now);
    }
  }

  /** Between two appends no permit is APPROVED, and one that has ended waits for nothing but to be undone. */
  #settled(): void {
    const { sheet } = this.#scene;
    const { permit, log, raced } = this.real;
    same(permit.status === 'APPROVED', false);
    if (permit.status === 'REVOKED' || permit.status === 'COMPLETED')
      same(sheet.terms.request.reversibility, 'automated');
    if (ENDED.includes(sheet.stand) && !raced) checkEnd(log);
  }

  #repeat(command: PermitCommand): void {
    const before = this.real.permit;
    const { decision } = this.#answer(command);
    if (REPEATABLE.includes(command.type)) {
      same(decision, { events: [] });
      see(this.seen, 'repeated');
    }
    same(this.real.permit === before, true);
  }

  /** Both have read the same; what one writes first, the other does not know, unless the log tells it apart. */
  #race({ one, other }: Race): void {
    const [first, second] = [one, other].map((step) => frozen(commandIn(step, this.#scene)));
    if (first === undefined || second === undefined) return;
    const stale = this.#answer(second);
    const before = this.real.log.length;
    this.#carryOut(first);
    const written = contextsOf(this.real.log.slice(before));
    const wanted = 'events' in stale.decision ? contextsOf(stale.decision.events) : [];
    const isConflict = wanted.some((context) => written.includes(context));
    if (written.length === 0 || wanted.length === 0 || isConflict) {
      see(this.seen, isConflict ? 'race: conflict' : 'race: none');
      this.#carryOut(second);
      return;
    }
    see(this.seen, 'race: both');
    seeDecision(this.seen, second, stale.decision);
    this.real.raced = true;
    this.#write(stale.decision, stale.verdict, true);
  }

  /** Nothing is left but the log, as the broker gives it back. */
  #restart(): void {
    const log = JSON.parse(JSON.stringify(this.real.log)) as RecordedPermitEvent[];
    const permit = log.reduce(permitDecider.evolve, permitDecider.initialState);
    same(permit, this.real.permit);
    checkVersions(log);
    this.real.permit = frozen(permit);
  }

  /** A new task is asked for, and the one before is looked back on. */
  #next(): void {
    this.#restart();
    this.model.tasks += 1;
    this.model.scene = { ...this.#scene, sheet: BLANK, taskId: `t${this.model.tasks}` };
    Object.assign(this.real, { permit: permitDecider.initialState, log: [], raced: false });
  }

  #decisions(command: PermitCommand): void {
    if (command.type !== 'propose') return;
    const { taskId: _, ...act } = command.input;
    this.#decide(command.caller, act, command.worker);
  }

  /** What may be done now, of what waits and of what nobody has announced. */
  #probe(): void {
    const { pending, done } = this.#scene.sheet;
    const unknown = { action: 'deploy', target: 'service:api', inputDigest: 'f'.repeat(64) };
    const worker = workerWith([], this.#scene, false);
    for (const caller of ['deployer-3', 'deployer-2']) {
      if (pending) this.#decide(caller, pending, worker);
      this.#decide(caller, { ...unknown, seq: done.length + 1 }, worker);
    }
  }

  #decide(
    caller: string,
    { seq, action, target, inputDigest }: Act & { seq: number },
    worker: WorkerNow | undefined,
  ): void {
    const { facts, sheet } = this.#scene;
    const act = { seq, action, target, inputDigest };
    const now = new Date(facts.now).toISOString();
    const undoer = worker === undefined ? {} : { worker };
    const { decision } = actionDecision(this.real.permit, { caller, ...act }, now, undoer);
    same(decision, decisionOf(sheet, caller, act, facts.now, worker));
    see(this.seen, `decision: ${decision}`);
    if (decision === 'permitted' && seq > sheet.done.length)
      checkPermitted(this.real.log, caller, act, facts.now);
  }
}
