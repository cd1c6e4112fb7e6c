import { digestOf } from '@guildhall/contracts';
import type { Terms, WorkerDefinition } from '@guildhall/contracts';
import { sha256 } from '@guildhall/event-store';
import { POLICIES, durationsFor } from '@guildhall/messaging';
import type { PolicyFold } from '@guildhall/messaging';
import { redefinedTerms } from '@guildhall/permit';
import type { Amend } from '@guildhall/permit';
import type { WorkerFacts } from '@guildhall/worker';
import { Inject, Injectable } from '@nestjs/common';
import { LogFacts } from './log-facts.js';

type KnownWorker = Exclude<WorkerFacts, { status: 'unknown' }>;

/** Whether the worker may have the level: its own, or what an emergency lends it for this very task. */
const hasLevel = (terms: Terms, { level, emergencies }: KnownWorker): boolean => {
  const { emergencyId } = terms.request;
  const lent =
    terms.assessment.path === 'emergency' && emergencies.some((each) => each.emergencyId === emergencyId);
  return lent || level >= terms.level;
};

const isEligible = (terms: Terms, worker: KnownWorker, { capabilities }: WorkerDefinition): boolean => {
  const { capability } = terms.request;
  return (
    worker.status === 'active' &&
    hasLevel(terms, worker) &&
    (capability === undefined || capabilities.includes(capability))
  );
};

/** The terms of a permit whose worker has another definition by now (3.1). */
@Injectable()
export class Redefinition {
  constructor(
    @Inject(LogFacts) private readonly facts: LogFacts,
    @Inject(POLICIES) private readonly policies: Pick<PolicyFold, 'state'>,
  ) {}

  /** What makes the terms anew; undefined where the worker, as it is now, may not do the task any more. */
  async amendment(terms: Terms, now: string): Promise<Amend | undefined> {
    const { formerOwners } = durationsFor(this.policies.state, terms.assessment.policy);
    const [worker, master, definition] = await Promise.all([
      this.facts.worker(terms.workerId, now, formerOwners),
      this.facts.master(terms.requestedBy, now, formerOwners),
      this.facts.definition(terms.workerId),
    ]);
    if (worker.status === 'unknown' || master.status === 'unknown' || !definition) return undefined;
    if (!isEligible(terms, worker, definition)) return undefined;
    const made = redefinedTerms(terms, {
      ...worker,
      workerId: terms.workerId,
      masterOwners: master.owners,
      constraints: definition.constraints ?? [],
    });
    if ('refusal' in made) return undefined;
    const permitDigest = digestOf(made.terms, sha256);
    return { type: 'amend', now, terms: made.terms, permitDigest, reason: { kind: 'worker-redefined' } };
  }
}
