import type { EventType, Level, PolicyDocument, Recorded } from '@guildhall/contracts';

/** What the intake has to know of others, folded from the log in its order. */
export interface IntakeFacts {
  /** Whether the first boot is complete: before it no task is accepted. */
  readonly bootstrapped: boolean;
  readonly masters: ReadonlyMap<string, Master>;
  /**
   * Emergencies in which a worker is certified, and until when (RFC 3339); those that are over by the clock alone are still
   * among them. Not those that are approved: a task before the certification would find no worker, for good (1.8).
   */
  readonly emergencies: ReadonlyMap<string, string>;
  /** Every policy that was ever published, by the SHA-256 of its RFC 8785 form: each assessment keeps its own. */
  readonly policies: ReadonlyMap<string, PolicyDocument>;
  /** SHA-256 of the policy in force; absent before the first. */
  readonly inForce?: string;
}

/** A registered orchestrator. */
export interface Master {
  /** A retired one may ask for nothing any more. */
  readonly status: 'active' | 'retired';
  readonly level: Level;
}

/** The event types that `evolveIntakeFacts` needs; it is given no others. */
export const INTAKE_FACT_TYPES = [
  'directory.bootstrap-completed',
  'master.registered',
  'master.changed',
  'master.retired',
  'worker.emergency-certified',
  'worker.emergency-ended',
  'policy.published',
] as const satisfies readonly EventType[];

/** What `evolveIntakeFacts` takes. */
export type IntakeFactEvent = Recorded<(typeof INTAKE_FACT_TYPES)[number]>;

/** Before the first event. */
export const initialIntakeFacts: IntakeFacts = {
  bootstrapped: false,
  masters: new Map(),
  emergencies: new Map(),
  policies: new Map(),
};

const withMaster = (facts: IntakeFacts, id: string, master: Master): IntakeFacts => ({
  ...facts,
  masters: new Map(facts.masters).set(id, master),
});

const changedMaster = (facts: IntakeFacts, id: string, change: Partial<Master>): IntakeFacts => {
  const before = facts.masters.get(id);
  return before === undefined ? facts : withMaster(facts, id, { ...before, ...change });
};

const withoutEmergency = (facts: IntakeFacts, emergencyId: string): IntakeFacts => {
  const emergencies = new Map(facts.emergencies);
  return emergencies.delete(emergencyId) ? { ...facts, emergencies } : facts;
};

/** The facts after `event`. */
export const evolveIntakeFacts = (facts: IntakeFacts, event: IntakeFactEvent): IntakeFacts => {
  switch (event.type) {
    case 'directory.bootstrap-completed':
      return { ...facts, bootstrapped: true };
    case 'master.registered':
      return withMaster(facts, event.entity, { status: 'active', level: event.data.level });
    case 'master.changed':
      return changedMaster(facts, event.entity, { level: event.data.level });
    case 'master.retired':
      return changedMaster(facts, event.entity, { status: 'retired' });
    case 'worker.emergency-certified': {
      const { emergencyId, expiresAt } = event.data;
      return { ...facts, emergencies: new Map(facts.emergencies).set(emergencyId, expiresAt) };
    }
    case 'worker.emergency-ended':
      return withoutEmergency(facts, event.data.emergencyId);
    case 'policy.published': {
      const { document, sha256 } = event.data;
      return { ...facts, policies: new Map(facts.policies).set(sha256, document), inForce: sha256 };
    }
  }
};
