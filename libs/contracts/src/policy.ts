import { Stage } from './assessment.js';
import {
  Duration,
  Flag,
  ListOf,
  MapOf,
  Nested,
  OneOf,
  Optional,
  Pattern,
  Several,
  Shape,
  Text,
  Whole,
} from './fields.js';
import type { FieldSchema } from './fields.js';
import { A_RESOURCE_GLOB, Constraint, RESOURCE_GLOB } from './task.js';
import type { DataSensitivity, Environment, Level, Path, Risk } from './values.js';
import { DATA_SENSITIVITIES, ENVIRONMENTS, LEVELS, PATHS, RISKS } from './values.js';

/**
 * What a field has to be: a value, any of several, or none of them. A field that is absent or empty has the value
 * `none`, a flag that is absent `false`; `data` has several values and needs one of them to be meant.
 */
export type Expectation = FieldValue | FieldValue[] | { not: FieldValue | FieldValue[] };
export type FieldValue = string | boolean;

/**
 * `{ field: expectation }`: all must hold. Fields are those of a task, `labels.<name>`, `data` (what the task says it
 * touches and what `resources` adds to that), and `ref`, whose values are the names under `define` that hold.
 */
export type Condition = Record<string, Expectation>;

const FIELD_VALUE: FieldSchema[] = [{ type: 'string', minLength: 1, maxLength: 200 }, { type: 'boolean' }];
const FIELD_VALUES: FieldSchema[] = [
  ...FIELD_VALUE,
  {
    type: 'array',
    minItems: 1,
    maxItems: 64,
    items: { description: 'a text of 1-200 characters, true or false', anyOf: FIELD_VALUE },
  },
];
const NEGATION: FieldSchema = {
  type: 'object',
  required: ['not'],
  properties: { not: { anyOf: FIELD_VALUES } },
  additionalProperties: false,
};
const CONDITION: FieldSchema = {
  type: 'object',
  minProperties: 1,
  maxProperties: 32,
  additionalProperties: {
    description: 'a value, a list of 1-64 values, or { not: ... } of them; values are texts, true and false',
    anyOf: [...FIELD_VALUES, NEGATION],
  },
};

/** Scores up to and including `upTo` need `level`. */
export class Band {
  /** The highest score of the band; that of the last one is 50. */
  @Whole(0, 50) readonly upTo!: number;
  /** The level that such a score needs, before floors and caps. */
  @OneOf(LEVELS) readonly level!: Level;
  /** What such a score is called. */
  @OneOf(RISKS) readonly risk!: Risk;
}

/** A floor or a cap: where `when` holds, the level is at least or at most `level`. */
export class LevelRule {
  /** Rules may share an id: the strictest one whose condition holds counts. */
  @Text(1, 64) readonly id!: string;
  /** Of a floor the lowest level, of a cap the highest; a floor beats a cap. */
  @OneOf(LEVELS) readonly level!: Level;
  /** The tasks that the rule is about: all members of the condition must hold. */
  @Shape(CONDITION) readonly when!: Condition;
  /** Half a sentence for the reasons: `changes to production need level 2`. */
  @Text(1, 200) readonly why!: string;
}

/** Who has to agree to tasks of a level, or of the path `emergency`. */
export class PlanRule {
  /** Level the plan is for; 0 and 1 need none. */
  @Optional() @OneOf(LEVELS) readonly level?: Level;
  /** Path the plan is for, where no level is named: the only one with a plan of its own. */
  @Optional() @OneOf(['emergency']) readonly path?: 'emergency';
  /** Stages run in order, roles inside a stage at the same time; each person counts once. */
  @ListOf(() => Stage, { min: 1, max: 10 }) readonly stages!: Stage[];
  /** How long approvers have; for a level, `levels` says it. */
  @Optional() @Duration() readonly reviewWithin?: string;
}

/** Which path the tasks of a level take. */
export class PathRule {
  /** The path that a task takes. */
  @OneOf(PATHS) readonly path!: Path;
  /** The level that takes this path. */
  @Optional() @OneOf(LEVELS) readonly level?: Level;
  /** The highest level that takes this path where `when` holds; for `emergency` alone. */
  @Optional() @OneOf(LEVELS) readonly upTo?: Level;
  /** The tasks that take the path `emergency`: all members of the condition must hold. */
  @Optional() @Shape(CONDITION) readonly when?: Condition;
}

