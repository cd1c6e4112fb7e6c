import type { EventType, Level, PolicyDocument, Recorded } from '@guildhall/contracts';

/** What the intake has to know of others, folded from the log in its order. */
export interface IntakeFacts {
  /** Whether the first boot is complete: before it no task is accepted. */
  readonly bootstrapped: boolean;
  readonly masters: ReadonlyMap<string, Master>;
  /** Emergencies that an incident-commander has approved and that are not over (1.8); no event approves one yet. */
  readonly emergencies: ReadonlySet<string>;
  /** Every policy that was ever published, by the SHA-256 of its RFC 8785 form: each assessment keeps its own. */
  readonly policies: ReadonlyMap<string, PolicyDocument>;
  /** SHA-256 of the policy in force; absent before the first. */
  readonly inForce?: string;
}

/** A registered orchestrator. */
export interface Master {
  readonly status: 'active';
  readonly level: Level;
}

/** The event types that `evolveIntakeFacts` needs; it is given no others. */
export const INTAKE_FACT_TYPES = [
  'directory.bootstrap-completed',
  'master.registered',
  'policy.published',
] as const satisfies readonly EventType[];

/** What `evolveIntakeFacts` takes. */
export type IntakeFactEvent = Recorded<(typeof INTAKE_FACT_TYPES)[number]>;

/** Before the first event. */
export const initialIntakeFacts: IntakeFacts = {
  bootstrapped: false,
  masters: new Map(),
  emergencies: new Set(),
  policies: new Map(),
};

/** The facts after `event`. */
export const evolveIntakeFacts = (facts: IntakeFacts, event: IntakeFactEvent): IntakeFacts => {
  switch (event.type) {
    case 'directory.bootstrap-completed':
      return { ...facts, bootstrapped: true };
    case 'master.registered': {
      const { masterId, level } = event.data;
      return { ...facts, masters: new Map(facts.masters).set(masterId, { status: 'active', level }) };
    }
    case 'policy.published': {
      const { document, sha256 } = event.data;
      return { ...facts, policies: new Map(facts.policies).set(sha256, document), inForce: sha256 };
    }
  }
};
