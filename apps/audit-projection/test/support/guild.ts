import type {
  Environment,
  Level,
  PermitIssued,
  Risk,
  Role,
  Summary,
  Terms,
  Window,
} from '@guildhall/contracts';
import type { MemoryLog, Written } from './memory-log.js';
import { assessmentOf, definitionOf, hash, sealedFor, taskOf, termsOf } from './samples.js';

interface Asked {
  level?: Level;
  risk?: Risk;
  master?: string;
  worker?: string;
  /** Until when people may approve. */
  reviewBy?: string;
  /** What is asked for instead of a duration. */
  window?: Window;
  environment?: Environment;
}

const WINDOW: Window = { notBefore: '2026-03-01T12:00:00.000Z', notAfter: '2026-03-02T12:00:00.000Z' };

/** Writes into a log what the services of a guild would write. */
export class Guild {
  readonly #terms = new Map<string, Terms>();

  constructor(readonly log: MemoryLog) {}

  enrol(id: string, ...roles: Role[]): this {
    this.log.write('directory.enrolled', id, { roles, personal: sealedFor(id) });
    return this;
  }

  registerMaster(id: string, owners: string[] = ['olivia']): this {
    this.log.write('master.registered', id, { masterId: id, level: 4, owners });
    return this;
  }

  registerWorker(id: string, level: Level): this {
    this.log.write('worker.registered', id, { definition: definitionOf(id), sha256: hash('d') });
    if (level > 0) this.log.write('worker.certified', id, { level, basis: 'bootstrap', probation: true });
    return this;
  }

  /** A task, assessed and not assigned. */
  assess(taskId: string, { level = 3, risk = 'high', master = 'development-master' }: Asked = {}): this {
    const assessment = assessmentOf(taskId, level, risk);
    this.log.write(
      'task.assessed',
      taskId,
      {
        request: taskOf(taskId),
        requestedBy: master,
        receivedAt: '2026-03-01T12:00:00.000Z',
        assessment,
      },
      { actor: master },
    );
    return this;
  }

  assign(taskId: string, { level = 3, worker = 'deployer-3' }: Asked = {}): this {
    this.log.write('assignment.made', taskId, {
      workerId: worker,
      definition: hash('d'),
      level,
      trust: 'supervised',
      owners: ['olivia'],
      masterOwners: ['olivia'],
      constraints: [],
      asOf: 1,
    });
    return this;
  }

  /** A task with a permit that waits for people. */
  request(taskId: string, asked: Asked = {}): this {
    const { reviewBy = '2026-03-03T12:00:00.000Z' } = asked;
    const terms = this.#agree(taskId, asked);
    this.log.write('permit.requested', taskId, { terms, permitDigest: hash('e'), reviewBy });
    return this;
  }

  /** A task with a permit that the policy has issued. */
  clear(taskId: string, asked: Asked = {}): this {
    const terms = this.#agree(taskId, { level: 0, risk: 'low', worker: 'scout-0', ...asked });
    return this.#issue(terms, 'policy');
  }

  review(taskId: string, by: string): this {
    this.log.write('permit.review-started', taskId, { by }, { actor: by });
    return this;
  }

  approve(taskId: string, approver: string, role: Role, stage = 'approval'): this {
    const data = { approver, role, stage, permitDigest: hash('e') };
    this.log.write('permit.approval-recorded', taskId, data, { actor: approver });
    return this;
  }

  /** The last approval is there: approved and issued. */
  issue(taskId: string, approvedBy: { approver: string; role: Role }[]): this {
    this.log.write('permit.approved', taskId, { permitDigest: hash('e') });
    return this.#issue(this.termsOf(taskId), approvedBy);
  }

  start(taskId: string): this {
    const { workerId } = this.termsOf(taskId);
    this.log.write('permit.execution-started', taskId, { workerId }, { actor: workerId });
    return this;
  }

  /** An action is announced, and waits for somebody to confirm it. */
  announce(taskId: string, seq: number): this {
    const { workerId } = this.termsOf(taskId);
    this.log.write(
      'execution.action-proposed',
      taskId,
      {
        workerId,
        seq,
        action: 'deploy',
        target: 'service:api/eu',
        inputDigest: hash('9'),
        needsConfirmation: true,
      },
      { actor: workerId },
    );
    return this;
  }

  delegate(from: string, role: Role, to: string, until: string): this {
    this.log.write('directory.delegated', from, { role, to, until }, { actor: from });
    return this;
  }

  /** Started, completed and closed. */
  work(taskId: string): this {
    const { workerId } = this.termsOf(taskId);
    const by: Written = { actor: workerId };
    this.log.write('permit.execution-started', taskId, { workerId }, by);
    this.log.write('permit.completed', taskId, { outcome: 'success', lastSeq: 0 }, by);
    this.log.write('permit.closed', taskId, { summary: this.summaryOf(taskId, 'success') }, by);
    return this;
  }

  reject(taskId: string, by: string): this {
    const reason = { kind: 'rejected', text: 'No rollback was tried' } as const;
    this.log.write(
      'permit.rejected',
      taskId,
      { by, reason, summary: this.summaryOf(taskId, 'rejected') },
      { actor: by },
    );
    return this;
  }

  termsOf(taskId: string): Terms {
    const terms = this.#terms.get(taskId);
    if (!terms) throw new Error(`${taskId} has not been asked for`);
    return terms;
  }

  summaryOf(taskId: string, outcome: string): Summary {
    const { workerId, requestedBy, level } = this.termsOf(taskId);
    return { taskId, workerId, requestedBy, level, outcome, approvedBy: [], actions: 0, violations: 0 };
  }

  #agree(taskId: string, asked: Asked): Terms {
    const { level = 3, risk = 'high', master = 'development-master', worker = 'deployer-3', window } = asked;
    this.assess(taskId, asked).assign(taskId, asked);
    const terms = termsOf(assessmentOf(taskId, level, risk), master, worker);
    const { environment = 'production' } = asked;
    const inPlace = { ...terms, request: { ...terms.request, environment } };
    const agreed = window ? { ...inPlace, window } : inPlace;
    this.#terms.set(taskId, agreed);
    return agreed;
  }

  #issue(terms: Terms, approvedBy: PermitIssued['approvedBy']): this {
    const { tokenBudget, trust } = terms;
    const data = { terms, permitDigest: hash('e'), approvedBy, window: WINDOW, tokenBudget, trust };
    this.log.write('permit.issued', terms.taskId, data);
    return this;
  }
}