/** What comes with a level. */
export class LevelTerms {
  /** The level that this is about. */
  @OneOf(LEVELS) readonly level!: Level;
  /** How many tokens a task gets; one that estimates more needs an override (SB1). */
  @Whole(0, 10_000_000) readonly tokens!: number;
  /** How long records are kept: 30 days at least at levels 0 and 1, 90 days at 2, a year at 3, 7 years at 4. */
  @Duration() readonly retention!: string;
  /** How long approvers have; required where the level has a plan. */
  @Optional() @Duration() readonly reviewWithin?: string;
  /** Limits of every task of the level, which tasks and workers may tighten but not loosen. */
  @ListOf(() => Constraint, { max: 64 }) readonly constraints!: Constraint[];
}

/** How long things last (2.5). What came later is optional: policies of older logs say nothing about it. */
export class Durations {
  /** Of a window where the task asks for none; at most 7 days. */
  @Duration() readonly defaultWindow!: string;
  /** Review deadline once a sponsor has expedited a permit (SB2). */
  @Duration() readonly expeditedReview!: string;
  /** Retention of union work under GDPR, HIPAA or PCI-DSS; at least 7 years. */
  @Duration() readonly regulatedRetention!: string;
  /** How long a certification that was held before the first start is good for. */
  @Duration() readonly bootstrapCertification!: string;
  /** How long an emergency lends its worker a level, from its approval (1.8); at most an hour. */
  @Duration() readonly emergency!: string;
  /** How long an emergency may wait for its approval. */
  @Duration() readonly emergencyApproval!: string;
  /** How long after its approval an emergency has to be reviewed. */
  @Duration() readonly emergencyReview!: string;
  /** How long after a suspension or revocation a worker is certified for no emergency (1.8). */
  @Optional() @Duration() readonly emergencyBar?: string;
  /** Of a capability token (3.3); at most 120 seconds. */
  @Duration() readonly token!: string;
  /** How long a worker that executes a permit may say nothing before it is lost (3.4), as `permit.start` tells it; at least a second. */
  @Optional() @Duration() readonly heartbeat?: string;
  /** How long there is to undo what was done, and for an operator to find somebody who does (3.4). */
  @Optional() @Duration() readonly rollback?: string;
  /** How long after the end evidence is accepted (3.4). */
  @Duration() readonly lateRecords!: string;
  /** How long an ended permit is kept at hand. */
  @Duration() readonly archiveAfter!: string;
  /** Longest time for which a role is lent to somebody (3.2); at most 14 days. */
  @Optional() @Duration() readonly delegation?: string;
  /** How long somebody who no longer owns a worker or a master stays excluded from deciding about it (3.2). */
  @Optional() @Duration() readonly formerOwners?: string;
}

/** The same, with nothing left open. */
export type AllDurations = Required<Durations>;

/** Where a policy says nothing about them, or there is none yet. */
export const DEFAULT_DURATIONS: AllDurations = {
  defaultWindow: 'PT24H',
  expeditedReview: 'PT1H',
  regulatedRetention: 'P7Y',
  bootstrapCertification: 'P90D',
  emergency: 'PT1H',
  emergencyApproval: 'PT15M',
  emergencyReview: 'PT72H',
  emergencyBar: 'P90D',
  token: 'PT120S',
  heartbeat: 'PT30S',
  rollback: 'PT15M',
  lateRecords: 'PT15M',
  archiveAfter: 'PT24H',
  delegation: 'P14D',
  formerOwners: 'P30D',
};

/** What a policy says, and the defaults for what it says nothing about. */
export const allDurations = (durations: Durations): AllDurations => ({ ...DEFAULT_DURATIONS, ...durations });

/** How a worker earns being watched less closely. */
export class TrustRules {
  /** How many successful mutating actions without a violation raise a worker from supervised to monitored. */
  @Whole(1, 1_000_000) readonly monitoredAfter!: number;
  /** How many more of these actions raise it from monitored to autonomous. */
  @Whole(1, 1_000_000) readonly autonomousAfter!: number;
  /** Time that has to pass as well before a worker becomes autonomous. */
  @Duration() readonly autonomousNotBefore!: string;
  /** How many of these actions count per permit, at most. */
  @Whole(1, 1_000_000) readonly countedPerPermit!: number;
}

const RESOURCE_MATCH = new RegExp(`^\\*\\*$|${RESOURCE_GLOB.source}`);

/** Binds what a requester claims about a resource (2.2a). */
export class ResourceRule {
  /** A glob as in a scope, or `**` for everything. */
  @Pattern(RESOURCE_MATCH, `${A_RESOURCE_GLOB}, or ** for everything`) readonly match!: string;
  /** Where it lives; elsewhere a task that names it is refused (HB3). Absent: everywhere. */
  @Optional() @Several(ENVIRONMENTS, { min: 1, max: 5, unique: true }) readonly environments?: Environment[];
  /** What data it holds, whatever a requester says; added to what the task names. */
  @Optional() @Several(DATA_SENSITIVITIES, { max: 6, unique: true }) readonly data?: DataSensitivity[];
  /** Whether it is critical, whatever a requester says. */
  @Optional() @Flag() readonly critical?: boolean;
}

/** How much of one caller a service takes, and how much it writes about what it refuses that caller (6.5). */
export class CallerLimits {
  /** Commands of one caller that a service accepts in a minute, however long that goes on. */
  @Whole(1, 1_000_000) readonly commandsPerMinute!: number;
  /** Commands of one caller that a service accepts at once after a time of silence. */
  @Whole(1, 1_000_000) readonly burst!: number;
  /** Refusals of one caller that are recorded one by one in a minute; further ones become one summary. */
  @Whole(1, 1_000_000) readonly refusalsPerMinute!: number;
}

/** Where a policy says nothing about them, or there is none yet. */
export const DEFAULT_LIMITS: CallerLimits = { commandsPerMinute: 60, burst: 60, refusalsPerMinute: 20 };

/** The rules by which tasks are scored, as data (2.5). HB1 to HB5 are code: no policy weakens them. */
export class PolicyDocument {
  /** A name for people; what proves which policy decided is the hash. */
  @Text(1, 64) readonly version!: string;
  /** Points of each value of `environment`, `reversibility`, `data`, `impactScope`, `customerImpact`, `labels.<name>`. */
  @MapOf(
    { type: 'object', maxProperties: 64, additionalProperties: { type: 'integer', minimum: 0, maximum: 10 } },
    { max: 32 },
  )
  readonly factors!: Record<string, Record<string, number>>;
  /** What a score of 0 to 50 needs, from the lowest to the highest. */
  @ListOf(() => Band, { min: 1, max: 32 }) readonly bands!: Band[];
  /** Conditions that others refer to. */
  @Optional() @MapOf(CONDITION, { max: 64 }) readonly define?: Record<string, Condition>;
  /** Below which level a task never is. */
  @ListOf(() => LevelRule, { max: 100 }) readonly floors!: LevelRule[];
  /** Above which level the score alone puts no task. */
  @ListOf(() => LevelRule, { max: 100 }) readonly caps!: LevelRule[];
  /** Who has to agree, for levels 2 to 4 and the path `emergency`; at levels 0 and 1 the policy approves. */
  @ListOf(() => PlanRule, { max: 32 }) readonly plans!: PlanRule[];
  /** The path of each level, and when a task takes the path `emergency`. */
  @ListOf(() => PathRule, { min: 5, max: 32 }) readonly paths!: PathRule[];
  /** What comes with each level. */
  @ListOf(() => LevelTerms, { min: 5, max: 5 }) readonly levels!: LevelTerms[];
  /** How long things last. */
  @Nested(() => Durations) readonly durations!: Durations;
  /** How a worker earns being watched less closely. */
  @Nested(() => TrustRules) readonly trust!: TrustRules;
  /** What is known about resources, whatever a requester claims; every resource of staging and production has an entry. */
  @ListOf(() => ResourceRule, { min: 1, max: 1000 }) readonly resources!: ResourceRule[];
  /** How much of one caller a service takes. Absent: 60 commands a minute, 60 at once, and 20 refusals recorded. */
  @Optional() @Nested(() => CallerLimits) readonly limits?: CallerLimits;
}
